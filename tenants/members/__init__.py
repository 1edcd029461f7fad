"""Who belongs to a company, in which role, and the company's own settings."""
