"""Starts, watches and stops everything that Muster runs on one machine."""
