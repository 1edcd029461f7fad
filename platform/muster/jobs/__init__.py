"""Work after the commit: rows in the database say what is to be done, RQ carries them."""
