"""Notes on how people of a language mean what they say, for the agents who answer them."""
