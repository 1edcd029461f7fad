"""What happened: rows written beside the change, pushed to browsers after the commit."""
