"""Shifts from a file, by the clock of each agent's site. The same shift again is once."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.db import session
from muster.places.bringing import Kind, moment
from muster.places.lines import Line
from muster.roster import actions
from muster.roster.forms import at
from muster.roster.models import Shift, ShiftKind
from muster.workforce.importing import some_agent


def save(line: Line) -> bool:
    """Plan the shift of a row; False if it is planned already. Raises Invalid."""
    agent = line.attempt(lambda: some_agent(line["email"]), None)
    zone = actions.zone_of(agent.id) if agent else UTC
    begins = line.attempt(lambda: _at(line, "starts_at", zone), None)
    ends = line.attempt(lambda: _at(line, "ends_at", zone), None)
    kind = line["kind"] or ShiftKind.WORK
    line.attempt(lambda: actions.check_kind(kind), None)
    if agent is None or begins is None or ends is None:
        return False
    known = session.scalar(
        select(Shift.id).where(
            Shift.agent_id == agent.id, Shift.starts_at == begins, Shift.ends_at == ends
        )
    )
    actions.plan_shift(agent.id, begins, ends, kind, by=None)
    return known is None


def _at(line: Line, name: str, zone: tzinfo) -> datetime:
    typed = moment(line, name)
    return at(typed.date(), typed.time(), zone, name).astimezone(UTC)


SHIFTS = Kind(
    code="shifts",
    name=_l("Shifts"),
    permission="roster.plan",
    columns={
        "email": ("邮箱", "e-mail", "电子邮件"),
        "starts_at": ("开始", "开始时间", "from"),
        "ends_at": ("结束", "结束时间", "to"),
        "kind": ("类型",),
    },
    required=("email", "starts_at", "ends_at"),
    save=save,
    endpoint="ops_roster.index",
)
