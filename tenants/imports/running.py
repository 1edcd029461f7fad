"""Bringing the rows in, a batch at a time: each batch and its progress in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DBAPIError

from muster.audit.actions import record
from muster.db import Acting, session, unit_of_work
from muster.jobs import complete
from muster.tables.problems import Unreadable
from muster.tables.reading import Looks, open_table
from muster.tables.table import Line, Table, count_rows
from tenants.imports import failures, files
from tenants.imports.mapping import Mapping
from tenants.imports.models import Import, ImportFailure
from tenants.imports.rows import Duplicates, Problems, read_row
from tenants.showcase import intake
from tenants.showcase.actions import announce

BATCH = 500
MOST_FAILURES = 10_000

_TOLD = {"key": "external_key", "price": "price_minor"}


class Overtaken(RuntimeError):
    """Somebody else has gone on with the import: there is nothing left for us to do."""


def at_once(begun: Import) -> bool:
    """Bring in a small file here and now, in the current unit of work; False if it is large.

    A file that turns out to be unreadable fails as a whole.
    """
    try:
        table = _table(begun)
        if sum(1 for _ in islice(table.lines(), BATCH + 1)) > BATCH:
            return False
        begun.rows_total = count_rows(table)
    except Unreadable as error:
        _fail(begun, error.code)
        return True
    for lines, problems in _batches(table, begun):
        _bring(begun, lines, problems)
    _finish(begun)
    return True


def run(company_id: UUID, import_id: UUID) -> None:
    """Bring in a large file, from wherever an earlier worker left off.

    The whole file is read once before the first row is written, so that a file that cannot be
    read to its end does nothing. Opens its own units of work.
    """
    who = Acting(tenant_ids=(company_id,))
    with unit_of_work(who):
        begun = session.get_one(Import, import_id)
        session.expunge(begun)
    if begun.state != "running":
        return
    try:
        table = _table(begun)
        begun.rows_total = begun.rows_total or count_rows(table)
        _bring_all(table, begun, who)
    except Overtaken:
        return
    except Unreadable as error:
        _give_up(import_id, who, error.code)
    except DBAPIError:
        raise  # another try may succeed
    except Exception:
        _give_up(import_id, who, "file.fault")
        raise


def _give_up(import_id: UUID, who: Acting, code: str) -> None:
    with unit_of_work(who):
        _fail(session.get_one(Import, import_id), code)


def _bring_all(table: Table, begun: Import, who: Acting) -> None:
    for lines, problems in _batches(table, begun):
        with unit_of_work(who):
            locked = _locked(begun.id, begun.rows_done)
            locked.rows_total = begun.rows_total
            _bring(locked, lines, problems)
            begun.rows_done = locked.rows_done
    with unit_of_work(who):
        _finish(_locked(begun.id, begun.rows_done))
        complete()


def _table(begun: Import) -> Table:
    looks = Looks(begun.format, begun.encoding)
    return open_table(files.path(begun.tenant_id, begun.id), looks)


def _batches(
    table: Table, begun: Import
) -> Iterator[tuple[list[tuple[Line, intake.Row | None]], list[Problems]]]:
    """Rows that are still to be done, read and checked; those done are only remembered."""
    mapping = Mapping.of(begun.mapping)
    duplicates = Duplicates()
    done = begun.rows_done
    lines = iter(table.lines())
    while batch := list(islice(lines, BATCH if done <= 0 else min(BATCH, done))):
        read = [_checked(line, mapping, duplicates) for line in batch]
        if done > 0:
            done -= len(batch)
            continue
        yield (
            [(line, row) for line, (row, _) in zip(batch, read, strict=True)],
            [problems for _, problems in read],
        )


def _checked(
    line: Line, mapping: Mapping, duplicates: Duplicates
) -> tuple[intake.Row | None, Problems]:
    row, problems = read_row(line, mapping)
    again = duplicates.problem(row, line.number) if row is not None else None
    if row is None or again is None:
        return row, problems
    column = mapping.column("key" if row.external_key else "name")
    return None, [(column, again)]


def _bring(
    begun: Import,
    lines: Sequence[tuple[Line, intake.Row | None]],
    problems: Sequence[Problems],
) -> None:
    """One batch: products written, failures kept, progress counted."""
    mapping = Mapping.of(begun.mapping)
    rows = [row for _, row in lines if row is not None]
    outcomes = Counter(
        intake.bring_in(begun.tenant_id, rows, told=_told(mapping), attributes=mapping.attributes)
        if rows
        else ()
    )
    failed = [
        failures.kept(begun, line, column, code)
        for (line, _), found in zip(lines, problems, strict=True)
        for column, code in found
    ]
    room = max(0, MOST_FAILURES - begun.rows_failed)
    if failed[:room]:
        session.execute(insert(ImportFailure), failed[:room])
    begun.rows_done += len(lines)
    begun.rows_created += outcomes["created"]
    begun.rows_updated += outcomes["updated"]
    begun.rows_unchanged += outcomes["unchanged"]
    begun.rows_failed += len(lines) - len(rows)
    session.flush()


def _told(mapping: Mapping) -> set[str]:
    """The columns of a product that the file speaks of."""
    told = {_TOLD.get(target, target) for target in mapping.columns.values()}
    told |= {"name", "attributes"}
    return told | {"currency"} if "price_minor" in told else told - {"currency"}


def _locked(import_id: UUID, rows_done: int) -> Import:
    """The import, for us alone until the commit; raises Overtaken if it is not where we left it."""
    locked = session.scalar(select(Import).where(Import.id == import_id).with_for_update())
    if locked is None or locked.state != "running" or locked.rows_done != rows_done:
        raise Overtaken
    return locked


def _finish(begun: Import) -> None:
    if begun.rows_created or begun.rows_updated:
        announce(begun.tenant_id)
    _end(begun, "done")


def _fail(begun: Import, code: str) -> None:
    begun.failure = code
    if begun.rows_created or begun.rows_updated:
        announce(begun.tenant_id)
    _end(begun, "failed")


def _end(begun: Import, state: str) -> None:
    session.execute(
        update(Import)
        .where(Import.id == begun.id)
        .values(state=state, failure=begun.failure, finished_at=func.now())
        .execution_options(synchronize_session="fetch")
    )
    record(
        f"import.{state}",
        subject=begun.filename,
        tenant_id=begun.tenant_id,
        created=begun.rows_created,
        updated=begun.rows_updated,
        unchanged=begun.rows_unchanged,
        failed=begun.rows_failed,
    )
