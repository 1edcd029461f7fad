"""A history on its way in: all of it or nothing, and never twice."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from contextlib import AbstractContextManager
from io import BytesIO
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from muster.errors import Invalid
from muster.jobs import run_due
from tenants.arrivals import importing
from tenants.imports import files
from tests.cast import HUALAN, SAM
from tests.tenants.arrivals.conftest import Bring

AsTenant = Callable[[str], AbstractContextManager[None]]
DAYS = "date,calls\n2026-03-01,5\n2026-03-02,10\n2026-03-03,-1\n"


def stored(owner: Engine, import_id: UUID) -> dict[str, object]:
    with owner.connect() as connection:
        row = connection.execute(text("SELECT * FROM imports WHERE id = :id"), {"id": import_id})
        return dict(row.mappings().one())


def counts(owner: Engine, import_id: UUID) -> tuple[object, ...]:
    row = stored(owner, import_id)
    kinds = ("created", "updated", "unchanged", "failed")
    return (row["state"], *(row[f"rows_{kind}"] for kind in kinds))


def points(owner: Engine) -> list[int]:
    with owner.connect() as connection:
        return list(
            connection.scalars(text("SELECT offered FROM arrival_points ORDER BY starts_at"))
        )


def series_id(owner: Engine) -> str:
    with owner.connect() as connection:
        return str(connection.scalar(text("SELECT id FROM arrival_series")))


def test_bringing_the_same_in_again_changes_nothing_twice(bring: Bring, db_owner: Engine) -> None:
    assert counts(db_owner, bring(DAYS)) == ("done", 2, 0, 0, 1)
    again = {"series_id": series_id(db_owner)}
    assert counts(db_owner, bring(DAYS, **again)) == ("done", 0, 0, 2, 1)
    changed = DAYS.replace(",10", ",11").replace("-1", "7")
    assert counts(db_owner, bring(changed, **again)) == ("done", 1, 1, 1, 0)
    assert points(db_owner) == [5, 11, 7]


def test_what_a_later_file_does_not_know_stays(bring: Bring, db_owner: Engine) -> None:
    bring("date,calls,answered\n2026-03-01,5,4\n")
    assert stored(db_owner, bring("date,calls\n2026-03-01,6\n", series_id=series_id(db_owner)))
    with db_owner.connect() as connection:
        row = connection.execute(text("SELECT offered, answered FROM arrival_points")).one()
    assert tuple(row) == (6, 4)


def test_a_file_without_one_good_row_leaves_nothing_behind(bring: Bring, db_owner: Engine) -> None:
    failed = stored(db_owner, bring("date,calls\n2026-03-01,-1\n2026-03-02,x\n"))
    assert (failed["state"], failed["failure"]) == ("failed", "file.no_good_rows")
    assert points(db_owner) == []
    assert series_id(db_owner) == "None"


def test_a_large_file_is_brought_in_by_a_job(
    bring: Bring, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "AT_ONCE_ROWS", 1)
    begun = bring(DAYS)
    assert stored(db_owner, begun)["state"] == "running"
    assert points(db_owner) == []
    run_due()
    assert counts(db_owner, begun) == ("done", 2, 0, 0, 1)
    importing.run(HUALAN.id, begun)  # a job may be delivered twice
    assert points(db_owner) == [5, 10]


def upload(content: bytes) -> UUID:
    begun = importing.upload(
        HUALAN.id, SAM.id, filename="a.csv.gz", content=BytesIO(content), time_zone="Asia/Shanghai"
    )
    return begun.id


def test_packed_files_are_unpacked_and_measured_so(
    as_tenant: AsTenant, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "most_bytes", lambda: 5_000)
    with as_tenant("hualan"):
        upload(gzip.compress(DAYS.encode()))
    for broken in (gzip.compress(b"x" * 5_001), gzip.compress(DAYS.encode())[:-9], b""):
        with as_tenant("hualan"), pytest.raises(Invalid) as refused:
            upload(broken)
        assert refused.value.field == "file"
    with db_owner.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM imports")) == 1


def test_two_histories_cannot_have_one_name(bring: Bring, as_tenant: AsTenant) -> None:
    bring(DAYS)
    with pytest.raises(Invalid) as refused:
        bring(DAYS)
    assert refused.value.field == "name"
