"""Whatever people type into these rooms is kept as it is and shown as text."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.web.forms import one_line
from tests.cast import HUALAN, OLGA

ClientFor = Callable[[str], FlaskClient]
SAMPLE = 7  # all of them where a text is kept for the first time, a part where it is the same code
SETTINGS = {"color": "#0b7285", "phone": "", "locale": "zh", "currency": "CNY",
            "time_zone": "Asia/Shanghai"}  # fmt: skip


@pytest.fixture(scope="module")
def strings() -> list[str]:
    folder = os.environ.get("MUSTER_REFERENCE_DATA")
    if not folder:
        pytest.skip("MUSTER_REFERENCE_DATA is not set")
    found: list[str] = json.loads((Path(folder) / "dirty" / "blns.json").read_text())
    return found


Stored = Callable[[str], str]


@pytest.fixture
def stored(db_owner: Engine) -> Iterator[Stored]:
    """Gives the one value that a query finds."""
    ids = {"h": HUALAN.id, "o": OLGA.id}
    with db_owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield lambda query: str(connection.execute(text(query), ids).scalar_one())


def shown(page: str, value: str) -> bool:
    """Whether the page shows the value as text, in a field or between tags."""
    return str(escape(value)).replace("&#x27;", "&#39;").replace("&quot;", "&#34;") in page


def put_in(client: FlaskClient, path: str, field: str, typed: str, more: dict[str, str]) -> bool:
    """Whether it was taken; what is blank or too long is refused and nothing worse happens."""
    status = client.post(path, data=more | {field: typed}).status_code
    assert status in (303, 422), (status, typed)
    refused = not one_line(typed) or len(typed) > 120
    assert refused or status == 303, typed
    return status == 303


def test_as_a_persons_name(client_for: ClientFor, stored: Stored, strings: list[str]) -> None:
    olga = client_for("olga")
    for typed in strings:
        if put_in(olga, "/account/profile", "name", typed, {"locale": "en"}):
            kept = stored("SELECT name FROM people WHERE id = :o")
            assert kept == one_line(typed)
            assert shown(olga.get("/account").text, kept), typed


def test_as_a_companys_name(client_for: ClientFor, stored: Stored, strings: list[str]) -> None:
    olga = client_for("olga")
    for typed in strings[::SAMPLE]:
        if put_in(olga, "/portal/hualan/settings", "name", typed, SETTINGS):
            kept = stored("SELECT name FROM tenants WHERE id = :h")
            assert kept == one_line(typed)
            assert shown(olga.get("/portal/hualan").text, kept), typed


def test_as_a_canned_reply(client_for: ClientFor, stored: Stored, strings: list[str]) -> None:
    olga = client_for("olga")
    path = "/portal/hualan/queue/replies"
    olga.post(path, data={"shortcut": "naughty", "title": "-", "body": "-"})
    query = "SELECT {} FROM canned_replies WHERE tenant_id = :h AND shortcut = 'naughty'"
    path = f"{path}/{stored(query.format('id'))}"
    for typed in strings:
        if put_in(olga, path, "title", typed, {"shortcut": "naughty", "body": typed}):
            assert stored(query.format("title")) == one_line(typed)
            body = stored(query.format("body"))
            assert body == typed.replace("\r\n", "\n").strip()
            assert shown(olga.get("/portal/hualan/queue").text, body), typed


def test_as_a_disposition(client_for: ClientFor, stored: Stored, strings: list[str]) -> None:
    olga = client_for("olga")
    path = f"/portal/hualan/queue/dispositions/{HUALAN.disposition_id}"
    query = "SELECT name FROM dispositions WHERE tenant_id = :h"
    for typed in (each for each in strings[::SAMPLE] if len(each) <= 80):
        if put_in(olga, path, "name", typed, {}):
            assert stored(query) == one_line(typed)


@pytest.mark.parametrize(
    "path", ["/portal/hualan/team/invitations", "/sign-in", "/password-resets"]
)
def test_as_an_address_they_are_refused_or_unknown(
    client_for: ClientFor, anyone: FlaskClient, strings: list[str], path: str
) -> None:
    client = client_for("olga") if "team" in path else anyone
    for typed in strings[::SAMPLE]:
        form = {"email": typed, "role": "viewer", "password": typed}
        assert client.post(path, data=form).status_code in (200, 303, 422, 429), typed


def test_in_an_address_bar(client_for: ClientFor, strings: list[str]) -> None:
    oscar = client_for("oscar")
    for typed in strings[::SAMPLE]:
        for path in ("/ops/clients", "/ops/staff"):
            page = oscar.get(path, query_string={"q": typed, "after": typed})
            assert page.status_code == 200, typed
