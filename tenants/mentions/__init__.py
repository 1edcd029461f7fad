"""Where members of a company were named in private notes."""
