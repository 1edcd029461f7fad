"""What the company is charged, as finance sees it."""
