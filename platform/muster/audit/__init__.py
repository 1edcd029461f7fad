"""Who did what, when, to whose rows: append-only."""
