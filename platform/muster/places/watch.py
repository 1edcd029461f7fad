"""How closely a site is watched: from when on lines that drop mean that it may be lost."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l

from muster.audit.actions import record
from muster.db import session
from muster.errors import Invalid
from muster.places.actions import find_site
from muster.places.models import Site

RANGES = {"share": (1, 100), "people": (1, 10_000), "minutes": (1, 15), "acts_after": (1, 120)}


@dataclass(frozen=True, slots=True)
class Watch:
    """The limits of one site. share: in a hundred of those who are there.

    minutes: within which the lines drop. acts_after: minutes without an answer until the site is
    marked as down by itself; None: it waits for an answer.
    """

    watched: bool = True
    share: int = 60
    people: int = 5
    minutes: int = 3
    acts_after: int | None = None

    @classmethod
    def of(cls, site: Site) -> Watch:
        """As operations have set it for a site."""
        return cls(
            site.watched,
            site.watch_share,
            site.watch_people,
            site.watch_minutes,
            site.watch_acts_after,
        )


def set_watch(site_id: UUID, wanted: Watch) -> None:
    """Set the limits of a site. Raises NotFound, or Invalid with the field that cannot be."""
    for name, (least, most) in RANGES.items():
        value = getattr(wanted, name)
        if value is not None and not least <= value <= most:
            message = _l("Between %(least)s and %(most)s.", least=least, most=most)
            raise Invalid(name, message)
    site = find_site(site_id, lock=True)
    if Watch.of(site) == wanted:
        return
    site.watched = wanted.watched
    site.watch_share, site.watch_people = wanted.share, wanted.people
    site.watch_minutes, site.watch_acts_after = wanted.minutes, wanted.acts_after
    session.flush()
    record("site.watch_set", subject=site.code, **asdict(wanted))
