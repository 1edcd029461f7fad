"""Standby: people and places by the hour, and the ledger in which they are promised once."""
