"""What people do about their own account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.account import rights
from muster.audit.actions import actor, record
from muster.db import session
from muster.errors import Invalid, NotAllowed
from muster.identity import links, passwords, people, sign_ins
from muster.identity.links import Purpose
from muster.identity.models import Person
from muster.tenancy.models import Membership


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A new sign-in: the secret for the cookie, and the language the person reads."""

    token: str
    person_id: UUID
    locale: str | None


def sign_in(email: str, password: str, *, address: str, browser: str) -> SignedIn | None:
    """Sign a person in by address and password; None if that is not who they are.

    What happened is in the audit trail either way, so the unit of work is to be committed.
    """
    person = people.prove(email, password)
    if person is None:
        known = people.find(email)
        # A stranger is written down too, without a name: the answer takes as long either way.
        if known:
            record_where_known(known.id, "sign_in.failed", subject=known.email)
        else:
            record("sign_in.failed")
        return None
    return begin(person, address=address, browser=browser)


def begin(person: Person, *, address: str, browser: str) -> SignedIn:
    """Sign in a person who has just shown who they are."""
    actor.set((person.id, person.name, address))
    token = sign_ins.begin(person.id, address=address, browser=browser)
    record_where_known(person.id, "sign_in.created", subject=person.email)
    return SignedIn(token, person.id, person.locale)


def sign_out(person_id: UUID, sign_in_id: UUID) -> None:
    """End one sign-in of a person; raises NotFound if it is not theirs."""
    sign_ins.end(person_id, sign_in_id)
    record_where_known(person_id, "sign_in.ended")
    rights.changed(person_id)


def sign_out_elsewhere(person_id: UUID, *, but: UUID) -> int:
    """End all sign-ins of a person but one; gives how many those were."""
    ended = sign_ins.end_all(person_id, but=but)
    record_where_known(person_id, "sign_in.ended_elsewhere", count=ended)
    rights.changed(person_id)
    return ended


def ask_for_reset(email: str) -> tuple[Person, str] | None:
    """A secret for a link that lets the person choose a new password; None for a stranger."""
    person = people.find(email)
    if person is None or person.disabled_at is not None:
        return None
    record_where_known(person.id, "password.reset_asked", subject=person.email)
    return person, links.issue(person.id, Purpose.RESET_PASSWORD)


def reset_password(token: str, password: str) -> Person | None:
    """Set a new password by a link from a mail; None if the link does not work (any more).

    All sign-ins end, and the address is confirmed. Raises Invalid("password").
    """
    person_id = links.owner(token, Purpose.RESET_PASSWORD)
    if person_id is None:
        return None
    people.set_password(person_id, password)
    links.use(token, Purpose.RESET_PASSWORD)
    people.confirm_email(person_id)
    sign_ins.end_all(person_id)
    person = people.get(person_id)
    actor.set((person.id, person.name, actor.get()[2]))
    record_where_known(person.id, "password.reset", subject=person.email)
    rights.changed(person_id)
    return person


def change_password(person_id: UUID, known: str, new: str, *, sign_in_id: UUID) -> Person:
    """Change a password; every other sign-in of the person ends.

    Raises Invalid("known") if the old one is wrong, Invalid("password") for a poor new one.
    """
    person = people.get(person_id)
    if not passwords.verify(person.password_hash, known):
        raise Invalid("known", _l("This is not your current password."))
    people.set_password(person_id, new)
    sign_ins.end_all(person_id, but=sign_in_id)
    record_where_known(person_id, "password.changed")
    rights.changed(person_id)
    return person


def ask_for_confirmation(person_id: UUID) -> tuple[Person, str]:
    """A secret for a link that confirms the person's address; raises NotAllowed if it is done."""
    person = people.get(person_id)
    if person.email_confirmed_at is not None:
        raise NotAllowed(_l("This address is confirmed already."))
    return person, links.issue(person_id, Purpose.CONFIRM_EMAIL)


def confirm_email(token: str) -> Person | None:
    """Confirm an address by a link from a mail; None if the link does not work (any more)."""
    person_id = links.use(token, Purpose.CONFIRM_EMAIL)
    if person_id is None:
        return None
    people.confirm_email(person_id)
    record("email.confirmed")
    rights.changed(person_id)
    person = people.get(person_id)
    session.refresh(person)
    return person


def describe(person_id: UUID, *, name: str, locale: str | None) -> None:
    """Change one's own name and language."""
    people.describe(person_id, name=name, locale=locale)
    record("person.updated", subject=name)
    rights.changed(person_id)


def record_where_known(person_id: UUID, action: str, *, subject: str = "", **detail: Any) -> None:
    """Write an act about somebody's sign-in into the audit trail of each company of theirs.

    Somebody of no company, such as the operator's own staff, has one entry without one.
    """
    companies = session.scalars(
        select(Membership.tenant_id)
        .where(Membership.person_id == person_id)
        .order_by(Membership.tenant_id)
    ).all()
    for tenant_id in companies or (None,):
        record(action, subject=subject, tenant_id=tenant_id, **detail)
