"""One's own account: signing in and out, where to go, profile, password, sign-ins."""
