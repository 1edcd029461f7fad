"""Shifts from a file, by the clock of each agent's site. The same shift again is once."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.db import session
from muster.errors import Invalid
from muster.places.bringing import Kind, moment
from muster.places.lines import Line
from muster.roster import actions
from muster.roster.forms import at
from muster.roster.models import Shift
from muster.workforce.importing import agent_of


def save(line: Line) -> bool:
    """Plan the shift of a row; False if it is planned already. Raises Invalid."""
    agent = agent_of(line["email"])
    if agent is None:
        raise Invalid("email", _l("There is no agent with this address."))
    zone = actions.zone_of(agent.id)
    begins, ends = (_at(line, name, zone) for name in ("starts_at", "ends_at"))
    known = session.scalar(
        select(Shift.id).where(
            Shift.agent_id == agent.id, Shift.starts_at == begins, Shift.ends_at == ends
        )
    )
    actions.plan_shift(agent.id, begins, ends, line["kind"] or "work", by=None)
    return known is None


def _at(line: Line, name: str, zone: ZoneInfo) -> datetime:
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
