"""The operator's people and what of them is rented out: agents, skills, plans, leases."""
