"""One step of a roll-call: whatever is due now, as one transaction that can be repeated.

Answers only change the row of whoever answers. What follows from them happens here, for all at
once: who did not answer is replaced, who arrived is seated, who is too many is sent back. A step
holds the activation's row; a worker that dies in the middle leaves everything as it was, and the
next beat of the sweep does it again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert

from muster.activation import calling, candidates, ending, limits, metering, releasing, seating
from muster.activation.models import Activation, CalledPerson
from muster.activation.states import FILLING, AtCeiling, PersonState, State, Tier
from muster.activation.telling import moved, note, step_soon
from muster.db import session, uuid7
from muster.tenancy.operations import system_door

# Called with the agents whom a roll-call calls, in the unit of work in which it does.
called_in: list[Callable[[Sequence[UUID]], None]] = []
GONE = text("""
UPDATE called_people c SET state = 'gone', over_at = now(), over_reason = lost.why,
       left_at = CASE WHEN c.seated_at IS NOT NULL THEN now() END
FROM (
    SELECT c.id, CASE WHEN a.id IS NULL THEN 'deleted'
                      WHEN s.down_since IS NOT NULL THEN 'site' ELSE 'retired' END AS why
    FROM called_people c LEFT JOIN agents a ON a.id = c.agent_id
    LEFT JOIN sites s ON s.id = a.site_id
    WHERE c.activation_id = :activation
      AND c.state NOT IN ('unnamed','declined','timed_out','gone','released')
      AND (a.id IS NULL OR a.retired_at IS NOT NULL OR a.left_on < current_date
           OR s.down_since IS NOT NULL)
) lost
WHERE c.id = lost.id
RETURNING c.id, c.assignment_id
""")
TIMED_OUT = text("""
UPDATE called_people SET state = 'timed_out', over_at = now(),
       over_reason = CASE WHEN state = 'called' THEN 'silent' ELSE 'late' END
WHERE activation_id = :activation AND state IN ('called','coming','briefed') AND due_at <= now()
RETURNING id
""")
UNREPLACED = text("""
SELECT o.id FROM called_people o
WHERE o.activation_id = :activation AND o.state IN ('declined','timed_out','gone')
  AND NOT EXISTS (SELECT FROM called_people r WHERE r.replaces_id = o.id)
ORDER BY o.over_at, o.id
""")
COUNTS = text("""
SELECT count(*) FILTER (WHERE state = ANY (:filling)) AS filling,
       count(*) FILTER (WHERE state = ANY (:filling) AND tier = 'hot') AS hot,
       count(*) FILTER (WHERE state = ANY (:filling) AND tier <> 'hot') AS led
FROM called_people WHERE activation_id = :activation
""")
BASE = text("""
SELECT count(*) FROM seat_assignments
WHERE tenant_id = :tenant AND ended_at IS NULL AND lease_id IS NOT NULL
""")


def step(tenant_id: UUID, activation_id: UUID) -> None:
    """Do whatever is due. Whoever acts must act for the company and for the operator."""
    activation = session.scalar(
        select(Activation)
        .where(Activation.tenant_id == tenant_id, Activation.id == activation_id)
        .with_for_update()
    )
    if activation is None or activation.state == State.ENDED:
        return
    changed = _lost(activation)
    changed |= seating.seat_arrived(activation)
    changed |= seating.note_contacts(activation)
    changed |= ending.end_in_time(activation)
    if metering.at_ceiling(activation):
        changed = True
        if activation.at_ceiling == AtCeiling.STOP:
            releasing.begin(activation, None, "ceiling")
    if activation.state == State.OPEN:
        changed |= _fill(activation)
        changed |= releasing.return_surplus(activation)
        ending.note_full(activation)
    else:
        changed |= releasing.return_all(activation)
    changed |= ending.end_if_empty(activation)
    if changed:
        moved(tenant_id, activation_id)


def _lost(activation: Activation) -> bool:
    gone = session.execute(GONE, {"activation": activation.id}).all()
    for row in gone:
        if row.assignment_id is not None:
            seating.leave(activation, row.assignment_id)
    late = session.execute(TIMED_OUT, {"activation": activation.id}).all()
    return bool(gone or late)


def _fill(activation: Activation) -> bool:
    """Call as many as seats are open, the readiest first; say for how many nobody is left."""
    counts = session.execute(
        COUNTS, {"activation": activation.id, "filling": [str(state) for state in FILLING]}
    ).one()
    wanted = activation.seats - counts.filling
    if wanted <= 0:
        return _short(activation, 0, "")
    with system_door() as reader:
        found = candidates.find(reader, activation, min(wanted, limits.BATCH))
        cohorts = candidates.places(reader, activation) if len(found) < wanted else []
    hot = [each for each in found if each.tier == Tier.HOT]
    base = session.execute(BASE, {"tenant": activation.tenant_id}).scalar_one()
    # Each certified person can lead `copy_factor` others, and no more.
    room = max(0, activation.copy_factor * (counts.hot + len(hot) + base) - counts.led)
    chosen = (hot + [each for each in found if each.tier != Tier.HOT][:room])[:wanted]
    room -= sum(each.tier != Tier.HOT for each in chosen)
    called = _call(activation, chosen)
    left = wanted - len(called)
    places = _open_places(activation, cohorts, max(0, min(left, room)))
    if called and len(found) == limits.BATCH and left - places > 0:
        step_soon(activation.tenant_id, activation.id)
        return True
    why = "led" if len(found) > len(chosen) or room <= 0 < left else "nobody"
    return _short(activation, left - places, why) or bool(called or places)


def _call(activation: Activation, chosen: list[candidates.Candidate]) -> list[UUID]:
    replaced = session.scalars(UNREPLACED, {"activation": activation.id}).all()
    now = session.execute(select(func.now())).scalar_one()
    rows = [
        {
            "id": uuid7(),
            "tenant_id": activation.tenant_id,
            "activation_id": activation.id,
            "agent_id": each.agent_id,
            "agent_name": each.name,
            "tier": each.tier,
            "state": PersonState.CALLED,
            "needs_briefing": each.tier != Tier.HOT,
            "replaces_id": replaced[number] if number < len(replaced) else None,
            "called_at": now,
            "due_at": now + timedelta(seconds=limits.ANSWER[each.tier]),
        }
        for number, each in enumerate(chosen)
    ]
    called = _insert(rows)
    by_id = {row["id"]: each for row, each in zip(rows, chosen, strict=True)}
    calling.call(activation, [(each, by_id[each]) for each in called])
    for hear in called_in:
        hear([by_id[each].agent_id for each in called])
    return called


def _open_places(activation: Activation, cohorts: Sequence[candidates.Places], wanted: int) -> int:
    """Open places of cohorts, for which operations name students; gives how many."""
    places = [cohort for cohort in cohorts for _ in range(cohort.count)][:wanted]
    rows = [
        {
            "id": uuid7(),
            "tenant_id": activation.tenant_id,
            "activation_id": activation.id,
            "cohort_id": cohort.cohort_id,
            "agent_name": cohort.name,
            "tier": Tier.COLD,
            "state": PersonState.UNNAMED,
            "needs_briefing": True,
        }
        for cohort in places
    ]
    return len(_insert(rows))


def _insert(rows: list[dict[str, Any]]) -> list[UUID]:
    """Write people; somebody whom another company's roll-call has just called is left out."""
    if not rows:
        return []
    return list(
        session.scalars(
            insert(CalledPerson).on_conflict_do_nothing().returning(CalledPerson.id), rows
        )
    )


def _short(activation: Activation, seats: int, why: str) -> bool:
    if activation.short == seats:
        return False
    activation.short, activation.short_why = seats, why if seats else ""
    if seats:
        note(activation, "short", seats=seats, why=why)
    session.flush()
    return True
