"""Calling standby seats in: roll-call, briefing, board, release, drills, lost sites."""
