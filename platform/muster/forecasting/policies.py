"""What a client signed for the surge watch of a series. Each signature is a row; the last holds."""

from __future__ import annotations

from collections.abc import Sequence
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


def sign(
    series_id: UUID,
    person_id: UUID,
    person_name: str,
    *,
    watching: bool,
    at_least: int,
    aht_seconds: int,
    by_itself: bool = False,
    seat_limit: int | None = None,
    budget_minor: int | None = None,
    price_minor: int | None = None,
    currency: str,
) -> SurgePolicy:
    """Lay down what the watch does from now on, signed by a person of the client.

    Raises Invalid where activating by itself is wanted without a limit, a budget and a price.
    """
    found = series.find(series_id, lock=True)
    for name, value in (
        ("seat_limit", seat_limit),
        ("budget_minor", budget_minor),
        ("price_minor", price_minor),
    ):
        if by_itself and value is None:
            raise Invalid(name, NEEDED)
    if by_itself and found.interval_minutes == DAY:
        raise Invalid("by_itself", _l("A history by day is seen too late to activate by itself."))
    made = SurgePolicy(
        tenant_id=found.tenant_id,
        series_id=series_id,
        watching=watching,
        at_least=at_least,
        aht_seconds=aht_seconds,
        by_itself=by_itself,
        seat_limit=seat_limit,
        budget_minor=budget_minor,
        price_minor=price_minor,
        currency=currency,
        signed_by=person_id,
        signed_name=person_name,
    )
    session.add(made)
    session.flush()
    record(
        "surge.signed",
        subject=found.name,
        tenant_id=found.tenant_id,
        watching=watching,
        by_itself=by_itself,
        seat_limit=seat_limit,
        budget_minor=budget_minor,
        price_minor=price_minor,
        currency=currency,
    )
    return made
