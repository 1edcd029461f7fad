"""Days of agents, for the operator as a whole and for a company as far as it goes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from muster.errors import Invalid
from muster.roster.adherence import measure
from muster.roster.queries import shifts as shifts_of
from muster.timeline import days, queries
from muster.timeline.days import Day, Planned, Span, Stretch

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Shown:
    """Which day is shown, and how far it has come.

    whole: from midnight to midnight, in the reader's zone. now: where it ends for now.
    """

    day: date
    whole: Span
    now: datetime

    @property
    def so_far(self) -> Span:
        """From midnight to midnight or now."""
        return self.whole[0], max(self.whole[0], min(self.whole[1], self.now))

    @property
    def is_today(self) -> bool:
        """Whether it still goes on."""
        return self.whole[0] <= self.now < self.whole[1]

    def place(self, moment: datetime) -> float:
        """Where a moment lies, from 0 at the beginning to 1440 at the end."""
        part = (moment - self.whole[0]) / (self.whole[1] - self.whole[0])
        return round(part * 1440, 2)

    @property
    def marks(self) -> list[datetime]:
        """Eight moments for the scale."""
        step = (self.whole[1] - self.whole[0]) / 8
        return [self.whole[0] + step * number for number in range(8)]


def shown(typed: str, zone: str, now: datetime) -> Shown:
    """The day that was asked for as an ISO date, today for "". Raises Invalid."""
    place = ZoneInfo(zone)
    today = now.astimezone(place).date()
    try:
        day = date.fromisoformat(typed) if typed else today
    except ValueError:
        raise Invalid("day", _l("A day such as 2026-11-22, please.")) from None
    if not EARLIEST <= day <= today:
        raise Invalid("day", _l("There is nothing to see of this day."))
    begins, ends = (
        datetime(each.year, each.month, each.day, tzinfo=place).astimezone(UTC)
        for each in (day, day + timedelta(days=1))
    )
    return Shown(day, (begins, ends), now)


def whole_days(
    source: queries.Source, agents: Sequence[tuple[UUID, str]], look: Shown
) -> list[Day]:
    """The days of agents as the operator sees them: three queries."""
    states, bars = _read(source, agents, look)
    return _days(agents, states, bars, _planned(source, agents, look), look)


def days_for(
    source: queries.Source, tenant_id: UUID, agents: Sequence[tuple[UUID, str]], look: Shown
) -> list[Day]:
    """The same as a company may see them: while they sat for it, other work without names."""
    states, bars = _read(source, agents, look)
    spans: dict[UUID, list[Span]] = {}
    for row in queries.seats(source, tenant_id, [agent_id for agent_id, _ in agents]):
        until = row["ended_at"] or look.whole[1]
        spans.setdefault(row["agent_id"], []).append((row["created_at"], until))
    planned = {
        agent_id: [
            (kind, span)
            for kind, whole in shifts
            for span in _within(whole, spans.get(agent_id, []))
        ]
        for agent_id, shifts in _planned(source, agents, look).items()
    }
    own: dict[UUID, list[Stretch]] = {}
    for agent_id, whole in states.items():
        clipped = days.clip(whole, spans.get(agent_id, []))
        own[agent_id] = list(days.hide_other_work(clipped, bars.get(agent_id, ())))
    return _days(agents, own, bars, planned, look)


def contacts_of(source: queries.Source, agent_id: UUID, look: Shown) -> list[days.Bar]:
    """The contacts that one agent had on the day, as far as `source` lets see."""
    found = queries.contacts(source, [agent_id], *look.whole)
    return days.bars(found, look.so_far).get(agent_id, [])


def _read(
    source: queries.Source, agents: Sequence[tuple[UUID, str]], look: Shown
) -> tuple[dict[UUID, list[Stretch]], dict[UUID, list[days.Bar]]]:
    ids = [agent_id for agent_id, _ in agents]
    return (
        days.stretches(queries.states(source, ids, *look.whole), look.so_far),
        days.bars(queries.contacts(source, ids, *look.whole), look.so_far),
    )


def _days(
    agents: Sequence[tuple[UUID, str]],
    states: Mapping[UUID, list[Stretch]],
    bars: Mapping[UUID, list[days.Bar]],
    planned: Mapping[UUID, list[Planned]],
    look: Shown,
) -> list[Day]:
    found = []
    for agent_id, name in agents:
        own, shifts = states.get(agent_id, []), planned.get(agent_id, [])
        spans = [(each.state, (each.begins, each.ends)) for each in own]
        measured = measure(shifts, spans, look.so_far)
        found.append(Day(agent_id, name, own, bars.get(agent_id, []), shifts, measured))
    return found


def _planned(
    source: queries.Source, agents: Sequence[tuple[UUID, str]], look: Shown
) -> dict[UUID, list[Planned]]:
    found: dict[UUID, list[Planned]] = {}
    for row in shifts_of(source, [agent_id for agent_id, _ in agents], look.whole):
        for span in _within((row["starts_at"], row["ends_at"]), [look.whole]):
            found.setdefault(row["agent_id"], []).append((row["kind"], span))
    return found


def _within(whole: Span, spans: Sequence[Span]) -> list[Span]:
    both = ((max(whole[0], begins), min(whole[1], ends)) for begins, ends in spans)
    return [span for span in both if span[0] < span[1]]
