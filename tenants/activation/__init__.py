"""A client calls its standby in, practises it, and sees what was promised kept."""
