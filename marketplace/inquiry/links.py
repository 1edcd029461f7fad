"""The consumer's link: who holds it may see and answer one inquiry, on any device."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

MAC_BYTES = 16


def make(inquiry_id: UUID, secret: str) -> str:
    """The token of an inquiry's link: its id and a message authentication code, URL-safe."""
    raw = inquiry_id.bytes + _mac(inquiry_id, secret)
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def read(token: str, secret: str) -> UUID | None:
    """The inquiry that a token is for; None if the token was shortened, changed or invented."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    if len(raw) != 16 + MAC_BYTES:
        return None
    inquiry_id = UUID(bytes=raw[:16])
    genuine = hmac.compare_digest(raw[16:], _mac(inquiry_id, secret))
    # Base64 leaves spare bits in its last character: only the form we made ourselves is taken.
    return inquiry_id if genuine and make(inquiry_id, secret) == token else None


def _mac(inquiry_id: UUID, secret: str) -> bytes:
    key = hashlib.sha256(b"inquiry link " + secret.encode()).digest()
    return hmac.digest(key, inquiry_id.bytes, "sha256")[:MAC_BYTES]
