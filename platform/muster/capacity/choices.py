"""What there is to choose from when somebody asks: skills, languages, sites and hazard zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, text

from muster.capacity.models import Pool
from muster.db import session
from muster.places.models import Site
from muster.tenancy.models import Tenant

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


def language_of(tenant_id: UUID) -> str:
    """The language that a company uses itself, as the code of an agent's language."""
    locale = session.execute(select(Tenant.locale).where(Tenant.id == tenant_id)).scalar_one()
    return locale.partition("-")[0]
