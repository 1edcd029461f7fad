"""A company that brings in files."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text

from tenants.imports import actions
from tenants.imports.mapping import Mapping, guess
from tests.cast import HUALAN, KE

AsTenant = Callable[[str], AbstractContextManager[None]]
Upload = Callable[..., UUID]


@pytest.fixture
def upload(app: Flask, as_tenant: AsTenant) -> Upload:
    """Uploads a file for hualan and accepts the guessed columns; gives the import's id."""

    def bring(content: str | bytes, *, publish: bool = False, **columns: str) -> UUID:
        data = content if isinstance(content, bytes) else content.encode()
        with as_tenant("hualan"):
            begun = actions.upload(
                HUALAN.id, KE.id, filename="list.csv", content=BytesIO(data), currency="CNY"
            )
            mapping = Mapping({**guess(begun.columns), **columns}, "CNY", publish)
            actions.choose_columns(begun.id, mapping)
            return begun.id

    return bring


@pytest.fixture
def begin(as_tenant: AsTenant) -> Callable[[UUID], None]:
    """Begins an import as its company."""

    def bring(import_id: UUID) -> None:
        with as_tenant("hualan"):
            actions.begin(import_id)

    return bring


def stored(owner: Engine, import_id: UUID) -> dict[str, object]:
    """The import as it stands in the database."""
    with owner.connect() as connection:
        row = connection.execute(text("SELECT * FROM imports WHERE id = :id"), {"id": import_id})
        return dict(row.mappings().one())


def counts(owner: Engine, import_id: UUID) -> tuple[object, ...]:
    """How many rows were created, updated, unchanged, failed; and the state."""
    row = stored(owner, import_id)
    kinds = ("created", "updated", "unchanged", "failed")
    return (*(row[f"rows_{kind}"] for kind in kinds), row["state"])


def products(owner: Engine) -> dict[str, dict[str, object]]:
    """Hualan's products by name."""
    with owner.connect() as connection:
        rows = connection.execute(
            text("SELECT * FROM products WHERE tenant_id = :id"), {"id": HUALAN.id}
        ).mappings()
        return {row["name"]: dict(row) for row in rows}
