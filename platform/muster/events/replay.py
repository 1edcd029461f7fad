"""What was missed, read from the event log under the policies of whoever looks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import TextClause, text
from sqlalchemy.orm import Session, scoped_session

from muster.events.messages import BOARD_KINDS, DESK_KINDS, Audience, Message

MOST = 500  # events told one by one; a page that missed more loads its state anew
LATE_ROWS = 200
LATE_SECONDS = 30  # no transaction of ours lives longer (see the time limits of the roles)

Source = Session | scoped_session[Any]

# Ids are given before the commit, so a lower one can become visible after a higher one was told.
# What was written shortly before the newest event that the page knows is therefore told again.
SINCE = """
(SELECT * FROM events WHERE {which} AND id > :after ORDER BY id LIMIT :ahead)
UNION ALL
(SELECT known.* FROM
    (SELECT * FROM events WHERE {which} AND id <= :after ORDER BY id DESC LIMIT :late) AS known,
    (SELECT created_at FROM events WHERE {which} AND id <= :after ORDER BY id DESC LIMIT 1)
        AS newest
 WHERE known.created_at > newest.created_at - make_interval(secs => :late_seconds))
"""
NEWEST = "(SELECT max(id) FROM events WHERE {which})"
WHICH = {
    "inquiry": "for_inquiry = CAST(:key_{n} AS uuid)",
    "agent": "for_agent = CAST(:key_{n} AS uuid)",
    "wall": "tenant_id = CAST(:key_{n} AS uuid) AND for_wall",
    "desk": "tenant_id = CAST(:key_{n} AS uuid) AND for_wall"
    " AND kind ^@ ANY (CAST(:desk_kinds AS text[]))",
    "board": "tenant_id = CAST(:key_{n} AS uuid) AND for_wall AND starts_with(kind, :board_kinds)",
    "operations": "for_wall",
}


@dataclass(frozen=True, slots=True)
class Missed:
    """Events in the order of their ids. None are given if there were more than MOST.

    after: the newest event, from which a page goes on that loads its state anew.
    """

    messages: list[Message]
    complete: bool
    after: int


def since(source: Source, audiences: Sequence[Audience], after: int) -> Missed:
    """The events for these audiences after the one with the id `after`, and some before it."""
    values = {
        "after": after,
        "ahead": MOST + 1,
        "late": LATE_ROWS,
        "late_seconds": LATE_SECONDS,
    }
    rows = source.execute(
        _statement(SINCE, " UNION ALL ", _kinds(audiences)), values | _keys(audiences)
    )
    known = {row["id"]: row for row in rows.mappings()}
    if sum(number > after for number in known) > MOST:
        return Missed([], complete=False, after=cursor(source, audiences))
    messages = [Message.from_row(dict(known[number])) for number in sorted(known)]
    return Missed(messages, complete=True, after=max(known, default=after))


def cursor(source: Source, audiences: Sequence[Audience]) -> int:
    """The newest event for these audiences: what a page rendered now has to go on from.

    Read it before the state that the page shows, so that nothing falls between the two.
    """
    statement = _statement(NEWEST, ", ", _kinds(audiences))
    newest = source.execute(statement, _keys(audiences)).one()
    return max((number or 0 for number in newest), default=0)


def _kinds(audiences: Sequence[Audience]) -> tuple[str, ...]:
    return tuple(kind for kind, _ in audiences)


def _keys(audiences: Sequence[Audience]) -> dict[str, Any]:
    keys: dict[str, Any] = {
        f"key_{number}": key for number, (_, key) in enumerate(audiences) if key
    }
    prefixes = {"desk": ("desk_kinds", [*DESK_KINDS]), "board": ("board_kinds", BOARD_KINDS)}
    return keys | dict(prefixes[kind] for kind in _kinds(audiences) if kind in prefixes)


@cache
def _statement(each: str, joint: str, kinds: tuple[str, ...]) -> TextClause:
    parts = [each.format(which=WHICH[kind].format(n=n)) for n, kind in enumerate(kinds)]
    whole = joint.join(parts)
    return text(whole if each is SINCE else f"SELECT {whole}")
