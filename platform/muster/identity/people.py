"""People: finding, adding, proving who one is, changing the password."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from muster.db import session, uuid7
from muster.errors import Invalid, existing
from muster.identity import emails, passwords
from muster.identity.models import Person


def find(email: str) -> Person | None:
    """The person with this address, in whatever spelling; None if there is none."""
    try:
        address = emails.normalise(email)
    except Invalid:
        return None
    return session.scalar(select(Person).where(Person.email == address))


def get(person_id: UUID) -> Person:
    """The person with this id; raises NotFound."""
    return existing(session.get(Person, person_id))


def add(
    email: str, name: str, *, password: str | None, locale: str | None, confirmed: bool = False
) -> UUID:
    """Add a person who was not known; gives the id.

    confirmed: the address is known to be theirs. Raises Invalid("email") if somebody has it,
    Invalid("email" or "password") if the value cannot be used.
    """
    address = emails.normalise(email)
    if password is not None:
        passwords.check_strength(password, address, name)
    added: UUID | None = session.scalar(
        insert(Person)
        .values(
            id=uuid7(),
            email=address,
            name=name,
            password_hash=passwords.hash_password(password) if password is not None else None,
            locale=locale,
            email_confirmed_at=func.now() if confirmed else None,
        )
        .on_conflict_do_nothing(index_elements=[Person.email])
        .returning(Person.id)
    )
    if added is None:
        raise Invalid("email", _l("Somebody with this address is here already."))
    return added


def prove(email: str, password: str) -> Person | None:
    """The person whose address and password these are; None otherwise, after equal work."""
    person = find(email)
    right = passwords.verify(person.password_hash if person else None, password)
    if person is None or not right or person.disabled_at is not None:
        return None
    if person.password_hash is not None and passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hash_password(password)
    return person


def set_password(person_id: UUID, password: str) -> None:
    """Give a person a new password; raises Invalid("password") for one that would be guessed."""
    person = get(person_id)
    passwords.check_strength(password, person.email, person.name)
    person.password_hash = passwords.hash_password(password)
    session.flush()


def confirm_email(person_id: UUID) -> None:
    """Note that the person has shown that the address is theirs; the first time counts."""
    session.execute(
        update(Person)
        .where(Person.id == person_id, Person.email_confirmed_at.is_(None))
        .values(email_confirmed_at=func.now())
    )


def describe(person_id: UUID, *, name: str, locale: str | None) -> None:
    """Change what a person says of themselves."""
    session.execute(update(Person).where(Person.id == person_id).values(name=name, locale=locale))


def speak(person_id: UUID, locale: str) -> None:
    """Remember the language that a person reads."""
    session.execute(update(Person).where(Person.id == person_id).values(locale=locale))
