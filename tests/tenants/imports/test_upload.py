"""Uploading a file: kept and understood, or refused with nothing left behind."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, NotFound
from tenants.imports import actions, files
from tenants.imports.models import Import
from tests.cast import HUALAN, KE, RITA, RIVAL
from tests.muster.tables.build import as_csv, as_xlsx
from tests.tenants.imports.conftest import AsTenant, Upload

CSV = as_csv([["编号", "名称", "价格"], ["K1", "空调", "2599"]])


def upload(content: bytes, **more: object) -> Import:
    return actions.upload(
        HUALAN.id,
        KE.id,
        filename=str(more.pop("filename", "list.csv")),
        content=BytesIO(content),
        currency="CNY",
        **more,  # type: ignore[arg-type]  # the id of a form
    )


def kept_files() -> list[Path]:
    return [path for path in files.path(HUALAN.id, KE.id).parent.glob("*") if path.is_file()]


def test_a_file_is_kept_and_its_columns_guessed(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        begun = upload(CSV.encode("gbk"))
        assert (begun.format, begun.encoding, begun.state) == ("csv", "gb18030", "uploaded")
        assert begun.columns == ["编号", "名称", "价格"]
        assert begun.mapping["columns"] == {"编号": "key", "名称": "name", "价格": "price"}
        assert files.path(HUALAN.id, begun.id).read_bytes() == CSV.encode("gbk")


def test_sent_twice_it_is_one_upload(as_tenant: AsTenant) -> None:
    made = uuid7()
    for _ in range(2):
        with as_tenant("hualan"):
            upload(CSV.encode(), import_id=made)
    with as_tenant("hualan"):
        assert session.scalar(select(func.count()).select_from(Import)) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7", "This is not a table."),
        (as_csv([[f"c{n}" for n in range(1000)], ["1"] * 1000]).encode(), "1000 columns"),
        ("名称,价格\n空调,1\n".encode()[:-8] + b"\xff\xff\n", "characters that cannot be read"),
        (as_xlsx([]), "This file is empty."),
        (b",,,\n1,2,3,4\n"[0:4] + b"\n", "This file is empty."),
    ],
)
def test_a_bad_file_is_refused_and_nothing_is_kept(
    as_tenant: AsTenant, content: bytes, said: str
) -> None:
    before = kept_files()
    with as_tenant("hualan"):
        with pytest.raises(Invalid) as refused:
            upload(content)
        assert refused.value.field == "file"
        assert said in str(refused.value.message)
        assert session.scalar(select(func.count()).select_from(Import)) == 0
    assert kept_files() == before


def test_a_file_beyond_the_limit_is_refused_while_it_comes(
    as_tenant: AsTenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "most_bytes", lambda: 1 << 20)
    before = kept_files()
    with as_tenant("hualan"), pytest.raises(Invalid, match="Invalid") as refused:
        upload(b"a,b\n" * (1 << 19))
    assert "larger than 1 MB" in str(refused.value.message)
    assert kept_files() == before


def test_another_encoding_is_tried(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        begun = upload("品名,價格\n冷氣機,5\n".encode("big5"), encoding="cp1252")
        assert begun.columns != ["品名", "價格"]
        actions.reread(begun.id, "big5")
        assert begun.columns == ["品名", "價格"]
        with pytest.raises(Invalid) as refused:
            actions.reread(begun.id, "utf-8")
        assert refused.value.field == "encoding"


@pytest.mark.parametrize(
    ("filename", "shown"),
    [
        ("C:\\temp\\list.csv", "list.csv"),
        ("../../etc/passwd", "passwd"),
        ("a\u202egpj.exe\x00", "agpj.exe"),
        ("", "file"),
    ],
)
def test_names_of_files_are_only_shown(filename: str, shown: str) -> None:
    assert actions.display_name(filename) == shown


def test_what_was_not_begun_can_be_discarded(as_tenant: AsTenant, upload: Upload) -> None:
    begun = upload(CSV)
    with as_tenant("hualan"):
        actions.discard(begun)
        assert not files.path(HUALAN.id, begun).exists()
        with pytest.raises(NotFound):
            actions.find_import(begun)


def test_what_was_begun_cannot(as_tenant: AsTenant, upload: Upload) -> None:
    begun = upload(CSV)
    with as_tenant("hualan"):
        actions.begin(begun)
        for act in (actions.discard, lambda id_: actions.reread(id_, "utf-8")):
            with pytest.raises(Conflict):
                act(begun)


def test_the_rival_finds_nothing(as_tenant: AsTenant, upload: Upload) -> None:
    begun = upload(CSV)
    with as_tenant("rival"), pytest.raises(NotFound):
        actions.find_import(begun)
    with pytest.raises(Conflict), as_tenant("rival"):
        actions.upload(
            RIVAL.id,
            RITA.id,
            filename="a.csv",
            content=BytesIO(CSV.encode()),
            currency="CNY",
            import_id=begun,
        )


def test_files_are_deleted_after_thirty_days(
    app: Flask, as_tenant: AsTenant, upload: Upload
) -> None:
    path = files.path(HUALAN.id, upload(CSV))
    written = path.stat().st_mtime
    files.sweep(now=written + files.KEPT_SECONDS - 1)
    assert path.exists()
    files.sweep(now=written + files.KEPT_SECONDS + 1)
    assert not path.exists()
