"""Other programs that do a like thing, measured beside Muster. None of them is a dependency."""
