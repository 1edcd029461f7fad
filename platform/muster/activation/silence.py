"""Telling the loss of a site from people who go home, and from a fault of our own. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

# Whoever is well is heard of every 20 seconds. Heard so long after the last line dropped: well.
WELL_AFTER = timedelta(seconds=45)
BEFORE = timedelta(seconds=60)  # lines that dropped elsewhere so shortly before belong to it


@dataclass(frozen=True, slots=True)
class Line:
    """One person on duty. heard_at: when the desk was heard of last. lost: not any more."""

    agent_id: UUID
    site_id: UUID | None
    heard_at: datetime
    lost: bool


@dataclass(frozen=True, slots=True)
class Limits:
    """From when on it is an alarm. share: in a hundred of those who were on duty at the site."""

    share: int
    people: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Seen:
    """What dropped together at one site, and how it went elsewhere meanwhile.

    everywhere: elsewhere the same happened, so that it is not the loss of one site. clear: it can
    be told apart with certainty; not so if nobody is on duty elsewhere, or many dropped there.
    """

    lost: Sequence[Line]
    on_duty: int
    lost_elsewhere: int
    on_duty_elsewhere: int
    everywhere: bool
    clear: bool

    @property
    def first_at(self) -> datetime:
        """When the first of the lost lines was heard last."""
        return self.lost[0].heard_at

    @property
    def last_at(self) -> datetime:
        """When the last of the lost lines was heard last."""
        return self.lost[-1].heard_at


def look(
    lines: Collection[Line], site_id: UUID, zones: Mapping[UUID, str], limits: Limits
) -> Seen | None:
    """What is to be told of a site; None where it is within its limits.

    lines: people on duty at sites that work, and at none. zones: the hazard zone of each site.
    """
    here = [line for line in lines if line.site_id == site_id]
    lost = together([line for line in here if line.lost], limits.within)
    if len(lost) < limits.people:
        return None
    first, last = lost[0].heard_at, lost[-1].heard_at
    on_duty = sum(not line.lost or line.heard_at >= first for line in here)
    if not reaches(len(lost), on_duty, limits.share):
        return None
    others = [
        line
        for line in _elsewhere(lines, site_id, zones)
        if not line.lost or line.heard_at >= first - BEFORE
    ]
    dropped = sum(line.lost or line.heard_at < last + WELL_AFTER for line in others)
    everywhere = bool(others) and reaches(dropped, len(others), limits.share)
    clear = bool(others) and not reaches(2 * dropped, len(others), limits.share)
    return Seen(lost, on_duty, dropped, len(others), everywhere, clear)


def together(lost: Collection[Line], within: timedelta) -> Sequence[Line]:
    """The most lines that dropped within such a time, the latest such group, in their order."""
    ordered = sorted(lost, key=lambda line: (line.heard_at, line.agent_id))
    best: Sequence[Line] = []
    begins = 0
    for ends, line in enumerate(ordered):
        while line.heard_at - ordered[begins].heard_at > within:
            begins += 1
        if ends + 1 - begins >= len(best):
            best = ordered[begins : ends + 1]
    return best


def reaches(lost: int, on_duty: int, share: int) -> bool:
    """Whether so many are at least that share, in a hundred, of those on duty."""
    return lost > 0 and lost * 100 >= share * on_duty


def _elsewhere(lines: Collection[Line], site_id: UUID, zones: Mapping[UUID, str]) -> Sequence[Line]:
    """People whom the same disaster would leave alone; if there are none, all others."""
    zone = zones.get(site_id)
    others = [line for line in lines if line.site_id != site_id]
    apart = [line for line in others if line.site_id is None or zones.get(line.site_id) != zone]
    return apart or others
