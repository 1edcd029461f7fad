"""Files in a conversation: the agent's own contact, judged by their bytes, kept once."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.test import TestResponse

from muster.db import uuid7
from tests.cast import ANN, BEN, HUALAN, RIVAL, Company
from tests.muster.desk.build import in_hand, told
from tests.muster.media.papers import PDF, word
from tests.muster.media.photographs import picture
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


def upload(
    client: FlaskClient,
    contact_id: UUID,
    content: bytes,
    *,
    message_id: UUID | None = None,
    company: Company = HUALAN,
    name: str = "../机器.jpg",
) -> TestResponse:
    form = {
        "id": str(message_id or uuid7()),
        "tenant_id": str(company.id),
        "file": (BytesIO(content), name),
    }
    headers = {"Accept": "application/json"}
    return client.post(f"/desk/contacts/{contact_id}/files", data=form, headers=headers)


def kept(db_owner: Engine) -> int:
    rows = "SELECT id FROM pictures UNION ALL SELECT id FROM attachments"
    return len(build.rows(db_owner, rows))


def test_a_picture_is_a_message(db_owner: Engine, client_for: SignIn) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    sent = upload(ann, contact_id, picture())
    assert sent.status_code == 201
    payload = sent.get_json()["payload"]
    assert (payload["name"], payload["width"], payload["height"]) == ("机器", 640, 480)
    message = build.rows(db_owner, "SELECT * FROM messages")[0]
    assert (message.kind, message.payload) == ("picture", payload)
    shown = f"/pictures/{payload['picture_id']}/full"
    assert ann.get(shown).status_code == 200
    assert client_for("cai").get(shown).status_code == 404


def test_a_drawing_with_scripts_is_refused(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    refused = upload(client_for("ann"), contact_id, b"<svg onload=alert(1)>")
    assert refused.status_code == 422
    assert told(refused)["field"] == "file"
    assert kept(db_owner) == 0
    assert build.rows(db_owner, "SELECT 1 FROM messages") == []


def test_nothing_is_kept_for_the_wrong_company_or_agent(
    db_owner: Engine, client_for: SignIn
) -> None:
    build.assign(db_owner, ANN, RIVAL)
    ours, bens = in_hand(db_owner), in_hand(db_owner, BEN)
    ann = client_for("ann")
    assert upload(ann, ours, picture(), company=RIVAL).status_code == 409
    assert upload(ann, bens, picture()).status_code == 409
    assert kept(db_owner) == 0


def test_a_file_must_be_chosen(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = in_hand(db_owner)
    form = {"id": str(uuid7()), "tenant_id": str(HUALAN.id)}
    refused = client_for("ann").post(
        f"/desk/contacts/{contact_id}/files", data=form, headers={"Accept": "application/json"}
    )
    assert refused.status_code == 422
    assert told(refused)["message"] == "Choose a file first."


def test_a_document_is_a_message_to_be_saved(db_owner: Engine, client_for: SignIn) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    name = "\u202e<b>报价\u2066.exe"
    sent = upload(ann, contact_id, PDF, name=name)
    assert sent.status_code == 201
    payload = sent.get_json()["payload"]
    assert (payload["name"], payload["size_bytes"]) == ("b报价.pdf", len(PDF))
    message = build.rows(db_owner, "SELECT * FROM messages")[0]
    assert (message.kind, message.body, message.payload) == ("file", "b报价.pdf", payload)
    saved = ann.get(f"/files/{payload['file_id']}")
    assert (saved.status_code, saved.data) == (200, PDF)
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in saved.headers["Content-Security-Policy"]
    assert saved.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("who", "status"),
    [("ben", 200), ("cai", 404), ("sam", 404), ("rita", 404)],
)
def test_a_file_is_for_the_contacts_parties(
    db_owner: Engine, client_for: SignIn, who: str, status: int
) -> None:
    contact_id = in_hand(db_owner)
    payload = upload(client_for("ann"), contact_id, PDF, name="a.pdf").get_json()["payload"]
    path = f"/files/{payload['file_id']}"
    assert client_for(who).get(path).status_code == status


@pytest.mark.parametrize(
    ("who", "slug", "status"),
    [
        ("sam", "hualan", 200),
        ("olga", "hualan", 200),
        ("vera", "hualan", 403),
        ("rita", "hualan", 404),
        ("rita", "rival", 404),
    ],
)
def test_members_who_may_read_along_may_have_it(
    db_owner: Engine, client_for: SignIn, who: str, slug: str, status: int
) -> None:
    contact_id = in_hand(db_owner)
    payload = upload(client_for("ann"), contact_id, PDF, name="a.pdf").get_json()["payload"]
    path = f"/portal/{slug}/files/{payload['file_id']}"
    assert client_for(who).get(path).status_code == status


def test_a_retry_keeps_nothing_twice(db_owner: Engine, client_for: SignIn) -> None:
    contact_id, ann = in_hand(db_owner), client_for("ann")
    for content in (PDF, picture()):
        message_id = uuid7()
        first = upload(ann, contact_id, content, message_id=message_id)
        again = upload(ann, contact_id, content, message_id=message_id)
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.get_json() == again.get_json()
    assert kept(db_owner) == 2
    assert len(build.rows(db_owner, "SELECT 1 FROM messages")) == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\x00", "cannot be sent"),
        (word("word/vbaProject.bin"), "macros"),
        (b"", "empty"),
    ],
)
def test_what_is_refused_says_why(
    db_owner: Engine, client_for: SignIn, content: bytes, words: str
) -> None:
    refused = upload(client_for("ann"), in_hand(db_owner), content, name="a.pdf")
    assert refused.status_code == 422
    assert words in told(refused)["message"]
    assert kept(db_owner) == 0
    assert build.rows(db_owner, "SELECT 1 FROM messages") == []
