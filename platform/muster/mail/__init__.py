"""Mail: written with the change that wants it, sent after the commit, readable without SMTP."""

from muster.mail.actions import send

__all__ = ["send"]
