"""Who works for the operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, or_, select

from muster.db import session
from muster.identity.models import Person, StaffMembership

PAGE = 100


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the staff with all their roles."""

    person: Person
    roles: list[str]


def colleagues(search: str = "", after: str = "") -> tuple[Sequence[Colleague], str | None]:
    """People of the staff by e-mail address, PAGE at a time, and where the next page begins.

    search: part of a name or an address. after: the last address of the page before.
    """
    roles = func.array_agg(StaffMembership.role).label("roles")
    query = (
        select(Person, roles)
        .join(StaffMembership, StaffMembership.person_id == Person.id)
        .group_by(Person.id)
        .order_by(Person.email)
        .limit(PAGE + 1)
    )
    if after:
        query = query.where(Person.email > after)
    if search:
        query = query.where(
            or_(
                Person.name.icontains(search, autoescape=True),
                Person.email.icontains(search, autoescape=True),
            )
        )
    rows = [Colleague(person, sorted(held)) for person, held in session.execute(query)]
    more = len(rows) > PAGE
    return rows[:PAGE], rows[PAGE - 1].person.email if more else None


def count() -> int:
    """How many people belong to the staff."""
    people = select(func.count(StaffMembership.person_id.distinct()))
    return session.scalar(people) or 0
