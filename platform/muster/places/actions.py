"""Sites: made, changed, down and up again; and the list of languages."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, existing, refuse
from muster.places.models import Language, Site, SiteChange
from muster.tenancy.zones import is_zone

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
MOST_SEATS = 100_000
LONGEST_REASON = 300
TEXTS = ("name_en", "name_zh", "region", "hazard_zone")

Hear = Callable[[UUID], None]

# Called with the site, in the unit of work in which it goes down or comes up again, by the rooms
# above that must act on it.
went_down: list[Hear] = []
came_up: list[Hear] = []


@dataclass(frozen=True, slots=True)
class SiteTerms:
    """What is known of a site. seat_types: type → how many of `seats`; position in degrees."""

    name_en: str
    name_zh: str
    region: str
    time_zone: str
    hazard_zone: str
    seats: int
    seat_types: Mapping[str, int] = field(default_factory=dict)
    latitude: float | None = None
    longitude: float | None = None


def create_site(code: str, terms: SiteTerms) -> Site:
    """Enter a site. Raises Invalid, also for a code that is taken."""
    refuse([*_code_faults(code), *_faults(terms)])
    site = Site(id=uuid7(), code=code)
    _write(site, terms)
    session.add(site)
    session.flush()
    record("site.created", subject=code)
    return site


def change_site(site_id: UUID, terms: SiteTerms) -> None:
    """Change what is known of a site. Raises NotFound, Invalid."""
    site = find_site(site_id, lock=True)
    refuse(_faults(terms))
    _write(site, terms)
    record("site.changed", subject=site.code)


def find_site(site_id: UUID, *, lock: bool = False) -> Site:
    """One site; raises NotFound."""
    query = select(Site).where(Site.id == site_id)
    return existing(
        session.scalar(
            query.with_for_update().execution_options(populate_existing=True) if lock else query
        )
    )


def mark_down(site_id: UUID, reason: str, *, by: UUID | None) -> None:
    """Say that nobody can work at a site, and why; the same again changes nothing.

    by: the person, None for the system. Raises Invalid without a reason.
    """
    reason = _reason(reason)
    site = find_site(site_id, lock=True)
    if site.down_since is not None:
        return
    site.down_since, site.down_reason = func.now(), reason
    _note(site, by, reason, is_down=True)
    for hear in went_down:
        hear(site_id)


def mark_up(site_id: UUID, reason: str, *, by: UUID | None) -> None:
    """Say that a site works again. Arguments and errors as of `mark_down`."""
    reason = _reason(reason)
    site = find_site(site_id, lock=True)
    if site.down_since is None:
        return
    site.down_since, site.down_reason = None, ""
    _note(site, by, reason, is_down=False)
    for hear in came_up:
        hear(site_id)


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Invalid("reason", _l("Say why in a few words."))
    if len(reason) > LONGEST_REASON:
        raise Invalid("reason", _l("At most 300 characters, please."))
    return reason


def _note(site: Site, by: UUID | None, reason: str, *, is_down: bool) -> None:
    session.add(
        SiteChange(id=uuid7(), site_id=site.id, changed_by=by, is_down=is_down, reason=reason)
    )
    session.flush()
    record("site.down" if is_down else "site.up", subject=site.code, reason=reason)


def _code_faults(code: str) -> Iterator[Invalid]:
    if not CODE.fullmatch(code):
        yield Invalid("code", _l("Small letters, digits and hyphens, like xiamen-2."))
    elif session.scalar(select(Site.id).where(Site.code == code)) is not None:
        yield Invalid("code", _l("Another site has this code."))


def _faults(terms: SiteTerms) -> Iterator[Invalid]:
    for name in TEXTS:
        if not getattr(terms, name).strip():
            yield Invalid(name, _l("Please fill this in."))
    if not is_zone(terms.time_zone):
        yield Invalid("time_zone", _l("Choose a time zone from the list, like Asia/Shanghai."))
    if not 0 <= terms.seats <= MOST_SEATS:
        yield Invalid("seats", _l("Between 0 and 100,000 seats."))
    if any(number < 0 for number in terms.seat_types.values()):
        yield Invalid("seat_types", _l("Each number is 0 or more."))
    elif sum(terms.seat_types.values()) > max(terms.seats, 0):
        yield Invalid("seat_types", _l("These are more seats than the site has."))
    yield from _position_faults(terms)


def _write(site: Site, terms: SiteTerms) -> None:
    for name in TEXTS:
        setattr(site, name, getattr(terms, name).strip())
    site.time_zone, site.seats = terms.time_zone, terms.seats
    site.seat_types = {name: number for name, number in terms.seat_types.items() if number}
    site.latitude, site.longitude = terms.latitude, terms.longitude


def _position_faults(terms: SiteTerms) -> Iterator[Invalid]:
    for name, value, most in (
        ("latitude", terms.latitude, 90),
        ("longitude", terms.longitude, 180),
    ):
        if value is not None and not -most <= value <= most:
            yield Invalid(
                name, _l("Degrees, between %(least)s and %(most)s.", least=-most, most=most)
            )
    if (terms.latitude is None) != (terms.longitude is None):
        yield Invalid("longitude", _l("Give both degrees, or none."))


def all_sites() -> Sequence[Site]:
    """Every site, by hazard zone and code."""
    return session.scalars(select(Site).order_by(Site.hazard_zone, Site.code).limit(1000)).all()


def languages(*, retired: bool = False) -> Sequence[Language]:
    """The list of languages by code; with `retired`, also those that are offered no more."""
    query = select(Language).order_by(Language.code).limit(200)
    if not retired:
        query = query.where(Language.retired_at.is_(None))
    return session.scalars(query).all()


def add_language(code: str, name_en: str, name_zh: str) -> None:
    """Put a language on the list, or give it new names. Raises Invalid."""
    code = code.strip().lower()
    if not LANGUAGE.fullmatch(code):
        raise Invalid("code", _l("Two or three letters, like zh or yue."))
    if not name_en.strip() or not name_zh.strip():
        raise Invalid("name_en", _l("A language needs a name in both languages."))
    language = session.scalar(select(Language).where(Language.code == code))
    if language is None:
        language = Language(id=uuid7(), code=code)
        session.add(language)
    language.name_en, language.name_zh = name_en.strip(), name_zh.strip()
    language.retired_at = None
    session.flush()
    record("language.added", subject=code)


def retire_language(language_id: UUID) -> None:
    """Offer a language no more; who has it keeps it. Raises NotFound, Conflict for the last."""
    language = existing(
        session.scalar(select(Language).where(Language.id == language_id).with_for_update())
    )
    if language.retired_at is not None:
        return
    if len(languages()) == 1:
        raise Conflict(_l("One language has to stay."))
    language.retired_at = func.now()
    record("language.retired", subject=language.code)
