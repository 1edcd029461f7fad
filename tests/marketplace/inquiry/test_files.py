"""Files from and to a consumer: by the link of the inquiry, and of no other."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from muster.db import uuid7
from tests.marketplace.inquiry.conftest import Raised
from tests.muster.media.papers import PDF
from tests.muster.media.photographs import picture
from tests.muster.routing import build

Raise = Callable[..., Raised]
SignIn = Callable[[str], FlaskClient]


def send(app: Flask, asked: Raised, content: bytes, message_id: UUID | None = None) -> TestResponse:
    form = {"id": str(message_id or uuid7()), "file": (BytesIO(content), "说明 <i>.pdf")}
    address = asked.url(f"/contacts/{asked.contact}/files")
    return app.test_client().post(address, data=form, headers={"Accept": "application/json"})


def test_a_consumers_document_is_kept_once_and_for_both_sides(
    app: Flask, db_owner: Engine, raised: Raise, client_for: SignIn
) -> None:
    asked, other, message_id = raised("洗衣机不转了"), raised("冰箱太吵"), uuid7()
    first, again = (send(app, asked, PDF, message_id) for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json()
    payload = first.get_json()["payload"]
    assert payload["name"] == "说明 i.pdf"
    assert len(build.rows(db_owner, "SELECT 1 FROM attachments")) == 1
    browser, path = app.test_client(), f"/files/{payload['file_id']}"
    saved = browser.get(asked.url(path))
    assert (saved.status_code, saved.data) == (200, PDF)
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    assert browser.get(other.url(path)).status_code == 404
    assert browser.get(path).status_code == 302  # to sign in
    assert client_for("ann").get(path).status_code == 200
    assert "说明 i.pdf" in browser.get(asked.url()).text


def test_a_picture_stays_a_picture(app: Flask, raised: Raise) -> None:
    sent = send(app, raised("洗衣机不转了"), picture())
    assert sent.status_code == 201
    assert "picture_id" in sent.get_json()["payload"]


def test_a_program_is_refused(app: Flask, db_owner: Engine, raised: Raise) -> None:
    refused = send(app, raised("洗衣机不转了"), b"MZ\x90\x00")
    assert refused.status_code == 422
    assert build.rows(db_owner, "SELECT 1 FROM attachments") == []
