"""Naming students for the places of a cohort: each becomes an agent, and is called."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.academy.models import Cohort
from muster.activation import calling, limits
from muster.activation.candidates import Candidate
from muster.activation.models import Activation, CalledPerson
from muster.activation.states import PersonState, State, Tier
from muster.activation.telling import moved, note
from muster.db import Acting, acting_within, current_acting, session
from muster.errors import Conflict, Invalid, existing
from muster.identity.models import Person
from muster.mail.actions import address
from muster.workforce.hiring import hire_by_email
from muster.workforce.models import Agent

MOST = 500
CAPACITY = 1  # a student who is new answers one contact at a time


@dataclass(frozen=True, slots=True)
class Student:
    """Who is named: a name and an e-mail address."""

    name: str
    email: str


def read(typed: str) -> list[Student]:
    """Students as they are typed or pasted, "name, e-mail" a line. Raises Invalid with the line."""
    found: list[Student] = []
    for number, row in enumerate(csv.reader(io.StringIO(typed.strip()), skipinitialspace=True), 1):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != 2 or not row[0].strip():
            raise Invalid(
                "students", _l("Line %(n)s: a name, a comma, an e-mail address.", n=number)
            )
        try:
            student = Student(row[0].strip()[:80], address(row[1].strip()).lower())
        except Invalid:
            raise Invalid(
                "students", _l("Line %(n)s: this is not an e-mail address.", n=number)
            ) from None
        if any(student.email == other.email for other in found):
            raise Invalid("students", _l("Line %(n)s: this address is there twice.", n=number))
        found.append(student)
    if not 1 <= len(found) <= MOST:
        raise Invalid("students", _l("Between 1 and 500 people."))
    return found


def name(
    tenant_id: UUID, activation_id: UUID, students: Sequence[Student], *, person_id: UUID
) -> int:
    """Give places of cohorts to students, make them agents and call them; gives how many.

    Whoever acts must act for the company and for the operator. Raises NotFound, Conflict when
    fewer places are open than people are named, or somebody is called already.
    """
    activation = existing(
        session.scalar(
            select(Activation)
            .where(Activation.tenant_id == tenant_id, Activation.id == activation_id)
            .with_for_update()
        )
    )
    places = _open_places(activation)
    if activation.state != State.OPEN or not places:
        raise Conflict(_l("No place of a cohort is open here."))
    if len(students) > len(places):
        raise Invalid("students", _l("Only %(count)s places are open.", count=len(places)))
    cohorts = {
        cohort.id: cohort
        for cohort in session.scalars(
            select(Cohort).where(Cohort.id.in_({place.cohort_id for place in places}))
        )
    }
    named = [
        _take(place, student, cohorts[place.cohort_id])
        for place, student in zip(places, students, strict=False)
        if place.cohort_id is not None
    ]
    session.flush()
    calling.call(activation, named)
    note(activation, "named", person_id, count=len(named))
    moved(tenant_id, activation_id)
    return len(named)


def _open_places(activation: Activation) -> Sequence[CalledPerson]:
    return session.scalars(
        select(CalledPerson)
        .where(
            CalledPerson.activation_id == activation.id,
            CalledPerson.state == PersonState.UNNAMED,
        )
        .order_by(CalledPerson.id)
        .with_for_update()
    ).all()


def _take(place: CalledPerson, student: Student, cohort: Cohort) -> tuple[UUID, Candidate]:
    agent = _known(student.email) or hire_by_email(
        student.email, student.name, cohort.languages, cohort.skills, CAPACITY
    )
    if _is_called(agent):
        raise Conflict(_l("%(name)s is called already.", name=student.name))
    place.agent_id, place.agent_name = agent.id, student.name
    place.state, place.called_at = PersonState.CALLED, func.now()
    place.due_at = func.now() + timedelta(seconds=limits.ANSWER[Tier.COLD])
    ways = (("desk", ""), ("mail", student.email))
    return place.id, Candidate(
        agent_id=agent.id,
        name=student.name,
        tier=Tier.COLD,
        at_desk=False,
        locale=None,
        addresses=ways,
    )


def _known(email: str) -> Agent | None:
    """Somebody who is an agent already; what is known of them stays."""
    before = current_acting()
    with acting_within(Acting(person_id=before.person_id, staff=True, identity=True)):
        return session.scalar(
            select(Agent)
            .join(Person, Person.id == Agent.person_id)
            .where(Person.email == email, Agent.retired_at.is_(None))
        )


def _is_called(agent: Agent) -> bool:
    # Another company's call is out of sight here: the database refuses that one by its index.
    return (
        session.scalar(
            select(CalledPerson.id).where(
                CalledPerson.agent_id == agent.id, CalledPerson.over_at.is_(None)
            )
        )
        is not None
    )
