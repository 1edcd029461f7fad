"""Idle hot standby takes work of others for a while, and comes back when it is needed."""
