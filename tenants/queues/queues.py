"""The queues of a company: made, changed, put away. A queue with people in it never vanishes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update

from muster.audit.actions import record
from muster.conversations.consumers import VipCustomer
from muster.conversations.models import Overflow, Queue
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, existing
from muster.routing import moving
from muster.routing.dispatcher import nudge_after_commit
from muster.supervision import serving
from muster.tenancy.zones import is_zone
from muster.workforce.models import Skill

MOST = 100


@dataclass(frozen=True, slots=True)
class Rules:
    """Everything that a company decides about a queue; see muster.conversations.models.Queue.

    skills: code → level from 1 to 5. overflow_to: one of Overflow, or "" for none.
    takes_lent: idle standby of others may answer here.
    """

    name: str
    priority: int = 3
    languages: Sequence[str] = ()
    skills: Mapping[str, int] = field(default_factory=dict)
    preferred_skills: Sequence[str] = ()
    topic_words: Sequence[str] = ()
    opening_hours: Mapping[str, Any] = field(default_factory=dict)
    holidays: Sequence[Mapping[str, str]] = ()
    time_zone: str | None = None
    offer_seconds: int | None = None
    target_seconds: int = 30
    target_percent: int = 80
    amber_seconds: int = 30
    red_seconds: int = 60
    overflow_to: str = ""
    overflow_queue_id: UUID | None = None
    is_backline: bool = False
    takes_lent: bool = False


def all_of(tenant_id: UUID) -> Sequence[Queue]:
    """The company's queues: the default one first, retired ones last."""
    return session.scalars(
        select(Queue)
        .where(Queue.tenant_id == tenant_id)
        .order_by(Queue.retired_at.is_not(None), Queue.is_default.desc(), Queue.name)
    ).all()


def find(tenant_id: UUID, queue_id: UUID) -> Queue:
    """One queue of the company; raises NotFound."""
    query = select(Queue).where(Queue.tenant_id == tenant_id, Queue.id == queue_id)
    return existing(session.scalar(query))


def create(tenant_id: UUID, rules: Rules) -> Queue:
    """Add a queue. Raises Invalid; a name that is taken is refused."""
    known = all_of(tenant_id)
    if len(known) >= MOST:
        raise Invalid("name", _l("There are 100 queues already. Retire some first."))
    queue = Queue(id=uuid7(), tenant_id=tenant_id, is_default=False)
    _write(queue, rules, known)
    session.add(queue)
    session.flush()
    record("queue.created", subject=queue.name, tenant_id=tenant_id)
    return queue


def change(tenant_id: UUID, queue_id: UUID, rules: Rules) -> None:
    """Change a queue's name and rules. Raises NotFound, Invalid."""
    queue = find(tenant_id, queue_id)
    before = queue.name
    _write(queue, rules, all_of(tenant_id))
    session.flush()
    renamed = {"before": before} if before != queue.name else {}
    record("queue.changed", subject=queue.name, tenant_id=tenant_id, **renamed)
    nudge_after_commit([tenant_id])


def retire(tenant_id: UUID, queue_id: UUID, heir_id: UUID | None, *, by: UUID | None) -> int:
    """Put a queue away; whoever is in it moves to the queue `heir_id`. Gives how many moved.

    Raises NotFound, Conflict for the default queue, Invalid("heir") without a queue to move
    people to, or with one that is put away itself. A queue that is put away stays so.
    """
    queue = find(tenant_id, queue_id)
    if queue.retired_at is not None:
        return 0
    if queue.is_default:
        raise Conflict(_l("The default queue stays: it takes whatever no other queue takes."))
    heir = _heir(tenant_id, queue, heir_id)
    queue.retired_at = session.scalar(select(func.now()))
    queue.is_backline = False
    session.flush()
    _overflow_elsewhere(queue, heir)
    _vips_elsewhere(queue, heir)
    serving.inherit(tenant_id, queue.id, heir.id if heir else None)
    moved = moving.move_all(queue, heir, by=by) if heir else 0
    details = {"to": heir.name, "moved": moved} if heir else {}
    record("queue.retired", subject=queue.name, tenant_id=tenant_id, **details)
    nudge_after_commit([tenant_id])
    return moved


def reinstate(tenant_id: UUID, queue_id: UUID) -> None:
    """Let a queue that was put away take contacts again. Raises NotFound."""
    queue = find(tenant_id, queue_id)
    if queue.retired_at is not None:
        queue.retired_at = None
        record("queue.reinstated", subject=queue.name, tenant_id=tenant_id)


def _heir(tenant_id: UUID, queue: Queue, heir_id: UUID | None) -> Queue | None:
    if heir_id is None:
        if moving.count_in(queue):
            raise Invalid("heir", _l("People are in this queue. Choose where they go."))
        return None
    heir = find(tenant_id, heir_id)
    if heir.id == queue.id or heir.retired_at is not None:
        raise Invalid("heir", _l("Choose a queue that stays."))
    return heir


def _overflow_elsewhere(queue: Queue, heir: Queue | None) -> None:
    """Queues that overflow into one that goes away overflow into its heir, or nowhere."""
    target = heir.id if heir else None
    pointing = Queue.overflow_queue_id == queue.id
    session.execute(
        update(Queue)
        .where(pointing, Queue.id != target)
        .values(overflow_queue_id=target, overflow_to=Overflow.QUEUE if target else None)
    )
    session.execute(update(Queue).where(pointing).values(overflow_queue_id=None, overflow_to=None))


def _vips_elsewhere(queue: Queue, heir: Queue | None) -> None:
    """VIPs of a team that goes away belong to its heir's, or to whoever takes everything."""
    default = select(Queue.id).where(Queue.tenant_id == queue.tenant_id, Queue.is_default)
    session.execute(
        update(VipCustomer)
        .where(VipCustomer.tenant_id == queue.tenant_id, VipCustomer.queue_id == queue.id)
        .values(queue_id=heir.id if heir else default.scalar_subquery())
        .execution_options(synchronize_session=False)
    )


def _write(queue: Queue, rules: Rules, known: Sequence[Queue]) -> None:
    _check(queue, rules, known)
    queue.name, queue.priority = rules.name, rules.priority
    queue.languages = sorted(set(rules.languages))
    queue.skills = sorted(rules.skills)
    queue.skill_levels = {code: n for code, n in sorted(rules.skills.items()) if n > 1}
    queue.preferred_skills = sorted(set(rules.preferred_skills))
    queue.topic_words = list(dict.fromkeys(rules.topic_words))
    queue.opening_hours, queue.time_zone = dict(rules.opening_hours), rules.time_zone
    queue.holidays = [dict(holiday) for holiday in rules.holidays]
    queue.offer_seconds = rules.offer_seconds
    queue.target_seconds, queue.target_percent = rules.target_seconds, rules.target_percent
    queue.amber_seconds, queue.red_seconds = rules.amber_seconds, rules.red_seconds
    queue.overflow_to = rules.overflow_to or None
    is_to_queue = rules.overflow_to == Overflow.QUEUE
    queue.overflow_queue_id = rules.overflow_queue_id if is_to_queue else None
    queue.is_backline = rules.is_backline
    queue.takes_lent = rules.takes_lent


def _check(queue: Queue, rules: Rules, known: Sequence[Queue]) -> None:
    others = [each for each in known if each.id != queue.id]
    if any(each.name == rules.name for each in others):
        raise Invalid("name", _l("Another queue is called so."))
    if rules.time_zone is not None and not is_zone(rules.time_zone):
        raise Invalid("time_zone", _l("Choose a time zone from the list."))
    if rules.amber_seconds > rules.red_seconds:
        raise Invalid("red_seconds", _l("Red comes after amber."))
    _check_skills({*rules.skills, *rules.preferred_skills})
    _check_backline(queue, rules, others)
    _check_overflow(rules, others)


def _check_skills(codes: set[str]) -> None:
    known = set(session.scalars(select(Skill.code).where(Skill.code.in_(codes))))
    if codes - known:
        names = ", ".join(sorted(codes - known))
        raise Invalid("skills", _l("Not in the list of skills: %(names)s", names=names))


def _check_backline(queue: Queue, rules: Rules, others: Sequence[Queue]) -> None:
    if not rules.is_backline:
        return
    if queue.is_default:
        raise Invalid("is_backline", _l("The default queue cannot be the backline."))
    taken = next((each.name for each in others if each.is_backline), None)
    if taken is not None:
        raise Invalid("is_backline", _l("“%(name)s” is the backline already.", name=taken))


def _check_overflow(rules: Rules, others: Sequence[Queue]) -> None:
    if rules.overflow_to == Overflow.BACKLINE and not any(q.is_backline for q in others):
        raise Invalid("overflow_to", _l("No other queue is the backline yet."))
    if rules.overflow_to != Overflow.QUEUE:
        return
    staying = {each.id for each in others if each.retired_at is None}
    if rules.overflow_queue_id not in staying:
        raise Invalid("overflow_queue_id", _l("Choose another queue to overflow into."))
