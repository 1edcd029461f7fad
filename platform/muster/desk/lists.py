"""The left column of the desk in one round trip: who I am, what I hold, what else there is.

The database makes the lines as the desk's scripts read them: their making in Python took longer
than their reading.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import text

from muster.conversations.models import ContactState
from muster.conversations.queries import WAITS_SINCE
from muster.db import current_acting, session
from muster.db.single_trip import single_trip
from muster.workforce.models import AgentState

LINE_LENGTH = 140
LIST_LIMIT = 50
OPEN = (ContactState.QUEUED, ContactState.OFFERED, ContactState.ACTIVE, ContactState.WRAP_UP)
AT_WORK = (AgentState.AVAILABLE, AgentState.INTERACTING)

# A contact `c` as a line of a list. What colleagues note and what the system says is no last line.
LINE = f"""
LEFT JOIN agents a ON a.id = c.agent_id
LEFT JOIN LATERAL (
    SELECT m.kind, m.body, m.author_kind, m.created_at FROM messages m
    WHERE m.contact_id = c.id AND m.kind NOT IN ('note', 'notice')
    ORDER BY m.number DESC LIMIT 1
) said ON true
CROSS JOIN LATERAL (
    SELECT c.id, c.tenant_id, c.state, c.state_since AS since, c.created_at,
           {WAITS_SINCE} AS waits_since, c.language,
           left(c.opening, {LINE_LENGTH}) AS opening, c.agent_id, a.display_name AS agent_name,
           c.offer_expires_at, c.returned_count, c.message_count, c.read_by_agent AS read,
           CASE WHEN said.author_kind IS NULL THEN c.created_at
                WHEN said.author_kind = 'consumer' THEN said.created_at END AS unanswered_since,
           c.snoozed_until, c.consumer_name, left(said.body, {LINE_LENGTH}) AS last_body,
           said.kind AS last_kind, said.author_kind AS last_author
) line
"""  # noqa: S608 — all parts are ours

_ME = """
SELECT json_build_object('id', id, 'name', display_name, 'state', state, 'reason', state_reason,
                         'since', state_since, 'next_state', next_state, 'capacity', capacity)
FROM agents WHERE id = {agent}
"""

# Whoever holds something has it in a place: that index is small, whatever was held before. Open
# contacts are found company by company, so that those of others are not even looked at; which
# states are open is said in so many words, as the index of open contacts has it.
_LOOK = f"""
SELECT now() AS now, ({_ME.format(agent="%(agent)s")}) AS me,
       (SELECT json_agg(line ORDER BY c.state = 'wrap_up', c.id) FROM contacts c {LINE}
        WHERE c.agent_id = %(agent)s AND c.agent_slot IS NOT NULL) AS mine,
       counts.waiting_count, counts.open_count,
       (SELECT count(*) FROM contacts c
        WHERE c.agent_id = %(agent)s AND c.state = 'snoozed') AS snoozed_count,
       {{others}} AS others
FROM (SELECT count(*) FILTER (WHERE c.state = 'queued') AS waiting_count, count(*) AS open_count
      FROM contacts c
      WHERE c.tenant_id = ANY (%(tenants)s::uuid[])
        AND c.state IN ('queued', 'offered', 'active', 'wrap_up')) counts
"""  # noqa: S608 — all parts are ours

_OLDEST = f"""(
    SELECT json_agg(line ORDER BY c.created_at) FROM (
        SELECT oldest.* FROM unnest(%(tenants)s::uuid[]) AS mine(tenant_id)
        CROSS JOIN unnest(ARRAY[{{states}}]) AS listed(state)
        CROSS JOIN LATERAL (
            SELECT c.* FROM contacts c
            WHERE c.tenant_id = mine.tenant_id
              AND c.state = listed.state AND c.state IN ({{states}})
            ORDER BY c.created_at LIMIT {LIST_LIMIT}
        ) oldest
        ORDER BY oldest.created_at LIMIT {LIST_LIMIT}
    ) c {LINE}
)"""  # noqa: S608 — all parts are ours

# Mine that come back by themselves first, the soonest first.
_SNOOZED = f"""(
    SELECT json_agg(line ORDER BY c.snoozed_until NULLS LAST, c.id) FROM (
        SELECT c.* FROM contacts c WHERE c.agent_id = %(agent)s AND c.state = 'snoozed'
        ORDER BY c.snoozed_until NULLS LAST, c.id LIMIT {LIST_LIMIT}
    ) c {LINE}
)"""  # noqa: S608 — all parts are ours

LOOKS: Mapping[str, str] = {
    "": _LOOK.format(others="NULL"),
    "waiting": _LOOK.format(others=_OLDEST.format(states="'queued'")),
    "all": _LOOK.format(others=_OLDEST.format(states=", ".join(f"'{state}'" for state in OPEN))),
    "snoozed": _LOOK.format(others=_SNOOZED),
}


@dataclass(frozen=True, slots=True)
class Column:
    """What the left column shows; `others` is None without a list. `now`: the database's clock."""

    now: datetime
    me: dict[str, Any]
    mine: Sequence[dict[str, Any]]
    waiting_count: int
    snoozed_count: int
    open_count: int
    others: Sequence[dict[str, Any]] | None

    @property
    def wants_routing(self) -> bool:
        """Whether a nudge could do something for me: whoever looks makes up for a lost one."""
        if any(self._is_late(each["offer_expires_at"]) for each in self.mine):
            return True
        has_room = self.me["state"] in AT_WORK and len(self.mine) < self.me["capacity"]
        return has_room and self.waiting_count > 0

    def _is_late(self, end: str | None) -> bool:
        return end is not None and datetime.fromisoformat(end) <= self.now


def look(agent_id: UUID, which: str) -> Column:
    """My state, my contacts, counts, and one of LOOKS' lists, of the clients in sight.

    which: "" for none. Reads what is committed: nothing of the current unit of work.
    """
    who = current_acting()
    values = {"agent": agent_id, "tenants": list(who.tenant_ids)}
    [row] = single_trip(who, LOOKS[which], values)
    others = row.pop("others")
    if which:
        others = others or []
    return Column(**{**row, "mine": row["mine"] or [], "others": others})


def me(agent_id: UUID) -> dict[str, Any]:
    """The agent's own state, as the current unit of work sees it."""
    found: dict[str, Any] = session.scalar(text(_ME.format(agent=":agent")), {"agent": agent_id})
    return found
