"""Sending people back: in order, a wave at a time, and nobody out of a contact."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, text

from muster.activation import limits, seating
from muster.activation.models import Activation
from muster.activation.states import FILLING, Kind, State
from muster.activation.telling import moved, note, step_soon
from muster.db import session
from muster.errors import Conflict, Invalid, existing
from muster.workforce import standby_seats

# Who is not on a seat yet goes first, then those who were the least ready, the last come first.
ORDER = """
CASE WHEN state IN ('seated','taking') THEN 1 ELSE 0 END,
CASE tier WHEN 'cold' THEN 0 WHEN 'warm' THEN 1 ELSE 2 END, seated_at DESC NULLS FIRST, id DESC
"""
STAND_DOWN = text(f"""
UPDATE called_people SET state = 'released', over_at = now(), over_reason = 'not_needed'
WHERE id IN (
    SELECT id FROM called_people
    WHERE activation_id = :activation AND state IN ('unnamed','called','coming','briefed','arrived')
    ORDER BY {ORDER} LIMIT :most FOR UPDATE
)
RETURNING id, agent_id
""")  # noqa: S608 — the joined text is ours
SEND_BACK = text(f"""
UPDATE called_people SET state = 'leaving', leaving_at = now()
WHERE id IN (
    SELECT id FROM called_people
    WHERE activation_id = :activation AND state IN ('seated','taking')
    ORDER BY {ORDER} LIMIT :most FOR UPDATE
)
RETURNING id, assignment_id
""")  # noqa: S608 — the joined text is ours
# Leaving, with no contact of the company in their hands any more.
FREE = text("""
SELECT c.id, c.assignment_id FROM called_people c
WHERE c.activation_id = :activation AND c.state = 'leaving'
  AND NOT EXISTS (SELECT FROM contacts x WHERE x.agent_id = c.agent_id
                    AND x.tenant_id = c.tenant_id AND x.agent_slot IS NOT NULL)
  AND NOT EXISTS (SELECT FROM contact_transfers t WHERE t.to_agent_id = c.agent_id
                    AND t.tenant_id = c.tenant_id AND t.slot IS NOT NULL)
""")
STANDING = text("""
SELECT count(*) FILTER (WHERE state = ANY (:filling)) AS filling,
       count(*) FILTER (WHERE state IN ('seated','taking')) AS seated
FROM called_people WHERE activation_id = :activation
""")


def release(
    tenant_id: UUID,
    activation_id: UUID,
    *,
    keep: int = 0,
    person_id: UUID | None,
    reason: str = "asked",
) -> None:
    """Send people back until `keep` seats are left; 0 ends the activation once all have left.

    Whoever holds a contact of the company ends it first. Raises NotFound, Conflict for one that
    is over, Invalid.
    """
    activation = _hold(tenant_id, activation_id)
    if activation.state == State.ENDED:
        raise Conflict(_l("This activation is over."))
    if activation.state == State.RELEASING and keep == 0:
        return
    if activation.state == State.RELEASING:
        raise Conflict(_l("Everybody is on the way back already."))
    if not 0 <= keep < activation.seats:
        raise Invalid("keep", _l("Between 0 and %(most)s seats.", most=activation.seats - 1))
    if keep:
        activation.seats = keep
        note(activation, "reduced", person_id, seats=keep)
    else:
        begin(activation, person_id, reason)
    session.flush()
    moved(tenant_id, activation_id)
    step_soon(tenant_id, activation_id)


def begin(activation: Activation, person_id: UUID | None, reason: str) -> None:
    """Let an activation end: from now on people are sent back."""
    activation.state = State.RELEASING
    activation.released_at, activation.released_by = func.now(), person_id
    activation.release_reason, activation.short = reason, 0
    note(activation, "releasing", person_id, reason=reason)


def return_surplus(activation: Activation) -> bool:
    """Send back whoever is more than the seats that are wanted."""
    standing = _standing(activation)
    surplus = standing.filling - activation.seats
    changed = _free(activation)
    if surplus <= 0:
        return changed
    stood_down = _stand_down(activation, surplus)
    _send_back(activation, surplus - stood_down)
    _free(activation)
    return True


def return_all(activation: Activation) -> bool:
    """Send back the next wave of those who sit, and all who are still on the way."""
    stood_down = _stand_down(activation, 1_000_000)
    seated = _standing(activation).seated
    at_once = activation.kind == Kind.DRILL or activation.release_reason == "ceiling"
    wave = seated if at_once else max(limits.WAVE, activation.seats // limits.WAVE)
    sent = _send_back(activation, wave) if seated else 0
    freed = _free(activation)
    return bool(stood_down or sent or freed)


def _standing(activation: Activation) -> Any:
    return session.execute(
        STANDING, {"activation": activation.id, "filling": [str(state) for state in FILLING]}
    ).one()


def _stand_down(activation: Activation, most: int) -> int:
    return len(session.execute(STAND_DOWN, {"activation": activation.id, "most": most}).all())


def _send_back(activation: Activation, most: int) -> int:
    if most <= 0:
        return 0
    rows = session.execute(SEND_BACK, {"activation": activation.id, "most": most}).all()
    standby_seats.leave_soon([row.assignment_id for row in rows if row.assignment_id is not None])
    return len(rows)


def _free(activation: Activation) -> bool:
    rows = session.execute(FREE, {"activation": activation.id}).all()
    for row in rows:
        if row.assignment_id is not None:
            seating.leave(activation, row.assignment_id)
    if rows:
        seating.end_seats(activation, [row.id for row in rows])
    return bool(rows)


def _hold(tenant_id: UUID, activation_id: UUID) -> Activation:
    return existing(
        session.scalar(
            select(Activation)
            .where(Activation.tenant_id == tenant_id, Activation.id == activation_id)
            .with_for_update()
        )
    )
