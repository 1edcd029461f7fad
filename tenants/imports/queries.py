"""Lists of imports, and what a file would do before it does it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from uuid import UUID

from sqlalchemy import select

from muster.db import session
from muster.tables.cells import as_text
from muster.tables.table import Table
from tenants.imports.mapping import Mapping
from tenants.imports.models import Import, ImportFailure
from tenants.imports.rows import Duplicates, Problems, read_row
from tenants.showcase import intake

PREVIEWED = 20
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Previewed:
    """A row as it would become a product: new, known, or with problems."""

    number: int
    cells: dict[str, str]
    row: intake.Row | None
    known: bool
    problems: Problems


def recent(tenant_id: UUID, limit: int = 30, *, kind: str = "products") -> Sequence[Import]:
    """The company's imports of one kind, the latest first."""
    return session.scalars(
        select(Import)
        .where(Import.tenant_id == tenant_id, Import.kind == kind)
        .order_by(Import.id.desc())
        .limit(limit)
    ).all()


def failures(import_id: UUID, limit: int | None = None) -> Sequence[ImportFailure]:
    """What went wrong with rows, in the order of the file."""
    return session.scalars(
        select(ImportFailure)
        .where(ImportFailure.import_id == import_id)
        .order_by(ImportFailure.line, ImportFailure.id)
        .limit(limit)
    ).all()


def samples(table: Table) -> dict[str, str]:
    """A few values of each column, to recognise it by. Raises Unreadable."""
    found: dict[str, list[str]] = {column: [] for column in table.columns}
    for line in islice(table.lines(), PREVIEWED):
        for column, value in line.cells.items():
            text = as_text(value).strip()
            if column in found and text and len(found[column]) < SAMPLES:
                found[column].append(text[:60])
    return {column: " · ".join(values) for column, values in found.items()}


def preview(tenant_id: UUID, table: Table, mapping: Mapping) -> list[Previewed]:
    """The first rows of a file as products. Raises Unreadable."""
    duplicates = Duplicates()
    lines = list(islice(table.lines(), PREVIEWED))
    read = [read_row(line, mapping) for line in lines]
    for number, (row, problems) in enumerate(read):
        again = duplicates.problem(row, lines[number].number) if row else None
        if again is not None:
            problems.append((mapping.column("key" if row and row.external_key else "name"), again))
            read[number] = (None, problems)
    rows = [row for row, _ in read if row is not None]
    known = iter(intake.find_known(tenant_id, rows) if rows else ())
    return [
        Previewed(
            line.number,
            {name: as_text(value) for name, value in line.cells.items()},
            row,
            row is not None and next(known) is not None,
            problems,
        )
        for line, (row, problems) in zip(lines, read, strict=True)
    ]
