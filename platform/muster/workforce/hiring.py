"""Making somebody an agent, whether we know the person yet or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from muster.db import Acting, acting_within, current_acting, session, uuid7
from muster.identity.models import Person
from muster.mail.actions import address
from muster.workforce.agents import hire
from muster.workforce.models import Agent


def hire_by_email(
    email: str,
    display_name: str,
    languages: Sequence[str],
    skills: Sequence[str],
    capacity: int,
    levels: Mapping[str, int] | None = None,
) -> Agent:
    """Make the person with this address an agent; one unknown so far is entered without password.

    Such a person sets a password through "forgot my password". Raises Invalid.
    """
    email = address(email).lower()
    before = current_acting()
    identity = Acting(person_id=before.person_id, staff=True, identity=True)
    with acting_within(identity):
        person = session.scalar(select(Person).where(Person.email == email))
        if person is None:
            person = Person(id=uuid7(), email=email, name=display_name.strip())
            session.add(person)
            session.flush()
        return hire(person, display_name, languages, skills, capacity, levels)
