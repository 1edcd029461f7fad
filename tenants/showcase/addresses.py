"""Addresses on the web, as people type them."""

from __future__ import annotations

from urllib.parse import urlsplit


def as_address(typed: str) -> str | None:
    """An address that a browser can follow; None if this is none, or none of the web."""
    typed = typed.strip()
    address = typed if "://" in typed else f"https://{typed}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    good = (
        parts.scheme in ("http", "https")
        and "." in host.strip(".")
        and not set(address) & {*" <>\"'`{}|\\^\n\t"}
    )
    return address if good else None
