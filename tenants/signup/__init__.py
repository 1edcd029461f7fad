"""How a company comes to be here: by signing itself up, or in a directory that is brought in."""
