"""An agent's day on one line: every state, every contact, and who changed what."""
