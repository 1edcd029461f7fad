"""The pages of a history, from the upload to the result."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.db import uuid7

ClientFor = Callable[[str], FlaskClient]
URL = "/portal/hualan/arrivals/imports"
FILE = "日期;来电量;备注\r\n2026-03-01;5;\r\n2026-03-02;-3;\r\n2026-03-03;7;x\r\n"
SETTINGS = {
    "shape": "intervals",
    "order": "",
    "series_id": "",
    "name": "热线",
    "time_zone": "Asia/Shanghai",
    "interval_minutes": "0",
    "country": "CN",
    "part": "",
}


def send(client: FlaskClient, content: bytes = FILE.encode("utf-8-sig")) -> str:
    data = {"import_id": str(uuid7()), "file": (BytesIO(content), "表.csv")}
    response = client.post(URL, data=data)
    assert response.status_code == 303, response.text
    return str(response.location.removesuffix("/mapping"))


def targets(*chosen: str) -> dict[str, str]:
    return {f"targets-{number}": target for number, target in enumerate(chosen)}


def test_the_whole_way(client_for: ClientFor, db_owner: Engine) -> None:
    client = client_for("sam")
    assert "Bring in a history" in client.get(URL).text
    begun = send(client)
    mapping = client.get(f"{begun}/mapping").text
    assert '<option selected value="start">' in mapping
    assert '<option selected value="offered">' in mapping

    refused = client.post(
        f"{begun}/mapping", data={**SETTINGS, **targets("start", "ignore", "offered"), "name": ""}
    )
    assert refused.status_code == 422
    wrong = client.post(f"{begun}/mapping", data={**SETTINGS, **targets("start", "talk", "ignore")})
    assert "does not fit what a row is" in wrong.text

    sent = {**SETTINGS, **targets("start", "offered", "ignore")}
    assert client.post(f"{begun}/mapping", data=sent).location == begun
    preview = client.get(begun).text
    assert "Of the first 3 rows, 1 cannot be brought in." in preview
    assert "A number of contacts cannot be negative." in preview

    client.post(f"{begun}/run")
    result = client.get(begun).text
    assert "Done, but 1 row was left out." in result
    assert "Mar 2, 2026" in result
    download = client.get(f"{begun}/failures.csv").text.replace('"', "")
    assert "3,来电量,A number of contacts cannot be negative." in download
    with db_owner.connect() as connection:
        row = connection.execute(text("SELECT name, holidays FROM arrival_series")).one()
    assert tuple(row) == ("热线", "CN")
    assert "热线" in client.get("/portal/hualan/arrivals").text


def test_more_faults_than_a_page_shows_are_in_the_file(client_for: ClientFor) -> None:
    client = client_for("sam")
    rows = "".join(f"2026-03-01 {hour:02}:00,-{hour + 1}\n" for hour in range(22))
    begun = send(client, f"start,calls\n{rows}2026-03-02 00:00,5\n".encode())
    client.post(f"{begun}/mapping", data={**SETTINGS, **targets("start", "offered")})
    client.post(f"{begun}/run")
    assert "These are the first 20. All of them are in the file" in client.get(begun).text


def test_a_file_that_has_to_be_asked_about(client_for: ClientFor) -> None:
    client = client_for("sam")
    begun = send(client, b"date,calls\n01/02/2026,5\n02/02/2026,6\n")
    sent = {**SETTINGS, **targets("start", "offered")}
    client.post(f"{begun}/mapping", data=sent)
    assert "The dates can be read in two ways" in client.get(begun).text
    client.post(f"{begun}/mapping", data={**sent, "order": "dmy"})
    assert "The first 2 rows look fine." in client.get(begun).text
    client.post(f"{begun}/deletion")
    assert client.get(begun).status_code == 404


def test_who_may_look_may_not_bring_in(client_for: ClientFor) -> None:
    assert client_for("vera").get(URL).status_code == 200
    data = {"import_id": str(uuid7()), "file": (BytesIO(FILE.encode()), "a.csv")}
    assert client_for("vera").post(URL, data=data).status_code == 403
    assert client_for("ke").get("/portal/hualan/arrivals").status_code == 403
    assert client_for("rita").get("/portal/hualan/arrivals").status_code == 404


def test_a_product_import_is_no_history(client_for: ClientFor) -> None:
    begun = send(client_for("sam"))
    other = begun.replace("/arrivals/imports/", "/showcase/imports/")
    assert client_for("olga").get(other).status_code == 404
    assert "表.csv" not in client_for("olga").get("/portal/hualan/showcase/imports").text
