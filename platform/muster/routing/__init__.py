"""Who gets which contact: offers, states of agents, and the sweep that heals what got stuck."""
