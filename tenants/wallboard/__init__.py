"""A wallboard for a television: opened by a link that can be revoked, with numbers only."""
