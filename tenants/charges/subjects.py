"""Where the thing that a charge is about can be looked at; rooms register their own."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from muster.billing.models import Charge

# subject_type → (company's slug, id of the row) → address in the portal.
Address = Callable[[str, UUID], str]
ADDRESSES: dict[str, Address] = {}


def address(slug: str, charge: Charge) -> str:
    """The page of what a charge is about; "" if it has none."""
    found = ADDRESSES.get(charge.subject_type)
    return found(slug, charge.subject_id) if found and charge.subject_id else ""
