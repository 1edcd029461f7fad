"""Which companies can answer a question: the public index, its search, and the reasons."""
