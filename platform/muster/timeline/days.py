"""Rows become days: stretches of one state each, and contacts side by side below them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from muster.roster.adherence import Adherence

HELD = ("offered", "active", "wrap_up")
WORKING = ("interacting", "wrap_up")
OTHER_WORK = "other_work"
# A contact and its agent's state change in one act and not at the same microsecond.
SLIVER = timedelta(seconds=2)

Span = tuple[datetime, datetime]
Planned = tuple[str, Span]  # a shift: its kind, from when to when


@dataclass(frozen=True, slots=True)
class Stretch:
    """A state from a moment to a moment.

    by: "agent", "system", "operator" (somebody whom the reader does not see), or a name.
    is_change: the state began here, and did not only go on over the edge of what is shown.
    """

    state: str
    begins: datetime
    ends: datetime
    reason: str = ""
    by: str = ""
    is_change: bool = True

    @property
    def seconds(self) -> float:
        """How long it lasted."""
        return (self.ends - self.begins).total_seconds()


@dataclass(frozen=True, slots=True)
class Bar:
    """A contact in an agent's hands: its parts, and the lane in which it is drawn."""

    contact_id: UUID
    tenant_id: UUID
    language: str
    opening: str
    parts: tuple[Stretch, ...]
    lane: int = 0

    @property
    def begins(self) -> datetime:
        """When it came to the agent."""
        return self.parts[0].begins

    @property
    def ends(self) -> datetime:
        """When it left the agent."""
        return self.parts[-1].ends

    @property
    def was_opened(self) -> bool:
        """Whether the agent took it, and it was not only offered."""
        return any(part.state != "offered" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Day:
    """One agent's line. shifts: what was planned; adherence: held against it, so far."""

    agent_id: UUID
    agent_name: str
    stretches: Sequence[Stretch] = ()
    bars: Sequence[Bar] = field(default=())
    shifts: Sequence[Planned] = ()
    adherence: Adherence = field(default=Adherence())

    @property
    def lanes(self) -> int:
        """How many contacts there were at once, at most."""
        return max((bar.lane for bar in self.bars), default=-1) + 1

    @property
    def handled(self) -> int:
        """Contacts that the agent took."""
        return sum(bar.was_opened for bar in self.bars)

    def seconds_in(self, *states: str) -> float:
        """How long the agent was in any of these states."""
        return sum(stretch.seconds for stretch in self.stretches if stretch.state in states)


def stretches(rows: Iterable[Any], shown: Span) -> dict[UUID, list[Stretch]]:
    """Each agent's states within what is shown, from the rows of `queries.states`."""
    found: dict[UUID, list[Stretch]] = {}
    by_agent = sorted(rows, key=lambda row: (str(row["agent_id"]), row["created_at"]))
    for agent_id, group in groupby(by_agent, key=itemgetter("agent_id")):
        changes = list(group)
        ends = [each["created_at"] for each in changes[1:]] + [shown[1]]
        whole = [
            Stretch(row["state"], row["created_at"], end, row["reason"], _by(row))
            for row, end in zip(changes, ends, strict=True)
        ]
        found[agent_id] = list(clip(whole, [shown]))
    return found


def bars(rows: Iterable[Any], shown: Span) -> dict[UUID, list[Bar]]:
    """Each agent's contacts within what is shown, from the rows of `queries.contacts`."""
    found: dict[UUID, list[Bar]] = {}
    for _, group in groupby(rows, key=itemgetter("contact_id")):
        steps = list(group)
        for agent_id, parts in _in_hands(steps, shown).items():
            row = steps[0]
            found.setdefault(agent_id, []).append(
                Bar(row["contact_id"], row["tenant_id"], row["language"], row["opening"], parts)
            )
    return {agent_id: _side_by_side(each) for agent_id, each in found.items()}


def clip(whole: Iterable[Stretch], spans: Sequence[Span]) -> Iterator[Stretch]:
    """What of the stretches lies within the spans, which do not overlap."""
    for stretch in whole:
        for begins, ends in spans:
            first, last = max(stretch.begins, begins), min(stretch.ends, ends)
            if first < last:
                began_here = stretch.is_change and first == stretch.begins
                yield replace(stretch, begins=first, ends=last, is_change=began_here)


def hide_other_work(whole: Iterable[Stretch], own: Iterable[Bar]) -> Iterator[Stretch]:
    """States as one company may see them: work that is not on its contacts is other work."""
    busy = _union([(part.begins, part.ends) for bar in own for part in bar.parts])
    return _joined(_told_apart(whole, busy))


def _told_apart(whole: Iterable[Stretch], busy: Sequence[Span]) -> Iterator[Stretch]:
    for stretch in whole:
        if stretch.state not in WORKING:
            yield stretch
            continue
        at = stretch.begins
        for own in clip([stretch], busy):
            yield from _elsewhere(stretch, at, own.begins)
            yield own
            at = own.ends
        yield from _elsewhere(stretch, at, stretch.ends)


def _elsewhere(stretch: Stretch, begins: datetime, ends: datetime) -> Iterator[Stretch]:
    if ends - begins > SLIVER:
        yield Stretch(OTHER_WORK, begins, ends, is_change=False)


def _joined(parts: Iterable[Stretch]) -> Iterator[Stretch]:
    """Neighbours in other work are one: how often it changed is nobody's business here."""
    last: Stretch | None = None
    for part in parts:
        if last is not None and last.state == part.state == OTHER_WORK:
            last = replace(last, ends=part.ends)
            continue
        if last is not None:
            yield last
        last = part
    if last is not None:
        yield last


def _union(spans: list[Span]) -> list[Span]:
    joined: list[Span] = []
    for begins, ends in sorted(spans):
        if joined and begins <= joined[-1][1] + SLIVER:
            joined[-1] = (joined[-1][0], max(joined[-1][1], ends))
        else:
            joined.append((begins, ends))
    return joined


def _in_hands(steps: Sequence[Any], shown: Span) -> dict[UUID, tuple[Stretch, ...]]:
    ends = [step["created_at"] for step in steps[1:]] + [shown[1]]
    held: dict[UUID, list[Stretch]] = {}
    for step, end in zip(steps, ends, strict=True):
        if step["agent_id"] is not None and step["state"] in HELD:
            part = Stretch(step["state"], step["created_at"], end)
            held.setdefault(step["agent_id"], []).extend(clip([part], [shown]))
    return {agent_id: tuple(parts) for agent_id, parts in held.items() if parts}


def _side_by_side(found: list[Bar]) -> list[Bar]:
    free: list[datetime] = []  # when each lane is free again
    placed = []
    for bar in sorted(found, key=lambda bar: (bar.begins, str(bar.contact_id))):
        lane = next((n for n, at in enumerate(free) if at <= bar.begins), len(free))
        free[lane : lane + 1] = [bar.ends]
        placed.append(replace(bar, lane=lane))
    return placed


def _by(row: Any) -> str:
    if row["by_itself"]:
        return "system"
    if row["by_agent"]:
        return "agent"
    return row["by_name"] or "operator"
