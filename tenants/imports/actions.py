"""Bringing in a file: uploaded, its columns named, begun, given up."""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import Any, BinaryIO
from uuid import UUID

from sqlalchemy import select

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, existing
from muster.jobs import enqueue
from muster.tables.problems import Unreadable, said
from muster.tables.reading import Looks, look, open_table
from muster.tables.table import Table
from tenants.imports import files
from tenants.imports.mapping import Mapping, guess
from tenants.imports.models import Import
from tenants.imports.running import at_once
from tenants.showcase.actions import add

LONGEST_FILENAME = 200
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def find_import(import_id: UUID, *, lock: bool = False, kind: str = "products") -> Import:
    """The import of this kind with this id; raises NotFound."""
    query = select(Import).where(Import.id == import_id, Import.kind == kind)
    return existing(session.scalar(query.with_for_update() if lock else query))


def find_unbegun(import_id: UUID, *, kind: str = "products") -> Import:
    """The same, for us alone, while it may still be changed; raises Conflict afterwards."""
    begun = find_import(import_id, lock=True, kind=kind)
    if begun.state not in ("uploaded", "mapped"):
        raise Conflict
    return begun


def upload(
    tenant_id: UUID,
    person_id: UUID,
    *,
    filename: str,
    content: BinaryIO,
    currency: str,
    encoding: str | None = None,
    import_id: UUID | None = None,
) -> Import:
    """Keep a file and look into it; what its columns are is guessed, to be confirmed.

    currency: of prices that name none. encoding: what the person says it is. import_id: made by
    the form, so that sending it twice uploads once. Raises Invalid("file") with a sentence for
    the person, and nothing is kept.
    """
    known = session.get(Import, import_id) if import_id else None
    if known is not None:
        return known
    import_id = import_id or uuid7()
    try:
        files.put(tenant_id, import_id, content)
        looks = look(files.path(tenant_id, import_id), encoding=encoding)
        table = open_table(files.path(tenant_id, import_id), looks)
    except Unreadable as error:
        files.delete(tenant_id, import_id)
        raise Invalid("file", said(error.code)) from error
    started = Import(
        id=import_id,
        tenant_id=tenant_id,
        kind="products",
        filename=display_name(filename),
        state="uploaded",
        started_by=person_id,
        **_read(looks, table, currency),
    )
    add(started)
    return started


def reread(import_id: UUID, encoding: str) -> None:
    """Read the file in another encoding, and guess its columns anew. Raises Invalid."""
    begun = find_unbegun(import_id)
    path = files.path(begun.tenant_id, import_id)
    try:
        looks = look(path, encoding=encoding)
        table = open_table(path, looks)
    except Unreadable as error:
        raise Invalid("encoding", said(error.code)) from error
    for name, value in _read(looks, table, Mapping.of(begun.mapping).currency).items():
        setattr(begun, name, value)
    begun.state = "uploaded"


def choose_columns(import_id: UUID, mapping: Mapping) -> None:
    """Say which column is what. The name must be one of them."""
    begun = find_unbegun(import_id)
    begun.mapping = mapping.kept()
    begun.state = "mapped"


def begin(import_id: UUID) -> None:
    """Bring the rows in: few at once, many by a job. Beginning twice is beginning once."""
    begun = find_import(import_id, lock=True)
    if begun.state in ("running", "done"):
        return
    if begun.state != "mapped":
        raise Conflict
    begun.state = "running"
    record("import.begun", subject=begun.filename, tenant_id=begun.tenant_id, kind=begun.kind)
    session.flush()
    if not at_once(begun):
        enqueue(
            "imports.run",
            tenant_id=begun.tenant_id,
            key=f"imports.run:{import_id}",
            company_id=begun.tenant_id,
            import_id=import_id,
        )


def discard(import_id: UUID, *, kind: str = "products") -> None:
    """Forget an import that was not begun, with its file."""
    begun = find_unbegun(import_id, kind=kind)
    files.delete(begun.tenant_id, import_id)
    session.delete(begun)


def table_of(begun: Import) -> Table:
    """The file of an import as a table. Raises Unreadable."""
    return open_table(files.path(begun.tenant_id, begun.id), Looks(begun.format, begun.encoding))


def display_name(filename: str) -> str:
    """The last part of a file name, without what cannot be seen."""
    last = PurePath(filename.replace("\\", "/")).name
    kept = _UNSEEN.sub("", last).encode("utf-8", "replace").decode()
    return kept.strip()[-LONGEST_FILENAME:] or "file"


def _read(looks: Looks, table: Table, currency: str) -> dict[str, Any]:
    return {
        "format": looks.format,
        "encoding": looks.encoding,
        "columns": table.columns,
        "mapping": Mapping(guess(table.columns), currency).kept(),
    }
