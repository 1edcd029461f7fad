"""Colleagues who are named in private notes, and whether they have seen it."""
