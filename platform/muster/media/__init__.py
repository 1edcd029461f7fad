"""Pictures: checked by content, re-encoded, kept behind one door."""
