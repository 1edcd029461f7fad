"""A company's wish, checked and answered. Imported where it is used: numpy comes with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from muster.capacity import asking, choices, ledger, offers, wishes
from muster.capacity.asking import Ask
from muster.capacity.facts import Buyer, Held
from muster.capacity.offers import Answer
from muster.errors import Invalid
from muster.tenancy.zones import is_zone


def wish_of(values: Mapping[str, Any]) -> Ask:
    """A wish from what a form holds, checked. Raises Invalid."""
    return _checked(wishes.from_values(values))


def wish_in(text: str) -> Ask:
    """A wish from what an offer's button carries, checked anew. Raises Invalid."""
    return _checked(wishes.read(text))


def _checked(ask: Ask) -> Ask:
    zone = ask.time_zone if is_zone(ask.time_zone) else "UTC"
    asking.check(ask, today=datetime.now(UTC).astimezone(ZoneInfo(zone)).date())
    if ask.avoid_sites and not set(ask.avoid_sites) <= {site.id for site in choices.sites()}:
        raise Invalid("avoid_sites")
    return ask


def answer(tenant_id: UUID, currency: str, ask: Ask) -> Answer:
    """Yes with a price, or no with what would be yes. Nothing is held. Raises Invalid."""
    return offers.answer(_buyer(tenant_id, currency), ask)


def hold(tenant_id: UUID, currency: str, ask: Ask, *, person_id: UUID, key: UUID) -> Answer | Held:
    """Hold what is asked for; see muster.capacity.ledger.hold."""
    return ledger.hold(_buyer(tenant_id, currency), ask, person_id=person_id, key=key)


def _buyer(tenant_id: UUID, currency: str) -> Buyer:
    return Buyer(tenant_id, currency, datetime.now(UTC))
