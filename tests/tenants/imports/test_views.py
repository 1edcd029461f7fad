"""The pages of an import, from the upload to the result."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.db import uuid7
from muster.jobs import run_due
from tenants.imports import running
from tests.muster.tables.build import as_csv
from tests.tenants.imports.conftest import products

ClientFor = Callable[[str], FlaskClient]
URL = "/portal/hualan/showcase/imports"
ROWS = [
    ["编号", "名称", "价格", "颜色"],
    ["K1", "空调", "2,599", "白"],
    ["K2", "冰箱", "cheap", ""],
]


def send(client: FlaskClient, content: bytes, name: str = "表.csv") -> str:
    response = client.post(URL, data={"import_id": str(uuid7()), "file": (BytesIO(content), name)})
    assert response.status_code == 303, response.text
    assert response.location.endswith("/mapping")
    return response.location.removesuffix("/mapping")


def targets(*chosen: str) -> dict[str, str]:
    return {f"targets-{number}": target for number, target in enumerate(chosen)}


MAPPED = {**targets("key", "name", "price", "attribute"), "currency": "CNY"}


def test_the_whole_way(client_for: ClientFor, db_owner: Engine) -> None:
    client = client_for("ke")
    begun = send(client, as_csv(ROWS).encode("gbk"))
    mapping = client.get(f"{begun}/mapping").text
    assert '<option selected value="price">' in mapping
    assert "空调 · 冰箱" in mapping
    assert client.get(begun).location.endswith("/mapping")

    assert client.post(f"{begun}/mapping", data={**MAPPED, "publish": "y"}).location == begun
    preview = client.get(begun).text
    assert "Of the first 2 rows, 1 cannot be brought in." in preview
    assert "This is not a price." in preview
    assert "¥2,599.00" in preview
    assert "空调" not in products(db_owner)

    client.post(f"{begun}/run")
    result = client.get(begun).text
    assert "Done, but 1 row could not be brought in." in result
    assert products(db_owner)["空调"]["published_at"] is not None
    assert "表.csv" in client.get(URL).text

    download = client.get(f"{begun}/failures.csv")
    assert download.mimetype == "text/csv"
    assert "3,价格,This is not a price." in download.text.replace('"', "")
    with db_owner.connect() as connection:
        exports = connection.execute(
            text("SELECT subject FROM audit_entries WHERE action = 'import.failures_exported'")
        ).scalars()
        assert list(exports) == ["表.csv"]


def test_the_second_time_the_preview_says_update(client_for: ClientFor) -> None:
    client = client_for("ke")
    for expected in (">new<", ">update<"):
        begun = send(client, as_csv(ROWS[:2]).encode())
        client.post(f"{begun}/mapping", data=MAPPED)
        assert expected in client.get(begun).text
        client.post(f"{begun}/run")


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        (("key", "attribute", "price", "ignore"), "Say which column holds the name"),
        (("name", "name", "price", "ignore"), "Two columns cannot both be “Name”."),
    ],
)
def test_an_impossible_choice_of_columns_is_told(
    client_for: ClientFor, chosen: tuple[str, ...], said: str
) -> None:
    client = client_for("ke")
    begun = send(client, as_csv(ROWS).encode())
    response = client.post(f"{begun}/mapping", data={**targets(*chosen), "currency": "CNY"})
    assert response.status_code == 422
    assert said in response.text


def test_too_few_columns_change_nothing(client_for: ClientFor) -> None:
    client = client_for("ke")
    begun = send(client, as_csv(ROWS).encode())
    response = client.post(f"{begun}/mapping", data={**targets("name"), "currency": "CNY"})
    assert response.status_code == 422


@pytest.mark.parametrize(
    ("data", "said"),
    [({}, "Choose a file first."), ({"file": (BytesIO(b""), "a.csv")}, "This file is empty.")],
)
def test_a_bad_upload_is_told_beside_the_field(
    client_for: ClientFor, data: dict[str, object], said: str
) -> None:
    response = client_for("ke").post(URL, data=data)
    assert response.status_code == 422
    assert said in response.text


def test_progress_can_be_left_and_come_back_to(
    client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "BATCH", 10)
    client = client_for("ke")
    rows = [ROWS[0], *([f"K{n}", f"Product {n}", "1", ""] for n in range(25))]
    begun = send(client, as_csv(rows).encode())
    client.post(f"{begun}/mapping", data=MAPPED)
    client.post(f"{begun}/run")
    assert "You can leave this page" in client_for("vera").get(begun).text
    waiting = client.get(f"{begun}/progress")
    assert 'hx-trigger="every 2s"' in waiting.text
    assert "HX-Refresh" not in waiting.headers
    run_due()
    assert client.get(f"{begun}/progress").headers["HX-Refresh"] == "true"
    assert "all 25 rows were read without a fault" in client.get(begun).text
    assert client.get(f"{begun}/mapping").location == begun


def test_a_failed_import_says_why(client_for: ClientFor) -> None:
    client = client_for("ke")
    begun = send(client, "名称,价格\n".encode())
    client.post(f"{begun}/mapping", data={**targets("name", "price"), "currency": "CNY"})
    assert "Below the header there are no rows." in client.get(begun).text
    client.post(f"{begun}/run")
    page = client.get(begun).text
    assert "Nothing was brought in." in page
    assert "no rows below it" in page


def test_another_encoding_can_be_chosen(client_for: ClientFor) -> None:
    client = client_for("ke")
    begun = send(client, "品名,價格\n冷氣機,5\n".encode("big5"))
    client.post(f"{begun}/encoding", data={"encoding": "big5"})
    assert "冷氣機" in client.get(f"{begun}/mapping").text
    told = client.post(f"{begun}/encoding", data={"encoding": "utf-8"}, follow_redirects=True)
    assert "characters that cannot be read" in told.text


def test_a_file_that_was_not_begun_can_be_deleted(client_for: ClientFor) -> None:
    client = client_for("ke")
    begun = send(client, as_csv(ROWS).encode())
    assert client.post(f"{begun}/deletion").location == URL
    assert client.get(begun).status_code == 404


def test_strangers_and_viewers_stay_out(client_for: ClientFor) -> None:
    begun = send(client_for("ke"), as_csv(ROWS).encode())
    for path in ("/mapping", "/encoding", "/run", "/deletion"):
        assert client_for("vera").post(f"{begun}{path}").status_code == 403
        assert client_for("rita").post(f"{begun}{path}").status_code == 404
        rivals = begun.replace("hualan", "rival")
        assert client_for("rita").post(f"{rivals}{path}").status_code == 404
    for path in ("", "/progress", "/failures.csv"):
        assert (
            client_for("rita").get(f"{begun.replace('hualan', 'rival')}{path}").status_code == 404
        )


def test_the_pages_speak_chinese(client_for: ClientFor) -> None:
    client = client_for("ke")
    client.set_cookie("locale", "zh")
    begun = send(client, as_csv(ROWS).encode())
    client.post(f"{begun}/mapping", data=MAPPED)
    assert "这不是价格。" in client.get(begun).text
    client.post(f"{begun}/run")
    assert "行号,列,问题" in client.get(f"{begun}/failures.csv").text
