"""The link in a call: who holds it may answer for one person who was called, once."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from uuid import UUID

MAC_BYTES = 16


def make(tenant_id: UUID, called_id: UUID, secret: str) -> str:
    """The token of a call: company, call and a message authentication code, URL-safe."""
    raw = tenant_id.bytes + called_id.bytes
    return base64.urlsafe_b64encode(raw + _mac(raw, secret)).rstrip(b"=").decode()


def read(token: str, secret: str) -> tuple[UUID, UUID] | None:
    """Company and call that a token is for; None if it was shortened, changed or invented."""
    try:
        whole = base64.urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (binascii.Error, UnicodeEncodeError, ValueError):
        return None
    raw, mac = whole[:32], whole[32:]
    if len(raw) != 32 or not hmac.compare_digest(mac, _mac(raw, secret)):
        return None
    ids = UUID(bytes=raw[:16]), UUID(bytes=raw[16:])
    # Base64 leaves spare bits in its last character: only the form we made ourselves is taken.
    return ids if make(*ids, secret) == token else None


def _mac(raw: bytes, secret: str) -> bytes:
    key = hashlib.sha256(b"roll-call link " + secret.encode()).digest()
    return hmac.digest(key, raw, "sha256")[:MAC_BYTES]
