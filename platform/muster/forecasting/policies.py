"""What a client signed for the surge watch of a series. Each signature is a row; the last holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.audit.actions import record
from muster.db import session
from muster.errors import Invalid
from muster.forecasting import series
from muster.forecasting.models import DAY, SurgePolicy

NEEDED = _l("Without this nothing is activated by itself.")
MOST_SEATS = 100_000


@dataclass(frozen=True, slots=True)
class Rules:
    """What the watch may do; amounts in minor units of `currency`, the price of a seat and hour.

    seat_limit, budget_minor, price_minor: needed where it may activate by itself.
    """

    watching: bool
    at_least: int
    aht_seconds: int
    currency: str
    by_itself: bool = False
    seat_limit: int | None = None
    budget_minor: int | None = None
    price_minor: int | None = None


def current(series_id: UUID) -> SurgePolicy | None:
    """What holds now; None: the series was never watched."""
    return session.scalar(
        select(SurgePolicy)
        .where(SurgePolicy.series_id == series_id)
        .order_by(SurgePolicy.id.desc())
        .limit(1)
    )


def signed(series_id: UUID, limit: int = 20) -> Sequence[SurgePolicy]:
    """Every signature, the latest first."""
    return session.scalars(
        select(SurgePolicy)
        .where(SurgePolicy.series_id == series_id)
        .order_by(SurgePolicy.id.desc())
        .limit(limit)
    ).all()


def sign(series_id: UUID, person_id: UUID, person_name: str, rules: Rules) -> SurgePolicy:
    """Lay down what the watch does from now on, signed by a person of the client.

    Raises Invalid where activating by itself is wanted without a limit, a budget and a price.
    """
    found = series.find(series_id, lock=True)
    signed = asdict(rules)
    for name in ("seat_limit", "budget_minor", "price_minor"):
        if rules.by_itself and signed[name] is None:
            raise Invalid(name, NEEDED)
    if rules.by_itself and found.interval_minutes == DAY:
        raise Invalid("by_itself", _l("A history by day is seen too late to activate by itself."))
    made = SurgePolicy(
        tenant_id=found.tenant_id,
        series_id=series_id,
        signed_by=person_id,
        signed_name=person_name,
        **signed,
    )
    session.add(made)
    session.flush()
    record("surge.signed", subject=found.name, tenant_id=found.tenant_id, **signed)
    return made
