"""Bringing rows in: at once, in batches, again, and after a worker was killed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from muster.jobs import run_due
from muster.tables.cells import clean
from tenants.imports import files, running
from tenants.showcase import signals
from tests.cast import HUALAN
from tests.muster.tables.build import as_csv, as_jsonl, as_xlsx
from tests.tenants.imports.conftest import AsTenant, Upload, counts, products, stored
from tests.tenants.showcase.conftest import heard

Begin = Callable[[UUID], None]
HEADER = ["编号", "名称", "价格", "颜色"]


def sheet(number: int, price: int = 100) -> list[list[str]]:
    return [HEADER, *([f"K{n}", f"Product {n}", str(price), "white"] for n in range(number))]


class Killed(BaseException):
    """The worker's end."""


def test_a_small_file_is_brought_in_at_once(upload: Upload, begin: Begin, db_owner: Engine) -> None:
    begun = upload(as_csv(sheet(3)), publish=True)
    begin(begun)
    assert counts(db_owner, begun) == (3, 0, 0, 0, "done")
    kept = products(db_owner)["Product 1"]
    assert (kept["external_key"], kept["price_minor"]) == ("K1", 10_000)
    assert kept["attributes"] == {"颜色": "white"}
    assert kept["published_at"] is not None


@pytest.mark.parametrize(
    "content",
    [
        as_csv(sheet(3)).encode("gbk"),
        as_csv(sheet(3), ";").encode("utf-8-sig"),
        as_csv(sheet(3), "\t").encode("utf-16"),
        as_xlsx(sheet(3)),
        as_jsonl(dict(zip(HEADER, row, strict=True)) for row in sheet(3)[1:]).encode(),
    ],
    ids=["gbk", "bom", "utf-16", "xlsx", "jsonl"],
)
def test_every_format_gives_the_same_products(
    upload: Upload, begin: Begin, db_owner: Engine, content: bytes
) -> None:
    begin(upload(as_csv(sheet(3))))
    again = upload(content)
    begin(again)
    assert counts(db_owner, again) == (0, 0, 3, 0, "done")


def test_the_same_file_again_updates_what_changed(
    upload: Upload, begin: Begin, db_owner: Engine
) -> None:
    begin(upload(as_csv(sheet(3))))
    changed = sheet(4)
    changed[1][1] = "Renamed"
    second = upload(as_csv(changed))
    begin(second)
    assert counts(db_owner, second) == (1, 1, 2, 0, "done")
    assert products(db_owner)["Renamed"]["external_key"] == "K0"


def test_bad_rows_fail_alone_and_say_why(upload: Upload, begin: Begin, db_owner: Engine) -> None:
    rows = sheet(3)
    rows[2][2] = "cheap"
    rows.append(["K1", "Twice", "1", ""])
    rows.append(["K9", "", "1", ""])
    begun = upload(as_csv(rows))
    begin(begun)
    assert counts(db_owner, begun) == (3, 0, 0, 2, "done")
    with db_owner.connect() as connection:
        failures = connection.execute(
            text('SELECT line, "column", message, "row" FROM import_failures ORDER BY line')
        ).all()
    assert [tuple(failure)[:3] for failure in failures] == [
        (3, "价格", "price.unreadable"),
        (6, "名称", "name.missing"),
    ]
    assert failures[0].row["价格"] == "cheap"


def test_a_key_given_twice_is_told(upload: Upload, begin: Begin, db_owner: Engine) -> None:
    begun = upload(as_csv([*sheet(2), ["K1", "Twice", "1", ""]]))
    begin(begun)
    assert counts(db_owner, begun) == (2, 0, 0, 1, "done")
    assert "Twice" not in products(db_owner)


@pytest.mark.usefixtures("as_tenant")
def test_beginning_twice_is_beginning_once(upload: Upload, begin: Begin, db_owner: Engine) -> None:
    begun = upload(as_csv(sheet(2)))
    begin(begun)
    begin(begun)
    assert counts(db_owner, begun) == (2, 0, 0, 0, "done")


def test_the_public_hears_of_it_once(upload: Upload, begin: Begin) -> None:
    with heard(signals.published) as companies:
        begin(upload(as_csv(sheet(5))))
        begin(upload(as_csv(sheet(5))))
    assert companies == [HUALAN.id]


def test_a_large_file_is_left_to_a_worker(
    upload: Upload, begin: Begin, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    begun = upload(as_csv(sheet(25)))
    begin(begun)
    assert counts(db_owner, begun) == (0, 0, 0, 0, "running")
    run_due()
    assert counts(db_owner, begun) == (25, 0, 0, 0, "done")
    assert stored(db_owner, begun)["rows_total"] == 25
    assert len(products(db_owner)) == 26


@pytest.mark.parametrize("killed_in", [1, 2, 3])
def test_a_killed_worker_s_import_goes_on_where_it_was(
    upload: Upload,
    begin: Begin,
    db_owner: Engine,
    monkeypatch: pytest.MonkeyPatch,
    killed_in: int,
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    rows = sheet(25)
    rows[20][0] = "K1"  # a key of the first batch: still known after the resumption
    begun = upload(as_csv(rows))
    begin(begun)
    batches = 0
    bring_in = running.intake.bring_in

    def dying(*args: object, **kwargs: object) -> object:
        nonlocal batches
        batches += 1
        written = bring_in(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came
        if batches == killed_in:
            raise Killed
        return written

    monkeypatch.setattr(running.intake, "bring_in", dying)
    with pytest.raises(Killed):
        running.run(HUALAN.id, begun)
    assert stored(db_owner, begun)["rows_done"] == 10 * (killed_in - 1)
    running.run(HUALAN.id, begun)
    assert batches == 4
    assert counts(db_owner, begun) == (24, 0, 0, 1, "done")
    assert stored(db_owner, begun)["rows_done"] == 25


def test_a_fault_of_ours_ends_the_import_and_says_so(
    upload: Upload, begin: Begin, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    begun = upload(as_csv(sheet(25)))
    begin(begun)
    bring_in = running.intake.bring_in

    def faulty(*args: object, **kwargs: object) -> object:
        if stored(db_owner, begun)["rows_done"] == 10:
            raise ZeroDivisionError
        return bring_in(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(running.intake, "bring_in", faulty)
    with heard(signals.published) as companies, pytest.raises(ZeroDivisionError):
        running.run(HUALAN.id, begun)
    assert companies == [HUALAN.id]
    assert counts(db_owner, begun) == (10, 0, 0, 0, "failed")
    assert stored(db_owner, begun)["failure"] == "file.fault"
    running.run(HUALAN.id, begun)
    assert counts(db_owner, begun) == (10, 0, 0, 0, "failed")


def test_two_workers_do_not_do_one_batch_twice(
    upload: Upload, begin: Begin, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    begun = upload(as_csv(sheet(25)))
    begin(begun)
    count_rows = running.count_rows

    def while_another_works(table: running.Table) -> int:
        monkeypatch.setattr(running, "count_rows", count_rows)
        running.run(HUALAN.id, begun)
        return count_rows(table)

    monkeypatch.setattr(running, "count_rows", while_another_works)
    running.run(HUALAN.id, begun)
    assert counts(db_owner, begun) == (25, 0, 0, 0, "done")


def test_a_file_that_cannot_be_read_to_its_end_does_nothing(
    upload: Upload, begin: Begin, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    begun = upload(as_csv(sheet(25)) + 'K99,"open,1,\nK100,x,1,\n')
    begin(begun)
    run_due()
    assert counts(db_owner, begun) == (0, 0, 0, 0, "failed")
    assert str(stored(db_owner, begun)["failure"]).startswith("file.quote")
    assert len(products(db_owner)) == 1


@pytest.mark.parametrize("rows", [3, 25])
def test_a_file_that_is_gone_fails_with_a_reason(
    upload: Upload, begin: Begin, db_owner: Engine, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    begun = upload(as_csv(sheet(rows)))
    if rows == 3:
        files.delete(HUALAN.id, begun)
        begin(begun)
    else:
        begin(begun)
        files.delete(HUALAN.id, begun)
        run_due()
    assert stored(db_owner, begun)["failure"] == "file.gone"
    assert counts(db_owner, begun) == (0, 0, 0, 0, "failed")


def test_a_header_without_rows_fails_with_a_reason(
    upload: Upload, begin: Begin, db_owner: Engine
) -> None:
    begun = upload("名称,价格\n")
    begin(begun)
    assert stored(db_owner, begun)["failure"] == "file.no_rows"


def test_only_so_many_failures_are_kept(
    upload: Upload, begin: Begin, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "MOST_FAILURES", 3)
    begun = upload(as_csv([HEADER, *(["", "", "", "x"] for _ in range(9))]))
    begin(begun)
    assert counts(db_owner, begun) == (0, 0, 0, 9, "done")
    with db_owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM import_failures")).scalar() == 3


def test_it_is_written_down_who_brought_in_what(
    upload: Upload, begin: Begin, as_tenant: AsTenant, db_owner: Engine
) -> None:
    begin(upload(as_csv(sheet(2))))
    with db_owner.connect() as connection:
        acts = connection.execute(
            text("SELECT action, detail FROM audit_entries WHERE action LIKE 'import.%'")
        ).all()
    assert [act.action for act in acts] == ["import.begun", "import.done"]
    assert acts[1].detail == {"created": 2, "updated": 0, "unchanged": 0, "failed": 0}


def test_naughty_strings_arrive_unharmed(upload: Upload, begin: Begin, db_owner: Engine) -> None:
    folder = os.environ.get("MUSTER_REFERENCE_DATA")
    if folder is None:
        pytest.skip("MUSTER_REFERENCE_DATA is not set")
    naughty = json.loads(Path(folder, "dirty/blns.json").read_text(encoding="utf-8"))
    rows = [[f"K{n}", f"Product {n}", said, said] for n, said in enumerate(naughty)]
    header = ["key", "name", "description", "attribute"]
    for content in (
        as_csv([header, *rows]),
        as_jsonl(dict(zip(header, r, strict=True)) for r in rows),
    ):
        begun = upload(content)
        begin(begun)
        run_due()
        assert stored(db_owner, begun)["rows_failed"] == 0
        kept = products(db_owner)
        for _, name, said, _ in rows:
            assert kept[name]["description"] == clean(said), said
