"""The adviser: how many seats a company should rent, and how many hold in reserve."""
