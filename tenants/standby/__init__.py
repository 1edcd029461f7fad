"""Standby: a company asks for a reserve, sees at once what it can have, and holds it."""
