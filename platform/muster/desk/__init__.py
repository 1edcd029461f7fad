"""The agent's screen: contacts of several companies side by side, each in its own colours."""
