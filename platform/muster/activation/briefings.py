"""What people who are not certified read before they answer for a company."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, text

from muster.activation.models import Briefing
from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Invalid

LONGEST_TITLE = 120
LONGEST_BODY = 8000
LONGEST_QUESTION = 300
MOST_QUESTIONS = 10
MOST_CHOICES = 5


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answers; right: the place of the right one, from 0."""

    question: str
    choices: tuple[str, ...]
    right: int


def current(tenant_id: UUID) -> Briefing | None:
    """The briefing in force; None if none was written."""
    return session.scalar(
        select(Briefing)
        .where(Briefing.tenant_id == tenant_id)
        .order_by(Briefing.number.desc())
        .limit(1)
    )


def write(
    tenant_id: UUID, title: str, body: str, questions: Sequence[Question], *, person_id: UUID
) -> Briefing:
    """Put a new text in force; the old ones stay on record. Raises Invalid."""
    _check(title, body, questions)
    session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('briefings ' || :tenant, 0))"),
        {"tenant": str(tenant_id)},
    )
    highest = session.scalar(
        select(func.max(Briefing.number)).where(Briefing.tenant_id == tenant_id)
    )
    briefing = Briefing(
        id=uuid7(),
        tenant_id=tenant_id,
        number=(highest or 0) + 1,
        title=title,
        body=body,
        questions=[asdict(question) for question in questions],
        written_by=person_id,
    )
    session.add(briefing)
    session.flush()
    record("briefing.written", tenant_id=tenant_id, subject=title, number=briefing.number)
    return briefing


def _check(title: str, body: str, questions: Sequence[Question]) -> None:
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise Invalid("title", _l("A title of 1 to 120 characters."))
    if not 1 <= len(body) <= LONGEST_BODY:
        raise Invalid("body", _l("A text of 1 to 8,000 characters."))
    if not 1 <= len(questions) <= MOST_QUESTIONS:
        raise Invalid("questions", _l("One to ten questions."))
    for number, asked in enumerate(questions, 1):
        if not 1 <= len(asked.question) <= LONGEST_QUESTION:
            raise Invalid("questions", _l("Question %(n)s: 1 to 300 characters.", n=number))
        if not 2 <= len(asked.choices) <= MOST_CHOICES:
            raise Invalid(
                "questions", _l("Question %(n)s: two to five answers, a line each.", n=number)
            )
        if len(set(asked.choices)) < len(asked.choices):
            raise Invalid("questions", _l("Question %(n)s: two answers are the same.", n=number))
        if not 0 <= asked.right < len(asked.choices):
            raise Invalid(
                "questions", _l("Question %(n)s: mark one answer as right with *.", n=number)
            )


def read_questions(typed: str) -> list[Question]:
    """Questions as they are typed: a line for the question, a line for each answer, the right one
    beginning with `*`, and an empty line between questions. What cannot be is found by `write`.
    """
    found = []
    for block in "\n".join(line.strip() for line in typed.splitlines()).split("\n\n"):
        lines = [line for line in block.split("\n") if line]
        if not lines:
            continue
        answers = lines[1:]
        marked = [place for place, line in enumerate(answers) if line.startswith("*")]
        choices = tuple(line.removeprefix("*").strip() for line in answers)
        found.append(Question(lines[0], choices, marked[0] if len(marked) == 1 else -1))
    return found


def typed_questions(briefing: Briefing) -> str:
    """The questions of a briefing as they would be typed."""
    return "\n\n".join(
        "\n".join(
            [
                asked["question"],
                *(
                    f"* {choice}" if place == asked["right"] else choice
                    for place, choice in enumerate(asked["choices"])
                ),
            ]
        )
        for asked in briefing.questions
    )
