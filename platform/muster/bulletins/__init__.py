"""News that agents must have read before a deadline, each for one client company's agents."""
