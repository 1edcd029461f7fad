"""Reading along: on record, several at once, disclosed as the client wants."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.cast import RITA, SAM
from tests.muster.supervision import build

ClientFor = Callable[[str], FlaskClient]


def test_reading_along_is_an_act_with_a_beginning_and_an_end(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours = build.in_hand(db_owner)
    sam = client_for("sam")
    assert sam.get(f"{build.LIVE}/contacts/{ours}").status_code == 200
    assert sam.get(f"{build.LIVE}/contacts/{ours}").status_code == 200
    assert build.acts(db_owner, ours) == [(SAM.name, "listen", False)]
    build.do(sam, ours, "departure")
    assert build.acts(db_owner, ours) == [(SAM.name, "listen", True)]
    assert build.audited(db_owner) == ["contact.listen", "contact.supervision_ended"]


def test_several_supervisors_see_each_other(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    sam, olga = client_for("sam"), client_for("olga")
    sam.get(f"{build.LIVE}/contacts/{ours}")
    olga.get(f"{build.LIVE}/contacts/{ours}")
    told = olga.get(f"{build.LIVE}/contacts/{ours}/standing").get_json()
    assert told["others"] == [{"name": SAM.name, "side": "client", "act": "listen"}]
    assert told["mine"] == ["listen"]


def test_the_history_of_the_contact_shows_who_was_there(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours = build.in_hand(db_owner)
    sam = client_for("sam")
    sam.get(f"{build.LIVE}/contacts/{ours}")
    build.do(sam, ours, "departure")
    page = client_for("olga").get(f"{build.LIVE}/contacts/{ours}").text
    assert SAM.name in page
    assert "reads along" in page


@pytest.mark.parametrize(
    ("how", "seen"),
    [
        ("hidden", {"count": 0, "names": [], "help": None}),
        ("presence", {"count": 1, "names": [], "help": None}),
        ("name", {"count": 1, "names": [SAM.name], "help": None}),
    ],
)
def test_the_agent_sees_what_the_client_discloses(
    client_for: ClientFor, db_owner: Engine, how: str, seen: object
) -> None:
    build.disclosed(db_owner, how)
    ours = build.in_hand(db_owner)
    client_for("sam").get(f"{build.LIVE}/contacts/{ours}")
    ann = client_for("ann")
    assert ann.get(f"/desk/contacts/{ours}/watchers").get_json() == seen
    assert client_for("ben").get(f"/desk/contacts/{ours}/watchers").status_code == 404


def test_who_whispers_has_made_himself_known(client_for: ClientFor, db_owner: Engine) -> None:
    build.disclosed(db_owner, "hidden")
    ours = build.in_hand(db_owner)
    build.whisper(client_for("sam"), ours)
    seen = client_for("ann").get(f"/desk/contacts/{ours}/watchers").get_json()
    assert (seen["count"], seen["names"]) == (1, [SAM.name])


def test_what_the_contract_forbids_is_refused_in_words(
    client_for: ClientFor, db_owner: Engine
) -> None:
    build.agreed(db_owner, listen=False)
    ours = build.in_hand(db_owner)
    answer = client_for("sam").get(f"{build.LIVE}/contacts/{ours}")
    assert answer.status_code == 409
    assert "does not allow reading along" in answer.text
    assert build.acts(db_owner, ours) == []


@pytest.mark.parametrize(
    "what", ["", "/standing", "/whispers", "/participation", "/takeover", "/messages", "/return"]
)
def test_a_rival_finds_nothing(client_for: ClientFor, db_owner: Engine, what: str) -> None:
    build.agreed(db_owner)
    ours = build.in_hand(db_owner)
    rita = client_for("rita")
    for live in (build.LIVE, "/portal/rival/live"):
        address = f"{live}/contacts/{ours}{what}"
        body = {"id": str(RITA.id), "agent_id": str(RITA.id), "body": "x"}
        reads = what in ("", "/standing")
        answer = rita.get(address) if reads else rita.post(address, json=body)
        assert answer.status_code == 404, address
    assert build.acts(db_owner, ours) == []


def test_who_may_not_read_may_do_nothing(client_for: ClientFor, db_owner: Engine) -> None:
    build.agreed(db_owner)
    ours = build.in_hand(db_owner)
    vera = client_for("vera")
    for what in ("whispers", "participation", "takeover", "messages", "return", "closure"):
        assert build.do(vera, ours, what).status_code == 403


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Waited 61 s in “Front”"), ("zh", "在“Front”等待了 61 秒")],
)
def test_why_it_came_to_its_agent_is_read_in_words(
    client_for: ClientFor, db_owner: Engine, language: str, said: str
) -> None:
    ours = build.in_hand(db_owner)
    with db_owner.begin() as connection:
        connection.exec_driver_sql(
            "INSERT INTO contact_changes (id, tenant_id, contact_id, state, reason)"
            " SELECT new_id(), tenant_id, id, 'queued',"
            " 'overflow.queue seconds=61 queue=Front to=Back%%20row' FROM contacts WHERE id = %s",
            (ours,),
        )
        connection.exec_driver_sql(f"UPDATE people SET locale = '{language}'")
    page = client_for("sam").get(f"{build.LIVE}/contacts/{ours}")
    assert said in page.text
    assert "Back row" in page.text
