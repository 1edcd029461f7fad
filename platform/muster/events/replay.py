"""What was missed, read from the event log under the policies of whoever looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Interval,
    Select,
    Subquery,
    and_,
    func,
    literal,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, scoped_session

from muster.events.messages import DESK_KINDS, Audience, Message
from muster.events.models import Event

MOST = 500  # events told one by one; a page that missed more loads its state anew
LATE_ROWS = 200
LATE = timedelta(seconds=30)  # no transaction of ours lives longer (see the roles' time limits)

Source = Session | scoped_session[Any]


@dataclass(frozen=True, slots=True)
class Missed:
    """Events in the order of their ids. None are given if there were more than MOST.

    after: the newest event, from which a page goes on that loads its state anew.
    """

    messages: list[Message]
    complete: bool
    after: int


def since(source: Source, audiences: Sequence[Audience], after: int) -> Missed:
    """The events for these audiences after the one with the id `after`.

    Ids are given before the commit, so a lower one can become visible after a higher one was
    told. What was written up to LATE before the newest known event is therefore told again.
    """
    selects: list[Select[Any]] = []
    for audience in audiences:
        which = _condition(audience)
        selects += [_ahead(which, after), _late(which, after)]
    rows = source.execute(union_all(*(one.subquery().select() for one in selects))).mappings()
    known = {row["id"]: dict(row) for row in rows}
    if sum(number > after for number in known) > MOST:
        return Missed([], complete=False, after=cursor(source, audiences))
    messages = [Message.from_row(known[number]) for number in sorted(known)]
    return Missed(messages, complete=True, after=max(known, default=after))


def cursor(source: Source, audiences: Iterable[Audience]) -> int:
    """The newest event for these audiences: what a page rendered now has to go on from."""
    newest = (select(func.max(Event.id)).where(_condition(one)) for one in audiences)
    return max((source.scalar(one) or 0 for one in newest), default=0)


def _condition(audience: Audience) -> ColumnElement[bool]:
    kind, key = audience
    conditions: dict[str, ColumnElement[bool]] = {
        "inquiry": Event.for_inquiry == key,
        "agent": Event.for_agent == key,
        "wall": and_(Event.tenant_id == key, Event.for_wall),
        "desk": and_(Event.tenant_id == key, Event.for_wall, Event.kind.startswith(DESK_KINDS)),
        "operations": and_(true(), Event.for_wall),
    }
    return conditions[kind]


def _ahead(which: ColumnElement[bool], after: int) -> Select[Any]:
    columns = Event.__table__.columns
    return select(*columns).where(which, Event.id > after).order_by(Event.id).limit(MOST + 1)


def _late(which: ColumnElement[bool], after: int) -> Select[Any]:
    before = _newest(which, after, LATE_ROWS)
    newest = _newest(which, after, 1)
    return select(*before.c).where(
        before.c.created_at
        > select(newest.c.created_at - literal(LATE, Interval)).scalar_subquery()
    )


def _newest(which: ColumnElement[bool], after: int, rows: int) -> Subquery:
    return (
        select(*Event.__table__.columns)
        .where(which, Event.id <= after)
        .order_by(Event.id.desc())
        .limit(rows)
        .subquery()
    )
