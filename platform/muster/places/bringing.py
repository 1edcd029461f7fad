"""Bringing in a file of operations, row by row: what fits comes in, what does not says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from muster.audit.actions import record
from muster.db import session
from muster.errors import Conflict, Invalid, NotFound, refuse
from muster.places.lines import Line, read

Save = Callable[[Line], bool]


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that can be brought in.

    code: in the address. permission: who may. columns: their names with those that a file may
    use instead; required: without which a row makes no sense. save: writes one row in the
    current unit of work, True for a new one, False for a known one; raises Invalid, Conflict,
    NotFound. What it only notes (`Line.attempt`) is undone as well: it may go on with whatever
    would do instead, to find what else is wrong. endpoint: where the person goes to see it.
    """

    code: str
    name: str | LazyString
    permission: str
    columns: Mapping[str, Sequence[str]]
    required: Sequence[str]
    save: Save
    endpoint: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that did not come in: its line, and all that is wrong with it.

    faults: the column each is about ("" for the row), and why.
    """

    line: int
    faults: Sequence[tuple[str, str | LazyString]]
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of a file."""

    created: int
    updated: int
    refused: Sequence[Refused]


# What can be brought in, by code; each room lists its own at start-up.
kinds: dict[str, Kind] = {}


def bring_in(kind: Kind, content: bytes, filename: str) -> Report:
    """Bring every row of a file in that fits; a row that does not leaves nothing behind.

    Raises Invalid("file") for a file that is no table or lacks a required column; then nothing
    came in.
    """
    lines = read(content, kind.columns, kind.required)
    created = updated = 0
    refused = []
    for line in lines:
        try:
            with session.begin_nested():
                if _saved(kind, line):
                    created += 1
                else:
                    updated += 1
        except Invalid as problem:
            faults = [(fault.field, fault.message) for fault in problem.all]
            refused.append(Refused(line.number, faults, line.cells))
        except (Conflict, NotFound) as problem:
            refused.append(Refused(line.number, [("", problem.message)], line.cells))
    record("operations.imported", subject=filename, kind=kind.code, created=created,
           updated=updated, refused=len(refused))  # fmt: skip
    return Report(created, updated, refused)


def _saved(kind: Kind, line: Line) -> bool:
    for name in kind.required:
        if not line[name]:
            line.faults.append(Invalid(name, _l("Please fill this in.")))
    try:
        is_new = line.attempt(lambda: kind.save(line), instead=False)
    except (Conflict, NotFound):
        refuse(_by_column(kind, line.faults))
        raise
    refuse(_by_column(kind, line.faults))
    return is_new


def _by_column(kind: Kind, faults: Sequence[Invalid]) -> Iterable[Invalid]:
    """Of each column the first fault, in their order; what follows from it says nothing new."""
    names = {word: name for name, words in kind.columns.items() for word in (name, *words)}
    found: dict[str, Invalid] = {}
    for fault in faults:
        fault.field = names.get(fault.field, "")
        found.setdefault(fault.field, fault)
    return [found[name] for name in ("", *kind.columns) if name in found]


def several(cell: str) -> list[str]:
    """Values that stand in one cell: with commas, semicolons, slashes, bars or 、 between."""
    plain = cell.translate(str.maketrans("，；、/|\n", ",,,,,,")).replace(";", ",")
    return [part.strip() for part in plain.split(",") if part.strip()]


def whole(line: Line, name: str, *, default: int | None = None) -> int:
    """A whole number. Raises Invalid."""
    typed = line[name].replace(",", "").replace(" ", "")
    if not typed and default is not None:
        return default
    try:
        return int(typed) if len(typed) < 12 else int("many")
    except ValueError:
        raise Invalid(name, _l("A whole number, please.")) from None


def number(line: Line, name: str) -> Decimal:
    """A number. Raises Invalid."""
    try:
        found = Decimal(line[name].rstrip("%"))
    except InvalidOperation:
        raise Invalid(name, _l("A number, please.")) from None
    if not found.is_finite() or abs(found) > 10**9:
        raise Invalid(name, _l("A number, please."))
    return found


def day(line: Line, name: str) -> date:
    """A day as 2026-11-22 or 2026/11/22. Raises Invalid."""
    try:
        parts = line[name].replace("/", "-").replace(".", "-").split("-")
        return date(*(int(part) for part in parts)) if len(parts) == 3 else date.fromisoformat("")
    except (ValueError, TypeError):
        raise Invalid(name, _l("A day such as 2026-11-22, please.")) from None


def moment(line: Line, name: str) -> datetime:
    """A day and a time of day without a zone, as 2026-11-22 09:00. Raises Invalid."""
    try:
        found = datetime.fromisoformat(line[name].replace("/", "-"))
    except ValueError:
        raise Invalid(name, _l("A moment such as 2026-11-22 09:00, please.")) from None
    return found.replace(tzinfo=None) if found.tzinfo is None else _no_zone(name)


def _no_zone(name: str) -> Any:
    raise Invalid(name, _l("Without a zone, please: the agent's site has one."))
