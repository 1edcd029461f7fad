"""On what terms standby is sold, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.audit.actions import record
from muster.capacity.asking import COLD_MINUTES, WARM_MINUTES, Ask
from muster.capacity.models import ReservationKind, Tier
from muster.capacity.terms_models import Rate, Terms
from muster.db import session, uuid7
from muster.errors import Invalid

HOURS_A_MONTH = 365.25 * 24 / 12
MOST_MINOR = 100_000_000


@dataclass(frozen=True, slots=True)
class Current:
    """The terms in force. See muster.capacity.models.Terms."""

    shrinkage: float = 0.1
    copy_factor: int = 8
    least_probability: float = 0.999
    hold_minutes: int = 30


@dataclass(frozen=True, slots=True)
class Prices:
    """The rates in force in one currency. See muster.capacity.models.Rate."""

    currency: str
    hot_minor: int
    warm_minor: int
    cold_minor: int
    use_minor: int
    shared_percent: int


IN_FORCE = """
SELECT t.shrinkage, t.copy_factor, t.least_probability, t.hold_minutes,
       r.hot_minor, r.warm_minor, r.cold_minor, r.use_minor, r.shared_percent
FROM (SELECT) AS one
LEFT JOIN LATERAL (
    SELECT * FROM standby_terms ORDER BY created_at DESC, id DESC LIMIT 1
) t ON true
LEFT JOIN LATERAL (
    SELECT * FROM standby_rates WHERE currency = %(currency)s::text
    ORDER BY created_at DESC, id DESC LIMIT 1
) r ON true
"""
DEFAULTS = Current()
# A hot seat that is held costs about a tenth of one that is used.
DEFAULT_PRICES = {
    "CNY": Prices("CNY", 420, 110, 15, 4500, 40),
    "USD": Prices("USD", 160, 40, 6, 1700, 40),
    "EUR": Prices("EUR", 150, 38, 6, 1600, 40),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a price: seats of a tier that are held, and what that costs a month."""

    tier: str
    seats: int
    hours_a_month: float
    rate_minor: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Price:
    """What a reservation costs: for being held, a month; for being used, a seat and hour."""

    lines: tuple[Line, ...]
    hold_minor: int
    use_minor: int
    currency: str
    shared_percent: int | None


def current() -> Current:
    """The terms in force now."""
    return in_force_of(_row(""))


def prices(currency: str) -> Prices:
    """The rates in force in a currency. Raises Invalid where there are none yet."""
    return prices_of(currency, _row(currency))


def _row(currency: str) -> Mapping[str, Any]:
    found = session.connection().exec_driver_sql(IN_FORCE, {"currency": currency})
    return dict(found.mappings().one())


def in_force_of(row: Mapping[str, Any]) -> Current:
    """The terms in what IN_FORCE has found."""
    if row["copy_factor"] is None:
        return DEFAULTS
    return Current(
        row["shrinkage"], row["copy_factor"], row["least_probability"], row["hold_minutes"]
    )


def prices_of(currency: str, row: Mapping[str, Any]) -> Prices:
    """The rates in what IN_FORCE has found. Raises Invalid where there are none yet."""
    if row["hot_minor"] is not None:
        return Prices(
            currency, row["hot_minor"], row["warm_minor"], row["cold_minor"], row["use_minor"],
            row["shared_percent"],
        )  # fmt: skip
    if currency not in DEFAULT_PRICES:
        raise Invalid(
            "ramp",
            _l("There is no price for standby in %(currency)s yet. Ask us.", currency=currency),
        )
    return DEFAULT_PRICES[currency]


def all_prices() -> list[Prices]:
    """The rates in force in every currency that has any."""
    priced = session.scalars(select(Rate.currency).distinct())
    return [prices(code) for code in sorted({*DEFAULT_PRICES, *priced})]


def price(ask: Ask, open_hours: int, rates: Prices) -> Price:
    """What a wish costs. open_hours: of its whole period.

    Seats are charged as what they were asked for: who is ready sooner than promised costs no more.
    """
    days = (ask.last - ask.first).days + 1
    hours_a_month = open_hours * HOURS_A_MONTH / (days * 24)
    hot, warm = ask.within(WARM_MINUTES), ask.within(COLD_MINUTES)
    warm = max(hot, warm)
    shares = (
        (Tier.HOT, hot, rates.hot_minor),
        (Tier.WARM, warm - hot, rates.warm_minor),
        (Tier.COLD, ask.seats - warm, rates.cold_minor),
    )
    lines = tuple(
        Line(tier, seats, hours_a_month, rate, round(seats * hours_a_month * rate))
        for tier, seats, rate in shares
        if seats
    )
    total = sum(line.amount_minor for line in lines)
    shared = rates.shared_percent if ask.kind == ReservationKind.SHARED else None
    if shared is not None:
        total = round(total * shared / 100)
    return Price(lines, total, rates.use_minor, rates.currency, shared)


def set_terms(new: Current, *, person_id: UUID) -> None:
    """Let new terms hold from now on; what is sold keeps its own."""
    session.add(
        Terms(
            id=uuid7(),
            shrinkage=new.shrinkage,
            copy_factor=new.copy_factor,
            least_probability=new.least_probability,
            hold_minutes=new.hold_minutes,
            changed_by=person_id,
        )
    )
    session.flush()
    record("standby.terms_set", subject=f"{new.shrinkage:.0%}, {new.copy_factor}")


def set_prices(new: Prices, *, person_id: UUID) -> None:
    """Let new rates hold from now on; what is sold keeps its price. Raises Invalid."""
    amounts = {name: getattr(new, name) for name in ("hot_minor", "warm_minor", "cold_minor",
                                                     "use_minor")}  # fmt: skip
    for name, amount in amounts.items():
        if not 0 <= amount <= MOST_MINOR:
            raise Invalid(name.removesuffix("_minor"), _l("This is no price that anybody pays."))
    session.add(
        Rate(
            id=uuid7(),
            currency=new.currency,
            shared_percent=new.shared_percent,
            changed_by=person_id,
            **amounts,
        )
    )
    session.flush()
    record("standby.priced", subject=new.currency)
