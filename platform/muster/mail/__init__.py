"""Mail: written with the change that wants it, sent after the commit, readable without SMTP."""
