"""Mail: written with the change that wants it, sent after the commit, readable without SMTP."""

from muster.mail.actions import Letter, address, send, send_many

__all__ = ["Letter", "address", "send", "send_many"]
