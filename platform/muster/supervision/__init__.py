"""Supervision from afar: looking over an agent's shoulder, on record, as the contract allows."""
