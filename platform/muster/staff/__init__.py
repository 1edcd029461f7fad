"""Who works for the operator, in which roles."""
