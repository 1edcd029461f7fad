"""Pinning bulletins, changing and withdrawing them, reminding of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from muster.audit.actions import record
from muster.bulletins import queries
from muster.bulletins.models import Bulletin, BulletinVersion
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, NotFound
from muster.events.actions import Happening, record_many

LONGEST_TITLE = 120
LONGEST_BODY = 8000
LONGEST_CHOICE = 200
MOST_CHOICES = 5
LONGEST_TIME = timedelta(days=366)
REMINDED_AGAIN_AFTER = timedelta(minutes=1)

# What stands over a bulletin at every company to which it was pinned.
COPIED = (
    "batch_id", "by_operator", "for_everybody", "version", "asked_at", "due_at", "created_by"
)  # fmt: skip

WITHDRAWN = _l("This bulletin was withdrawn.")


@dataclass(frozen=True, slots=True)
class Words:
    """What a bulletin says, and what it asks; right_choice is a place in choices, from 0."""

    title: str
    body: str
    question: str = ""
    choices: tuple[str, ...] = ()
    right_choice: int | None = None


def pin(
    tenant_ids: Sequence[UUID],
    words: Words,
    due_at: datetime,
    *,
    batch_id: UUID,
    person_id: UUID,
    by_operator: bool = False,
    for_everybody: bool = False,
) -> None:
    """Have the agents of these companies read something before `due_at`.

    batch_id: made by whoever asks; the same again pins nothing twice. for_everybody: companies
    for whom somebody sits later get it as well. Whoever acts must act for all the companies.
    Raises Invalid.
    """
    _check(words)
    _check_time(due_at)
    now = _now()
    made = session.execute(
        upsert(Bulletin)
        .on_conflict_do_nothing(index_elements=["tenant_id", "batch_id"])
        .returning(Bulletin.id, Bulletin.tenant_id),
        [
            {
                "id": uuid7(),
                "tenant_id": tenant_id,
                "batch_id": batch_id,
                "by_operator": by_operator,
                "for_everybody": for_everybody,
                "asked_at": now,
                "due_at": due_at,
                "created_by": person_id,
            }
            for tenant_id in tenant_ids
        ],
    ).all()
    _write([(row.tenant_id, row.id, 1) for row in made], words, person_id)
    for row in made:
        record("bulletin.pinned", subject=words.title, tenant_id=row.tenant_id)
    _tell("bulletin.pinned", {row.tenant_id: row.id for row in made}, words.title)


def pin_later(tenant_id: UUID, known: queries.Shown) -> None:
    """Pin what everybody was told also for a company for whom somebody sits only now.

    Whoever takes a seat later has as long to read as the others had. Done twice it is done once.
    """
    of, words = known.bulletin, known.words
    values = {name: getattr(of, name) for name in COPIED}
    bulletin_id = session.scalar(
        upsert(Bulletin)
        .values(values | {"id": uuid7(), "tenant_id": tenant_id, "must_read_version": of.version})
        .on_conflict_do_nothing(index_elements=["tenant_id", "batch_id"])
        .returning(Bulletin.id)
    )
    if bulletin_id is None:
        return
    said = Words(
        words.title, words.body, words.question or "", tuple(words.choices), words.right_choice
    )
    _write([(tenant_id, bulletin_id, of.version)], said, words.created_by)
    record("bulletin.pinned", subject=words.title, tenant_id=tenant_id)
    _tell("bulletin.pinned", {tenant_id: bulletin_id}, words.title)


def revise(
    batch_id: UUID,
    words: Words,
    due_at: datetime,
    *,
    by_operator: bool,
    read_again: bool,
    person_id: UUID,
) -> None:
    """Give a bulletin a new text; the old one stays on record.

    read_again: who has read it must read it again, before `due_at`. Raises NotFound, Conflict for
    a withdrawn one, Invalid.
    """
    _check(words)
    held = _hold(batch_id, by_operator=by_operator)
    if read_again or due_at != held[0].due_at:
        _check_time(due_at)
    number = max(each.version for each in held) + 1
    for each in held:
        each.version, each.due_at, each.told_overdue = number, due_at, 0
        if read_again:
            each.must_read_version = number
            each.asked_at, each.reminded_at = func.now(), None
        record("bulletin.changed", subject=words.title, tenant_id=each.tenant_id)
    session.flush()
    _write([(each.tenant_id, each.id, number) for each in held], words, person_id)
    _tell("bulletin.changed", {each.tenant_id: each.id for each in held}, words.title)


def withdraw(batch_id: UUID, *, by_operator: bool) -> None:
    """Ask nobody to read it any more; who has read it stays on record. Raises NotFound."""
    try:
        held = _hold(batch_id, by_operator=by_operator)
    except Conflict:
        return
    titles = queries.titles([each.id for each in held])
    for each in held:
        each.withdrawn_at = func.now()
        record("bulletin.withdrawn", subject=titles[each.id], tenant_id=each.tenant_id)
    session.flush()
    _tell("bulletin.withdrawn", {each.tenant_id: each.id for each in held}, "")


def remind(batch_id: UUID, *, by_operator: bool | None = None) -> int:
    """Call those agents who have not read it; gives how many. Not more than once a minute.

    by_operator: None for whoever it was pinned by: reminding changes nothing of it.
    """
    held = _hold(batch_id, by_operator=by_operator)
    now = _now()
    due = [e for e in held if not e.reminded_at or now - e.reminded_at > REMINDED_AGAIN_AFTER]
    unread = queries.unread_agents([each.id for each in due])
    titles = queries.titles([each.id for each in due])
    for each in due:
        each.reminded_at = now
        record("bulletin.reminded", subject=titles[each.id], tenant_id=each.tenant_id)
    call(unread)
    return len({row.agent_id for row in unread})


def call(unread: Sequence[queries.UnreadAgent]) -> None:
    """Have the desks of these agents point at what they have not read."""
    record_many(
        Happening(
            "bulletin.reminded",
            row.tenant_id,
            for_agent=row.agent_id,
            for_wall=False,
            payload={"bulletin_id": str(row.bulletin_id)},
        )
        for row in unread
    )


def _hold(batch_id: UUID, *, by_operator: bool | None) -> Sequence[Bulletin]:
    query = select(Bulletin).where(Bulletin.batch_id == batch_id).order_by(Bulletin.id)
    if by_operator is not None:
        query = query.where(Bulletin.by_operator == by_operator)
    found = session.scalars(query.with_for_update()).all()
    if not found:
        raise NotFound
    held = [each for each in found if each.withdrawn_at is None]
    if not held:
        raise Conflict(WITHDRAWN)
    return held


def _write(places: Sequence[tuple[UUID, UUID, int]], words: Words, person_id: UUID) -> None:
    values = [
        {
            "id": uuid7(),
            "tenant_id": tenant_id,
            "bulletin_id": bulletin_id,
            "number": number,
            "title": words.title,
            "body": words.body,
            "question": words.question or None,
            "choices": list(words.choices),
            "right_choice": words.right_choice,
            "created_by": person_id,
        }
        for tenant_id, bulletin_id, number in places
    ]
    if values:
        session.execute(insert(BulletinVersion), values)


def _tell(kind: str, bulletins: dict[UUID, UUID], title: str) -> None:
    """Tell the walls of the companies, and every agent who sits there."""
    for_walls = [
        Happening(kind, tenant_id, payload={"bulletin_id": str(bulletin_id), "title": title})
        for tenant_id, bulletin_id in bulletins.items()
    ]
    for_desks = [
        Happening(
            kind,
            tenant_id,
            for_agent=agent_id,
            for_wall=False,
            payload={"bulletin_id": str(bulletins[tenant_id])},
        )
        for tenant_id, agent_id in queries.seated(list(bulletins))
    ]
    record_many([*for_walls, *for_desks])


def tell_overdue(bulletin_id: UUID, overdue: int) -> None:
    """Alarm the company's wall, if more agents are overdue than when that was last told."""
    told = session.execute(
        update(Bulletin)
        .where(
            Bulletin.id == bulletin_id,
            Bulletin.withdrawn_at.is_(None),
            Bulletin.told_overdue < overdue,
        )
        .values(told_overdue=overdue)
        .returning(Bulletin.tenant_id)
    ).scalar_one_or_none()
    if told is None:
        return
    payload = {
        "bulletin_id": str(bulletin_id),
        "title": queries.titles([bulletin_id])[bulletin_id],
        "overdue": overdue,
    }
    record_many([Happening("bulletin.overdue", told, payload=payload)])


def _check(words: Words) -> None:
    if not words.title or len(words.title) > LONGEST_TITLE:
        raise Invalid("title", _l("A title of 1 to 120 characters."))
    if not words.body or len(words.body) > LONGEST_BODY:
        raise Invalid("body", _l("A text of 1 to 8,000 characters."))
    if words.choices and not words.question:
        raise Invalid("question", _l("These answers need a question."))
    if not words.question:
        return
    if not 2 <= len(words.choices) <= MOST_CHOICES:
        raise Invalid("choice_1", _l("A question needs two to five answers to choose from."))
    if len(set(words.choices)) < len(words.choices):
        raise Invalid("choice_1", _l("Two of the answers are the same."))
    if words.right_choice is None or not 0 <= words.right_choice < len(words.choices):
        raise Invalid("right", _l("Say which of the answers is right."))


def _check_time(due_at: datetime) -> None:
    now = _now()
    if due_at <= now:
        raise Invalid("due_at", _l("This moment has passed. Choose a later one."))
    if due_at > now + LONGEST_TIME:
        raise Invalid("due_at", _l("At most a year ahead."))


def _now() -> datetime:
    return session.execute(select(func.now())).scalar_one()
