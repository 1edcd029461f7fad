"""My day: what an agent has done today, from the rows of contacts and states."""
