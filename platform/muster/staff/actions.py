"""Adding people to the staff, and deciding what they may do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from muster.account import rights
from muster.audit.actions import record
from muster.db import Acting, acting_within, current_acting, session, uuid7
from muster.errors import Conflict, Invalid, existing
from muster.identity import links, people
from muster.identity.links import Purpose
from muster.identity.models import Person, StaffMembership, StaffRole

# Being an agent is more than a role: skills, languages, seats. It is decided among the agents.
ROLES = tuple(role.value for role in StaffRole if role is not StaffRole.AGENT)
LINK_LASTS = timedelta(days=7)
LAST_ADMIN = _l("Somebody has to be administrator. Give the role to another person first.")


@dataclass(frozen=True, slots=True)
class Added:
    """A person who now belongs to the staff; `token` is for choosing a password, if new."""

    name: str
    email: str
    locale: str | None
    token: str | None


def add(email: str, name: str, roles: Iterable[str], *, locale: str | None = None) -> Added:
    """Give staff roles to the person with this address, whether known so far or not.

    Raises Invalid("email" or "roles").
    """
    chosen = _checked(roles)
    if not chosen:
        raise Invalid("roles", _l("Choose at least one role."))
    before = current_acting()
    signing_up = Acting(person_id=before.person_id, staff=True, identity=True)
    with acting_within(signing_up):
        person = people.find(email)
        if person is None:
            person = people.get(people.add(email, name, password=None, locale=locale))
        token = None
        if person.password_hash is None:
            token = links.issue(person.id, Purpose.RESET_PASSWORD, lasts=LINK_LASTS)
        set_roles(person.id, chosen | roles_of(person.id))
    return Added(person.name, person.email, person.locale, token)


def set_roles(person_id: UUID, roles: Iterable[str]) -> None:
    """Let a person have exactly these roles, beside being an agent.

    Raises NotFound for a stranger, Invalid("roles"), Conflict for the only administrator.
    """
    wanted, had = _checked(roles), roles_of(person_id)
    person = people.get(person_id)
    if wanted == had:
        return
    if StaffRole.ADMIN in had - wanted:
        _keep_an_admin(person_id)
    session.execute(
        delete(StaffMembership).where(
            StaffMembership.person_id == person_id, StaffMembership.role.in_(had - wanted)
        )
    )
    rows = [{"id": uuid7(), "person_id": person_id, "role": role} for role in wanted - had]
    if rows:
        session.execute(insert(StaffMembership).values(rows).on_conflict_do_nothing())
    record("staff.roles_changed", subject=person.email, before=sorted(had), after=sorted(wanted))
    rights.changed(person_id)


def find(person_id: UUID) -> Person:
    """A person of the staff; raises NotFound for anybody else."""
    existing(
        session.scalar(
            select(StaffMembership.person_id).where(StaffMembership.person_id == person_id).limit(1)
        )
    )
    return people.get(person_id)


def roles_of(person_id: UUID) -> set[str]:
    """The staff roles of a person, without that of an agent."""
    return set(
        session.scalars(
            select(StaffMembership.role).where(
                StaffMembership.person_id == person_id, StaffMembership.role.in_(ROLES)
            )
        )
    )


def _checked(roles: Iterable[str]) -> set[str]:
    chosen = set(roles)
    if not chosen <= set(ROLES):
        raise Invalid("roles", _l("Choose roles from the list."))
    return chosen


def _keep_an_admin(person_id: UUID) -> None:
    # One at a time, so that two administrators who demote each other cannot both succeed.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("staff administrators"))))
    others = session.scalar(
        select(func.count())
        .select_from(StaffMembership)
        .join(Person, Person.id == StaffMembership.person_id)
        .where(
            StaffMembership.role == StaffRole.ADMIN,
            StaffMembership.person_id != person_id,
            Person.disabled_at.is_(None),
        )
    )
    if not others:
        raise Conflict(LAST_ADMIN)
