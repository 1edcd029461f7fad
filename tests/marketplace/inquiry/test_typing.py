"""What the consumer types is seen only where the company allows it and the page says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from marketplace.inquiry.typing_views import SIGNS_A_MINUTE
from muster.db import Acting
from muster.events.messages import agent, desk, wall
from tests.cast import ANN, HUALAN
from tests.marketplace.inquiry.conftest import Raised
from tests.muster.events.listening import listening
from tests.muster.routing import build

Raise = Callable[..., Raised]
SignIn = Callable[[str], FlaskClient]
SETTING = "/portal/hualan/queue/previews"
SAID = "even before you send it"


def answered(owner: Engine, asked: Raised) -> None:
    """Ann has opened the contact."""
    with owner.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE contacts SET state = 'active', agent_id = %s, agent_slot = 1,"
            " opened_at = now(), first_answer_at = now() WHERE id = %s",
            (ANN.agent_id, asked.contact),
        )


def types(app: Flask, asked: Raised, **said: Any) -> int:
    address = asked.url(f"/contacts/{asked.contact}/typing")
    return app.test_client().post(address, json=said).status_code


def page(app: Flask, asked: Raised) -> str:
    return app.test_client().get(asked.url(), headers={"Accept-Language": "en"}).text


def test_it_is_shown_only_where_the_company_allows_it(
    app: Flask, db_owner: Engine, raised: Raise, client_for: SignIn
) -> None:
    asked = raised("洗衣机不转了")
    answered(db_owner, asked)
    ours = Acting(tenant_ids=(HUALAN.id,))
    with (
        listening(app, ours, agent(ANN.agent_id)) as ear,
        listening(app, ours, desk(HUALAN.id), wall(HUALAN.id)) as others,
    ):
        assert SAID not in page(app, asked)
        assert types(app, asked, text="secret") == 204
        assert client_for("sam").post(SETTING, data={"allowed": "yes"}).status_code == 303
        assert SAID in page(app, asked)
        assert types(app, asked, text="x" * 2000 + "end") == 204
        assert types(app, asked, text="") == 204
        ear.wait(lambda: ear.kinds().count("typing.previewed") == 2)
        others.wait(lambda: others.kinds().count("contact.typing") == 2)
    seen = [one.data for one in ear.heard if one.event == "message"]
    texts = [one["payload"]["text"] for one in seen if one["kind"] == "typing.previewed"]
    assert texts == ["x" * 997 + "end", ""]
    assert set(others.kinds()) == {"contact.typing"}
    assert all("text" not in one.data.get("payload", {}) for one in others.heard)
    assert build.rows(db_owner, "SELECT 1 FROM messages WHERE kind <> 'notice'") == []
    assert build.rows(db_owner, "SELECT 1 FROM events WHERE kind LIKE '%%typing%%'") == []


def test_the_setting_is_on_record_and_for_who_may(
    app: Flask, db_owner: Engine, raised: Raise, client_for: SignIn
) -> None:
    asked = raised("洗衣机不转了")
    for name, status in (("vera", 403), ("rita", 404)):
        assert client_for(name).post(SETTING, data={"allowed": "yes"}).status_code == status
    sam = client_for("sam")
    for form in ({"allowed": "yes"}, {"allowed": "yes"}, {}):
        assert sam.post(SETTING, data=form).status_code == 303
    acts = build.rows(
        db_owner, "SELECT action FROM audit_entries WHERE action LIKE 'preview.%%' ORDER BY id"
    )
    assert [row.action for row in acts] == ["preview.allowed", "preview.forbidden"]
    assert SAID not in page(app, asked)


@pytest.mark.parametrize("wrong", [{"text": 7}, {"text": ["x"]}])
def test_a_preview_is_a_text(
    app: Flask, db_owner: Engine, raised: Raise, client_for: SignIn, wrong: dict[str, Any]
) -> None:
    asked = raised("洗衣机不转了")
    answered(db_owner, asked)
    client_for("sam").post(SETTING, data={"allowed": "yes"})
    assert types(app, asked, **wrong) == 422


def test_too_many_signs_are_refused(app: Flask, raised: Raise) -> None:
    asked = raised("洗衣机不转了")
    codes = [types(app, asked) for _ in range(SIGNS_A_MINUTE + 1)]
    assert codes[-1] == 429
    assert set(codes[:-1]) == {204}
