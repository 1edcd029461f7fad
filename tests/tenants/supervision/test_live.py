"""The live wall: a company's own seats and contacts, and reading along on record."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text

from muster.conversations import writing
from muster.conversations.models import AuthorKind, Contact, MessageKind
from muster.db import Acting, acting, uuid7
from muster.events.messages import wall
from tests.cast import ANN, HUALAN, RIVAL, SAM
from tests.muster.events.listening import listening

ClientFor = Callable[[str], FlaskClient]


def contact(db_owner: Engine, **other: object) -> object:
    values = {
        "id": uuid7(),
        "tenant_id": HUALAN.id,
        "queue_id": HUALAN.queue_id,
        "origin": "inquiry",
        "language": "zh",
        "opening": "洗衣机怎么退货？",
        "state": "queued",
        "state_since": datetime.now(UTC),
    } | other
    with db_owner.begin() as connection:
        connection.execute(insert(Contact), values)
    return values["id"]


def test_the_wall_says_first_whether_anybody_waits(client_for: ClientFor, db_owner: Engine) -> None:
    sam = client_for("sam")
    assert "Nobody is waiting" in sam.get("/portal/hualan/live").text
    contact(db_owner)
    page = sam.get("/portal/hualan/live/tiles").text
    assert "1 consumer is waiting" in page
    assert "洗衣机怎么退货？" in page


def test_who_waits_for_a_queue_to_open_alarms_nobody(
    client_for: ClientFor, db_owner: Engine
) -> None:
    contact(db_owner, created_at=datetime.now(UTC) - timedelta(minutes=9))
    sam = client_for("sam")

    def tiles() -> tuple[str, str]:
        page = sam.get("/portal/hualan/live/tiles").text
        assert sam.get("/portal/hualan").status_code == 200
        levels = re.findall(r'data-item="(wait|today)" class="([^"]*)"', page)
        assert [name for name, _ in levels] == ["wait", "today"]
        return page, " ".join(level for _, level in levels).strip()

    page, level = tiles()
    assert (level, "data-bad" in page) == ("is-bad is-bad", True)
    closed = {(datetime.now(UTC) + timedelta(days=3)).strftime("%a").lower(): [["09:00", "09:01"]]}
    with db_owner.begin() as connection:
        values = {"hours": json.dumps(closed)}
        connection.execute(text("UPDATE queues SET opening_hours = :hours"), values)
        connection.execute(text("UPDATE contacts SET counts_from = now() + interval '2 days'"))
    page, level = tiles()
    assert (level, "data-bad" in page) == ("", False)
    assert "1 more until it opens" in page
    assert "Nobody is waiting" in page
    assert "nobody is waiting" in sam.get("/portal/hualan").text


def test_another_company_s_contacts_are_not_there(client_for: ClientFor, db_owner: Engine) -> None:
    theirs = contact(
        db_owner, tenant_id=RIVAL.id, queue_id=RIVAL.queue_id, opening="a rival's question"
    )
    sam = client_for("sam")
    assert "a rival's question" not in sam.get("/portal/hualan/live").text
    assert sam.get(f"/portal/hualan/live/contacts/{theirs}").status_code == 404
    assert client_for("rita").get("/portal/hualan/live").status_code == 404


def test_reading_along_shows_everything_and_is_on_record(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours = contact(db_owner, state="active", agent_id=ANN.agent_id, agent_slot=1)
    author = writing.Author(AuthorKind.AGENT, ANN.name, ANN.agent_id)
    with acting(Acting(tenant_ids=(HUALAN.id,))):
        writing.post(ours, uuid7(), author, MessageKind.TEXT, "七天内可以退。")  # type: ignore[arg-type]
        writing.post(ours, uuid7(), author, MessageKind.NOTE, "老客户")  # type: ignore[arg-type]
    page = client_for("sam").get(f"/portal/hualan/live/contacts/{ours}").text
    assert "七天内可以退。" in page
    assert "老客户" in page
    with db_owner.connect() as connection:
        entry = connection.execute(
            text("SELECT subject, tenant_id FROM audit_entries WHERE action = 'contact.listen'")
        ).one()
    assert (entry.subject, entry.tenant_id) == (str(ours), HUALAN.id)


@pytest.mark.parametrize(("who", "wall", "read"), [("vera", 200, 403), ("ke", 403, 403)])
def test_who_may_watch_and_who_may_read(
    client_for: ClientFor, db_owner: Engine, who: str, wall: int, read: int
) -> None:
    ours = contact(db_owner)
    client = client_for(who)
    assert client.get("/portal/hualan/live").status_code == wall
    assert client.get(f"/portal/hualan/live/contacts/{ours}").status_code == read


def test_the_stream_is_closed_to_strangers(client_for: ClientFor) -> None:
    assert client_for("rita").get("/portal/hualan/live/stream?format=json").status_code == 404
    assert client_for("sam").get("/portal/hualan/live/stream?format=json").status_code == 200


def test_a_right_withdrawn_in_mid_listen_ends_the_stream(
    app: Flask, client_for: ClientFor, db_owner: Engine
) -> None:
    ours = contact(db_owner, state="active", agent_id=ANN.agent_id, agent_slot=1)
    sam = client_for("sam")
    assert sam.get(f"/portal/hualan/live/contacts/{ours}").status_code == 200
    with db_owner.connect() as connection:
        query = "SELECT id FROM memberships WHERE person_id = :p"
        member_id = connection.execute(text(query), {"p": SAM.id}).scalar_one()
    acting_for = Acting(tenant_ids=(HUALAN.id,))
    with listening(app, acting_for, wall(HUALAN.id), person_id=SAM.id) as his:
        client_for("olga").post(f"/portal/hualan/team/members/{member_id}/removal")
        his.wait(lambda: his.ended)
    for path in ("stream?format=json", "tiles", f"contacts/{ours}", f"contacts/{ours}/standing"):
        assert sam.get(f"/portal/hualan/live/{path}").status_code == 404


def test_what_is_written_live_stands_in_the_zone_of_what_is_there(client_for: ClientFor) -> None:
    page = client_for("sam").get("/portal/hualan/live").text
    assert 'id="wall" data-zone="Asia/Shanghai"' in page
