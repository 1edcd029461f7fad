"""One module a group of rooms; each function makes a row of Hualan's."""
