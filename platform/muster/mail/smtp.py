"""The way out: one message over SMTP."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from email_validator import validate_email

from muster.mail.models import Mail

TIMEOUT_SECONDS = 10.0


class Refused(Exception):
    """The mail server will never take this message: trying again is of no use."""


def message(mail: Mail, sender: str) -> EmailMessage:
    """`mail` as it goes over the line. The id in it is the same at each attempt."""
    composed = EmailMessage(policy=SMTP)
    composed["From"] = Address(addr_spec=sender)
    composed["To"] = Address(addr_spec=_ascii(mail.recipient))
    composed["Subject"] = mail.subject
    composed["Date"] = format_datetime(mail.created_at)
    composed["Message-ID"] = f"<{mail.id}@{sender.partition('@')[2]}>"
    composed["Auto-Submitted"] = "auto-generated"
    composed.set_content(mail.text)
    return composed


def deliver(mail: Mail, smtp_url: str, sender: str) -> None:
    """Hand `mail` to the server at `smtp_url`.

    Raises Refused when the server will have neither this recipient nor this content, ever;
    OSError for everything that may pass or can be put right, a wrong password included.
    """
    composed = message(mail, sender)
    try:
        server = _connection(smtp_url)
        try:
            server.send_message(composed, from_addr=sender, to_addrs=[_ascii(mail.recipient)])
        finally:
            _leave(server)
    except smtplib.SMTPRecipientsRefused as error:
        code, reason = next(iter(error.recipients.values()))
        _give_up_or_retry(code, reason, error)
    except smtplib.SMTPDataError as error:
        _give_up_or_retry(error.smtp_code, error.smtp_error, error)


def _leave(server: smtplib.SMTP) -> None:
    # After the server's yes the mail is sent, however the line ends.
    with suppress(OSError):
        server.quit()
    server.close()


def _give_up_or_retry(code: int, reason: bytes | str, error: Exception) -> None:
    if code < 500:
        raise error
    words = reason.decode(errors="replace") if isinstance(reason, bytes) else reason
    raise Refused(f"{code} {words}") from error


def _ascii(recipient: str) -> str:
    checked = validate_email(recipient, check_deliverability=False, globally_deliverable=False)
    return checked.ascii_email or checked.normalized


def _connection(smtp_url: str) -> smtplib.SMTP:
    parts = urlsplit(smtp_url)
    host = parts.hostname or "localhost"
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        context = ssl.create_default_context()
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=TIMEOUT_SECONDS)
    try:
        _make_ready(server, parts)
    except BaseException:
        server.close()
        raise
    return server


def _make_ready(server: smtplib.SMTP, parts: SplitResult) -> None:
    server.ehlo()
    if parts.scheme == "smtp" and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
    elif parts.scheme == "smtp" and parts.password and not _is_loopback(parts.hostname or ""):
        raise OSError("the mail server offers no TLS: the password is not sent in the clear")
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
