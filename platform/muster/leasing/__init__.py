"""Renting seats: what it costs, when it can begin, how it changes, and who sits there."""
