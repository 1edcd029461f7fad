"""How far the room goes."""

MOST_AGENTS = 1_000_000
