"""What there is to choose from when somebody asks: skills, languages, sites and hazard zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, or_, select, text

from muster.capacity.models import Pool
from muster.db import session
from muster.places.models import Site
from muster.workforce.models import SeatLease

KNOWN = text("""
SELECT ARRAY(SELECT DISTINCT unnest(abilities) FROM capacity_pools) AS skills,
       ARRAY(SELECT DISTINCT unnest(languages) FROM capacity_pools) AS languages
""")


@dataclass(frozen=True, slots=True)
class Known:
    """Skills and languages that any pool of people has, by code."""

    skills: set[str]
    languages: set[str]


def known() -> Known:
    """What anybody has: agents and students."""
    row = session.execute(KNOWN).one()
    return Known(set(row.skills), set(row.languages))


def sites() -> Sequence[Site]:
    """The sites, by code."""
    return session.scalars(select(Site).order_by(Site.code).limit(500)).all()


def hazard_zones() -> list[str]:
    """Hazard zones in which people or seats are."""
    return list(session.scalars(select(Pool.hazard_zone).distinct().order_by(Pool.hazard_zone)))


def base_seats(tenant_id: UUID, first: date, last: date) -> int:
    """How many seats a company rents throughout a period: their agents can lead others."""
    rented = session.scalar(
        select(func.coalesce(func.sum(SeatLease.seats), 0)).where(
            SeatLease.tenant_id == tenant_id,
            SeatLease.ended_at.is_(None),
            SeatLease.starts_on <= first,
            or_(SeatLease.ends_on.is_(None), SeatLease.ends_on > last),
        )
    )
    return int(rented or 0)
