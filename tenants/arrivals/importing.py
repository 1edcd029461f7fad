"""Bringing in a history of arrivals: uploaded, its columns named, looked at, brought in."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import BinaryIO, cast
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import insert

from muster.audit.actions import record
from muster.db import Acting, session, unit_of_work, uuid7
from muster.errors import Conflict, Invalid, NotFound
from muster.forecasting import points, series
from muster.forecasting.models import ArrivalSeries
from muster.jobs import complete, enqueue
from muster.tables.problems import Unreadable, said
from muster.tables.reading import look, open_table
from muster.tables.table import count_rows
from tenants.arrivals.gather import Gathered, gather
from tenants.arrivals.mapping import ArrivalMapping, guess
from tenants.arrivals.rows import Found
from tenants.imports import failures, files
from tenants.imports.actions import display_name, find_import, find_unbegun, table_of
from tenants.imports.models import Import, ImportFailure
from tenants.showcase.actions import add

KIND = "arrivals"
AT_ONCE_ROWS = 2_000  # what is read while the person waits
PREVIEWED_ROWS = 2_000
MOST_FAILURES = 10_000
RUN = "arrivals.bring_in"


def find(import_id: UUID, *, lock: bool = False) -> Import:
    """The import of arrivals with this id; raises NotFound."""
    return find_import(import_id, lock=lock, kind=KIND)


def upload(
    tenant_id: UUID,
    person_id: UUID,
    *,
    filename: str,
    content: BinaryIO,
    time_zone: str,
    holidays: str = "",
    series_id: UUID | None = None,
    encoding: str | None = None,
    import_id: UUID | None = None,
) -> Import:
    """Keep a file, unpacked if it is gzip, and guess what its columns are.

    time_zone, holidays: of a series that is new. series_id: into which it goes. import_id: made
    by the form, so that sending it twice uploads once. Raises Invalid("file"); nothing is kept.
    """
    known = session.get(Import, import_id) if import_id else None
    if known is not None:
        return known
    import_id = import_id or uuid7()
    shown = display_name(filename)
    try:
        with _unpacked(content) as plain:
            files.put(tenant_id, import_id, plain)
        looks = look(files.path(tenant_id, import_id), encoding=encoding)
        table = open_table(files.path(tenant_id, import_id), looks)
        count_rows(table)
    except Unreadable as error:
        files.delete(tenant_id, import_id)
        raise Invalid("file", said(error.code)) from error
    shape, columns = guess(table.columns)
    mapping = ArrivalMapping(columns, shape, time_zone=time_zone, holidays=holidays)
    mapping = replace(mapping, name=shown.removesuffix(".gz").rpartition(".")[0][:80] or shown[:80])
    if series_id is not None:
        mapping = _into(mapping, series.find(series_id))
    begun = Import(
        id=import_id,
        tenant_id=tenant_id,
        kind=KIND,
        filename=shown,
        format=looks.format,
        encoding=looks.encoding,
        columns=table.columns,
        mapping=mapping.kept(),
        state="uploaded",
        started_by=person_id,
    )
    add(begun)
    return begun


def choose(import_id: UUID, mapping: ArrivalMapping) -> None:
    """Say which column is what, and where the file goes. Raises Invalid."""
    begun = find_unbegun(import_id, kind=KIND)
    if mapping.series_id is not None:
        mapping = _into(mapping, series.find(UUID(mapping.series_id)))
    elif any(each.name == mapping.name for each in series.all_of(begun.tenant_id)):
        raise Invalid("name", _l("There is a history of this name already."))
    begun.mapping = mapping.kept()
    begun.state = "mapped"


def preview(begun: Import) -> Gathered:
    """What the first rows of the file would become. Raises Unreadable."""
    mapping = ArrivalMapping.of(begun.mapping)
    table = table_of(begun)
    return gather(
        islice(table.lines(), PREVIEWED_ROWS), mapping, datetime.now(UTC), minutes=_minutes(mapping)
    )


def begin(import_id: UUID) -> None:
    """Bring the file in: a small one now, a large one by a job. Beginning twice is once."""
    begun = find(import_id, lock=True)
    if begun.state in ("running", "done"):
        return
    if begun.state != "mapped":
        raise Conflict
    begun.state = "running"
    record("import.begun", subject=begun.filename, tenant_id=begun.tenant_id, kind=KIND)
    session.flush()
    if sum(1 for _ in islice(table_of(begun).lines(), AT_ONCE_ROWS + 1)) <= AT_ONCE_ROWS:
        _bring(begun)
        return
    enqueue(
        RUN,
        tenant_id=begun.tenant_id,
        key=f"{RUN}:{import_id}",
        company_id=begun.tenant_id,
        import_id=import_id,
    )


def run(company_id: UUID, import_id: UUID) -> None:
    """Bring in a large file, all of it or nothing. Opens its own unit of work."""
    with unit_of_work(Acting(tenant_ids=(company_id,))):
        begun = find(import_id, lock=True)
        if begun.state == "running":
            _bring(begun)
        complete()


def _bring(begun: Import) -> None:
    """Everything that the file gives, in the current unit of work."""
    mapping = ArrivalMapping.of(begun.mapping)
    try:
        gathered = gather(
            table_of(begun).lines(), mapping, datetime.now(UTC), minutes=_minutes(mapping)
        )
        target = _target(begun, mapping, gathered)
    except Unreadable as error:
        _end(begun, "failed", error.code)
        return
    except Invalid:
        _end(begun, "failed", "file.series_gone")
        return
    outcome = points.keep(target, gathered.points)
    begun.rows_total = begun.rows_done = gathered.rows
    begun.rows_created = outcome["created"]
    begun.rows_updated = outcome["updated"]
    begun.rows_unchanged = outcome["unchanged"]
    begun.rows_failed = gathered.left_out
    begun.report = gathered.report
    begun.mapping = replace(mapping, series_id=str(target.id)).kept()
    _keep_failures(begun, gathered.found[:MOST_FAILURES])
    _end(begun, "done")


def _target(begun: Import, mapping: ArrivalMapping, gathered: Gathered) -> ArrivalSeries:
    if mapping.series_id is not None:
        try:
            return series.find(UUID(mapping.series_id), lock=True)
        except NotFound:
            raise Invalid("series_id") from None
    return series.create(
        begun.tenant_id,
        name=mapping.name,
        time_zone=mapping.time_zone,
        interval_minutes=gathered.minutes,
        holidays=mapping.holidays,
    )


def _minutes(mapping: ArrivalMapping) -> int:
    """Of the series that the file goes into; 0 for one that is new."""
    if mapping.series_id is None:
        return 0
    try:
        return series.find(UUID(mapping.series_id)).interval_minutes
    except NotFound:
        raise Unreadable("file.series_gone") from None


def _into(mapping: ArrivalMapping, target: ArrivalSeries) -> ArrivalMapping:
    return replace(
        mapping,
        series_id=str(target.id),
        name=target.name,
        time_zone=target.time_zone,
        holidays=target.holidays,
    )


def _keep_failures(begun: Import, found: list[Found]) -> None:
    rows = [failures.kept(begun, each.line, each.column, each.code) for each in found]
    if rows:
        session.execute(insert(ImportFailure), rows)


def _end(begun: Import, state: str, failure: str | None = None) -> None:
    begun.state, begun.failure, begun.finished_at = state, failure, datetime.now(UTC)
    record(
        f"import.{state}",
        subject=begun.filename,
        tenant_id=begun.tenant_id,
        created=begun.rows_created or 0,
        updated=begun.rows_updated or 0,
        unchanged=begun.rows_unchanged or 0,
        failed=begun.rows_failed or 0,
    )


@contextmanager
def _unpacked(content: BinaryIO) -> Iterator[BinaryIO]:
    """The content, unpacked on the way if it is gzip, so that its size is limited unpacked."""
    packed = content.read(2) == b"\x1f\x8b"
    content.seek(0)
    try:
        yield cast(BinaryIO, gzip.GzipFile(fileobj=content)) if packed else content
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise Unreadable("file.damaged") from None
