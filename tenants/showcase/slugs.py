"""The last part of a product's address: short, plain letters, fit to be read out."""

from __future__ import annotations

import re
import unicodedata
from uuid import UUID

LONGEST = 60
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_OTHER = re.compile(r"[^a-z0-9]+")


def slug_of(name: str, product_id: UUID) -> str:
    """An address made of the Latin letters of `name`, or of the id where there are too few."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    slug = _OTHER.sub("-", plain).strip("-")[:LONGEST].strip("-")
    return slug if len(slug) > 2 else f"p-{short(product_id)}"


def apart(slug: str, product_id: UUID) -> str:
    """The same address, told apart from one that is taken."""
    return f"{slug[: LONGEST - 9]}-{short(product_id)}"


def short(identifier: UUID) -> str:
    """Eight letters and digits of the random end of an id."""
    rest = identifier.int & (1 << 40) - 1
    return "".join(_ALPHABET[rest >> shift & 31] for shift in range(35, -5, -5))
