"""The rows of a file with their moments, and what was wrong with those that have none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from muster.tables.cells import as_text
from muster.tables.problems import Unreadable
from muster.tables.table import Line
from tenants.arrivals.mapping import ArrivalMapping
from tenants.arrivals.moments import NoMoment, Order, find_order
from tenants.arrivals.when import Clock, Stamp, check_range, read_stamp

NOTE = "note."  # a problem that begins so did not keep the row out
_SAMPLED = 2_000


@dataclass(frozen=True, slots=True)
class Found:
    """Something to say of one row. code: as tenants.arrivals.problems says it."""

    line: Line
    column: str | None
    code: str

    @property
    def keeps_out(self) -> bool:
        """Whether the row was left out for it."""
        return not self.code.startswith(NOTE)


@dataclass(slots=True)
class Row:
    """A row whose moment is known. texts: its cells by target."""

    line: Line
    moment: datetime
    stamp: Stamp
    texts: dict[str, str]


def read_rows(
    lines: Sequence[Line], mapping: ArrivalMapping, now: datetime, found: list[Found]
) -> Iterator[Row]:
    """The rows that have a moment; what is wrong with the others is added to `found`.

    Raises Unreadable where it has to be asked in which order dates are written.
    """
    columns = {target: column for column, target in mapping.columns.items() if target != "ignore"}
    texts = [
        {target: as_text(line.cells.get(column)) for target, column in columns.items()}
        for line in lines
    ]
    order = _order(texts, mapping)
    stamps = [
        _stamp(line, cells, columns, order, found) for line, cells in zip(lines, texts, strict=True)
    ]
    clock = Clock(mapping, stamps)
    for line, cells, stamp in zip(lines, texts, stamps, strict=True):
        if stamp is None:
            continue
        try:
            moment, guessed = clock.moment(stamp, repeats=mapping.shape == "intervals")
            check_range(moment, now)
        except NoMoment as error:
            place = error.code.partition(".")[0]
            found.append(Found(line, columns.get(place, columns["start"]), error.code))
            continue
        if guessed:
            found.append(Found(line, columns.get("time", columns["start"]), "note.twice_an_hour"))
        yield Row(line, moment, stamp, cells)


def _order(texts: Sequence[dict[str, str]], mapping: ArrivalMapping) -> Order:
    if mapping.order:
        return mapping.order  # type: ignore[return-value]  # the form gives one of ORDERS
    order = find_order(cells["start"] for cells in texts[:_SAMPLED] if cells["start"].strip())
    if order is None:
        raise Unreadable("file.date_order")
    return order


def _stamp(
    line: Line,
    cells: dict[str, str],
    columns: dict[str, str],
    order: Order,
    found: list[Found],
) -> Stamp | None:
    flaws = [
        Found(line, column, code)
        for column, code in line.problems
        if column is None or column in columns.values()
    ]
    if flaws:
        found.extend(flaws)
        return None
    try:
        return _read(cells, columns, order)
    except NoMoment as error:
        place = error.code.partition(".")[0]
        found.append(Found(line, columns.get(place, columns["start"]), error.code))
        return None


def _read(cells: dict[str, str], columns: dict[str, str], order: Order) -> Stamp:
    stamp = read_stamp(cells["start"], cells.get("time", ""), cells.get("zone", ""), order)
    if stamp.whole_day and "time" in columns:
        raise NoMoment("time.missing")
    return stamp
