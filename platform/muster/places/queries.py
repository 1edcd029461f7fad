"""How many people belong to each site."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, text

from muster.db import session
from muster.places.models import Site

# The table stands a floor of this house higher; here it is only counted.
PEOPLE = text("""
SELECT site_id, count(*) AS people,
       count(*) FILTER (WHERE state IN ('available', 'interacting', 'wrap_up')) AS at_work
FROM agents WHERE retired_at IS NULL AND site_id IS NOT NULL GROUP BY site_id
""")
CHANGES = text("""
SELECT c.created_at, c.is_down, c.reason, COALESCE(p.name, '') AS name
FROM site_changes c LEFT JOIN people p ON p.id = c.changed_by
WHERE c.site_id = :site ORDER BY c.id DESC LIMIT 50
""")

# What rooms above show on a site's page, before everything else: a template, and what it needs,
# with `doubted` where they doubt that the site works.
Panel = Callable[[Site], Mapping[str, Any]]
panels: list[tuple[str, Panel]] = []


@dataclass(frozen=True, slots=True)
class Zone:
    """What one disaster can take out together."""

    name: str
    sites: Sequence[Site]

    @property
    def seats(self) -> int:
        """Seats of all its sites, those that are down as well."""
        return sum(site.seats for site in self.sites)

    @property
    def seats_up(self) -> int:
        """Seats of the sites that work."""
        return sum(site.seats for site in self.sites if site.down_since is None)


def zones(sites: Sequence[Site]) -> list[Zone]:
    """Sites by hazard zone. They come sorted by it."""
    return [Zone(name, list(group)) for name, group in groupby(sites, attrgetter("hazard_zone"))]


def people() -> dict[UUID, RowMapping]:
    """By site, how many agents belong to it, and how many are at work now."""
    return {row["site_id"]: row for row in session.execute(PEOPLE).mappings()}


def changes(site_id: UUID) -> Sequence[RowMapping]:
    """When a site went down and came up, who said so and why; newest first, at most 50."""
    return session.execute(CHANGES, {"site": site_id}).mappings().all()
