"""`muster import companies`, from the file to the search."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from marketplace.directory import running
from marketplace.directory.command import companies
from marketplace.matching.queries import search
from muster.db import Acting, unit_of_work
from tests.marketplace.directory.build import HOTEL, NOODLES, ROWS, directory, mapping

Import = Callable[..., Result]


@pytest.fixture
def bring(app: Flask, tmp_path: Path) -> Import:
    """Runs the command on these rows."""

    def run(*rows: Any) -> Result:
        arguments = [str(directory(tmp_path, rows or ROWS)), "--mapping", str(mapping(tmp_path))]
        failures = ["--failures", str(tmp_path / "failures.csv")]
        return CliRunner().invoke(companies, [*arguments, *failures])

    return run


def counted(result: Result) -> list[str]:
    """Created, updated, unchanged, failed."""
    assert result.exit_code == 0, result.output
    return [line.split()[1] for line in result.stdout.splitlines()[:4]]


def rows(owner: Engine, sql: str) -> list[dict[str, Any]]:
    with owner.connect() as connection:
        return [dict(row) for row in connection.execute(text(sql)).mappings()]


def test_each_row_becomes_a_company_with_everything(bring: Import, db_owner: Engine) -> None:
    result = bring()
    assert counted(result) == ["2", "0", "0", "0"]
    assert "MiB at its peak" in result.stdout
    tenants = rows(db_owner, "SELECT * FROM tenants WHERE origin = 'import' ORDER BY name")
    assert [row["name"] for row in tenants] == ["望江楼大酒店", "长堤老面馆"]
    assert tenants[0]["external_key"] == "river:酒店:望江楼大酒店"
    queues = rows(
        db_owner,
        "SELECT * FROM queues q JOIN tenants t ON t.id = tenant_id"
        " WHERE origin = 'import' AND is_default",
    )
    assert len(queues) == 2
    (showcase,) = rows(db_owner, "SELECT * FROM showcases WHERE name = '长堤老面馆'")
    assert showcase["published_at"] is not None
    assert showcase["opening_hours"]["sun"] == [["06:00", "14:00"]]
    dishes = rows(
        db_owner,
        "SELECT p.name FROM products p JOIN tenants t ON t.id = tenant_id"
        " WHERE t.name = '长堤老面馆' ORDER BY position",
    )
    assert [dish["name"] for dish in dishes] == ["热干面", "豆皮"]


def test_the_public_sees_and_finds_them(
    bring: Import, anyone: FlaskClient, db_owner: Engine
) -> None:
    bring()
    (noodles,) = rows(db_owner, "SELECT tenant_id, slug FROM showcases WHERE name = '长堤老面馆'")
    assert "热干面" in anyone.get(f"/c/{noodles['slug']}").text
    with unit_of_work(Acting(market=True)):
        assert search("哪里吃热干面")[0].tenant_id == noodles["tenant_id"]


def test_a_second_time_changes_nothing(bring: Import, db_owner: Engine) -> None:
    bring()
    changed_at = "SELECT max(updated_at) AS at FROM showcases"
    before = rows(db_owner, changed_at)
    assert counted(bring()) == ["0", "0", "2", "0"]
    assert rows(db_owner, changed_at) == before


def test_what_changed_is_updated_and_the_rest_is_left(bring: Import, db_owner: Engine) -> None:
    bring()
    changed = {**NOODLES, "招牌菜": ["热干面", "面窝"], "地址": "江城市汉口区长堤街 22 号"}
    assert counted(bring(HOTEL, changed)) == ["0", "1", "1", "0"]
    dishes = rows(
        db_owner,
        "SELECT name, published_at IS NULL AS gone FROM products"
        " WHERE external_key LIKE '%招牌菜%' ORDER BY name",
    )
    assert [(dish["name"], dish["gone"]) for dish in dishes] == [
        ("热干面", False),
        ("豆皮", True),
        ("面窝", False),
    ]
    with unit_of_work(Acting(market=True)):
        assert search("想吃面窝")
        assert not search("想吃豆皮")


def test_a_dish_that_comes_back_is_shown_again(bring: Import, db_owner: Engine) -> None:
    bring()
    bring(HOTEL, {**NOODLES, "招牌菜": ["热干面"]})
    assert counted(bring()) == ["0", "1", "1", "0"]
    assert (
        rows(db_owner, "SELECT 1 FROM products WHERE name = '豆皮' AND published_at IS NULL") == []
    )


def test_what_people_typed_in_by_hand_stays(bring: Import, db_owner: Engine) -> None:
    bring()
    with db_owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO products (id, tenant_id, slug, name, description, attributes, tags,"
                " position, updated_at, published_at) SELECT gen_random_uuid(), id, 'own', 'own',"
                " '', '{}', '{}', 9, now(), now() FROM tenants WHERE name = '长堤老面馆'"
            )
        )
    assert counted(bring()) == ["0", "0", "2", "0"]
    assert rows(db_owner, "SELECT 1 FROM products WHERE slug = 'own' AND published_at IS NOT NULL")


def test_bad_rows_are_written_down_and_the_others_come_in(bring: Import, tmp_path: Path) -> None:
    result = bring(HOTEL, {**HOTEL, "名称": "", "备注": "=1+1"}, '{"broken', HOTEL, NOODLES)
    assert counted(result) == ["2", "0", "0", "3"]
    told = (tmp_path / "failures.csv").read_text(encoding="utf-8-sig").splitlines()
    assert told[0] == "line,problem,row"
    assert [line.split(",")[0] for line in told[1:]] == ["2", "3", "4"]
    assert "Line 1 already gives this company." in told[3]
    assert "failures.csv" in result.stdout


def test_no_file_of_failures_without_failures(bring: Import, tmp_path: Path) -> None:
    bring()
    assert not (tmp_path / "failures.csv").exists()


def test_batches_do_not_matter(
    bring: Import, db_owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 1)
    assert counted(bring()) == ["2", "0", "0", "0"]
    assert counted(bring()) == ["0", "0", "2", "0"]


def test_it_goes_on_after_an_end_in_the_middle(
    bring: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 1)
    write, written = running.write, []

    def dying(*args: Any) -> dict[str, str]:
        if written:
            raise KeyboardInterrupt
        written.append(args)
        return write(*args)

    monkeypatch.setattr(running, "write", dying)
    assert bring().exit_code != 0
    monkeypatch.setattr(running, "write", write)
    assert counted(bring()) == ["1", "0", "1", "0"]


def test_the_import_is_audited(bring: Import, db_owner: Engine) -> None:
    bring()
    (entry,) = rows(db_owner, "SELECT * FROM audit_entries WHERE action = 'directory.imported'")
    assert entry["person_name"] == "muster import"
    assert entry["detail"]["created"] == 2


@pytest.mark.parametrize(
    ("rows_", "said"), [(["%PDF"], "This is not a table."), ([""], "This file is empty.")]
)
def test_a_file_that_is_no_table_is_refused(bring: Import, rows_: list[str], said: str) -> None:
    result = bring(*rows_)
    assert result.exit_code == 1
    assert said in result.output


def test_a_wrong_mapping_is_refused(app: Flask, tmp_path: Path) -> None:
    wrong = mapping(tmp_path, "nonsense")
    result = CliRunner().invoke(companies, [str(directory(tmp_path)), "--mapping", str(wrong)])
    assert result.exit_code == 1
    assert "is not valid" in result.output


def test_a_file_that_the_mapping_is_not_about_is_refused(
    app: Flask, tmp_path: Path, db_owner: Engine
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("name,town\nA,B\n")
    arguments = [str(other), "--mapping", str(mapping(tmp_path))]
    result = CliRunner().invoke(companies, arguments)
    assert result.exit_code == 1
    assert "the file has no field 名称, 类别; it has: name, town" in result.output
    assert rows(db_owner, "SELECT 1 FROM tenants WHERE origin = 'import'") == []
