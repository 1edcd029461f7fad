"""Passing contacts from agent to agent: at once, after a private consult, or with both in it."""
