"""A company's wish, checked and answered. Imported where it is used: numpy comes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from muster.capacity import asking, choices, ledger, offers, wishes
from muster.capacity.asking import Ask
from muster.capacity.facts import Buyer, Held
from muster.capacity.offers import Answer
from muster.errors import Invalid
from muster.tenancy.zones import is_zone
from tenants.standby.forms import WishForm


def faults(form: WishForm) -> Iterator[Invalid]:
    """All that a form says and cannot mean, whatever else in it could not be read."""
    if form.reads(*form.STEP_FIELDS):
        yield from asking.ramp_faults([asking.Step(*step) for step in form.ramp()])
    if form.reads("languages") and not form.languages.data:
        yield Invalid("languages", asking.NO_LANGUAGE)
    if form.reads("starts_on", "ends_on", "time_zone"):
        first, last = form.days_asked()
        yield from asking.day_faults(first, last, _today_in(form.time_zone.data))
    if form.reads("window", "days", "opens", "closes"):
        try:
            form.weekly_window()
        except Invalid as fault:
            yield fault


def wish_of(values: Mapping[str, Any]) -> Ask:
    """A wish from what a form holds, checked. Raises Invalid."""
    return _checked(wishes.from_values(values))


def wish_in(text: str) -> Ask:
    """A wish from what an offer's button carries, checked anew. Raises Invalid."""
    return _checked(wishes.read(text))


def _checked(ask: Ask) -> Ask:
    asking.check(ask, today=_today_in(ask.time_zone if is_zone(ask.time_zone) else "UTC"))
    if ask.avoid_sites and not set(ask.avoid_sites) <= {site.id for site in choices.sites()}:
        raise Invalid("avoid_sites")
    return ask


def _today_in(zone: str) -> date:
    return datetime.now(UTC).astimezone(ZoneInfo(zone)).date()


def answer(tenant_id: UUID, currency: str, ask: Ask) -> Answer:
    """Yes with a price, or no with what would be yes. Nothing is held. Raises Invalid."""
    return offers.answer(_buyer(tenant_id, currency), ask)


def hold(tenant_id: UUID, currency: str, ask: Ask, *, person_id: UUID, key: UUID) -> Answer | Held:
    """Hold what is asked for; see muster.capacity.ledger.hold."""
    return ledger.hold(_buyer(tenant_id, currency), ask, person_id=person_id, key=key)


def _buyer(tenant_id: UUID, currency: str) -> Buyer:
    return Buyer(tenant_id, currency, datetime.now(UTC))
