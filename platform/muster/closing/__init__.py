"""How contacts end: the client's rules and tips, what happens by the clock, and coming back."""
