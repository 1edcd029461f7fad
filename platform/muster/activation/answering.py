"""What somebody who is called does: answer, read the briefing, arrive, or not come after all.

Each changes one row and says so to the boards; what follows for others is the next step's work.
The same said twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.activation import briefings, limits
from muster.activation.models import Activation, BriefingAnswer, CalledPerson
from muster.activation.states import PersonState, Tier, may_become
from muster.activation.telling import moved, step_soon
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, existing

# Whoever comes fills the place they filled as called; of the others something follows at once.
FOLLOWED = (PersonState.DECLINED, PersonState.ARRIVED)
TOO_LATE = _l("Too late: this call is over. Thank you all the same.")


class By(StrEnum):
    """Where an answer came from."""

    DESK = "desk"
    LINK = "link"
    OPERATIONS = "operations"


def answer(tenant_id: UUID, called_id: UUID, *, comes: bool, by: By) -> CalledPerson:
    """Yes or no to a call. At the desk a yes of somebody who knows the company is an arrival.

    Raises NotFound, Conflict for a call that is over or was answered otherwise.
    """
    person = _hold(tenant_id, called_id)
    if comes and person.state in (
        PersonState.COMING,
        PersonState.BRIEFED,
        PersonState.ARRIVED,
        PersonState.SEATED,
        PersonState.TAKING,
    ):
        return person
    if not comes and person.state == PersonState.DECLINED:
        return person
    _become(person, PersonState.COMING if comes else PersonState.DECLINED)
    person.answered_at = func.now()
    person.answered_by = by
    if comes:
        seconds = limits.ARRIVE[Tier(person.tier)]
        person.due_at = func.now() + timedelta(seconds=seconds)
        if by == By.DESK and not person.needs_briefing:
            _arrive(person)
    else:
        person.over_at, person.over_reason = func.now(), "declined"
    _changed(person)
    return person


def brief(tenant_id: UUID, called_id: UUID, choices: Sequence[int], *, by: By) -> bool:
    """Answer the questions of the briefing; gives whether all are right.

    Whoever passes is certified for the company until the activation is over. Raises NotFound,
    Conflict for somebody who has not said yes, Invalid where an answer is missing.
    """
    person = _hold(tenant_id, called_id)
    if person.briefed_at is not None:
        return True
    if person.state != PersonState.COMING:
        raise Conflict(TOO_LATE)
    briefing = briefings.current(tenant_id)
    if briefing is not None:
        if len(choices) != len(briefing.questions):
            raise Invalid("choices", _l("Answer every question."))
        passed = all(
            chosen == asked["right"]
            for chosen, asked in zip(choices, briefing.questions, strict=True)
        )
        session.add(
            BriefingAnswer(
                id=uuid7(),
                tenant_id=tenant_id,
                called_id=called_id,
                briefing_id=briefing.id,
                choices=list(choices),
                passed=passed,
            )
        )
        if not passed:
            return False
    _become(person, PersonState.BRIEFED)
    person.briefed_at = func.now()
    if by == By.DESK:
        _arrive(person)
    _changed(person)
    return True


def arrive(tenant_id: UUID, called_id: UUID) -> CalledPerson:
    """Be at the desk, ready to be seated. Raises NotFound, Conflict."""
    person = _hold(tenant_id, called_id)
    if person.state in (PersonState.ARRIVED, PersonState.SEATED, PersonState.TAKING):
        return person
    if person.needs_briefing and person.briefed_at is None:
        raise Conflict(_l("Read the briefing first and answer its questions."))
    _arrive(person)
    _changed(person)
    return person


def find(tenant_id: UUID, called_id: UUID) -> tuple[CalledPerson, Activation]:
    """A call and what it is for; raises NotFound."""
    found = existing(
        session.execute(
            select(CalledPerson, Activation)
            .join(Activation, Activation.id == CalledPerson.activation_id)
            .where(CalledPerson.tenant_id == tenant_id, CalledPerson.id == called_id)
        ).one_or_none()
    )
    return found.CalledPerson, found.Activation


def _arrive(person: CalledPerson) -> None:
    _become(person, PersonState.ARRIVED)
    person.arrived_at = func.now()


def _become(person: CalledPerson, state: PersonState) -> None:
    if not may_become(person.state, state):
        raise Conflict(TOO_LATE)
    person.state = state


def _changed(person: CalledPerson) -> None:
    session.flush()
    moved(person.tenant_id, person.activation_id)
    if person.state in FOLLOWED:
        step_soon(person.tenant_id, person.activation_id)


def _hold(tenant_id: UUID, called_id: UUID) -> CalledPerson:
    return existing(
        session.scalar(
            select(CalledPerson)
            .where(CalledPerson.tenant_id == tenant_id, CalledPerson.id == called_id)
            .with_for_update()
        )
    )
