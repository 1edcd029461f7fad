"""Client companies, who belongs to them, and the one door across them."""
