"""An agent asks for help: the nearest free supervisor, then others, then the operator's leads."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.supervision import calling
from muster.tenancy.doors import permissions
from tests.cast import BEN, OLGA, SAM
from tests.muster.routing import build as routing
from tests.muster.supervision import build
from tests.muster.supervision.test_sweep import beat

ClientFor = Callable[[str], FlaskClient]


def ask(client: FlaskClient, contact_id: UUID, words: str = "要退两台") -> dict[str, str]:
    answer = client.post(f"/desk/contacts/{contact_id}/help", json={"words": words})
    assert answer.status_code == 200, answer.text
    return dict(answer.get_json()["help"])


def late(owner: Engine) -> None:
    """Let the clock of the call run out, and look."""
    with owner.begin() as connection:
        connection.execute(text("UPDATE help_requests SET called_at = now() - interval '1 hour'"))
    calling.advance(permissions())


def called(owner: Engine) -> list[str | None]:
    with owner.connect() as connection:
        rows = connection.execute(text("SELECT called FROM help_requests ORDER BY id"))
        return [each["name"] for each in rows.scalars().all()[-1]]


def state(owner: Engine) -> tuple[str | None, str | None]:
    with owner.connect() as connection:
        query = "SELECT end_reason, accepted_name FROM help_requests ORDER BY id DESC LIMIT 1"
        row = connection.execute(text(query)).one()
        return row.end_reason, row.accepted_name


def test_the_nearest_is_called_at_once_and_the_others_by_the_clock(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours, elsewhere = build.in_hand(db_owner), build.in_hand(db_owner, slot=2)
    beat(client_for("sam"), elsewhere)
    beat(client_for("olga"), ours)
    told = ask(client_for("ann"), ours)
    assert told["called"] == OLGA.name
    calling.advance(permissions())
    assert called(db_owner) == [OLGA.name]
    late(db_owner)
    assert called(db_owner) == [OLGA.name, SAM.name]
    late(db_owner)
    late(db_owner)
    assert called(db_owner) == [OLGA.name, SAM.name, ""]


def test_whoever_opens_the_contact_has_accepted(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    ask(client_for("ann"), ours)
    sam = client_for("sam")
    assert "asks for help" in sam.get(f"{build.LIVE}/tiles").text
    sam.get(f"{build.LIVE}/contacts/{ours}")
    assert state(db_owner) == ("accepted", SAM.name)
    assert "asks for help" not in sam.get(f"{build.LIVE}/tiles").text
    assert client_for("ann").get(f"/desk/contacts/{ours}/watchers").get_json()["help"] is None


def test_without_anybody_at_a_wall_the_team_leads_are_called(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours = build.in_hand(db_owner)
    assert ask(client_for("ann"), ours)["side"] == "operator"
    assert called(db_owner) == [""]


def test_asking_twice_is_asking_once(client_for: ClientFor, db_owner: Engine) -> None:
    ours, ann = build.in_hand(db_owner), client_for("ann")
    assert ask(ann, ours) == ask(ann, ours)
    with db_owner.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM help_requests")).scalar() == 1


def test_taking_it_back(client_for: ClientFor, db_owner: Engine) -> None:
    ours, ann = build.in_hand(db_owner), client_for("ann")
    ask(ann, ours)
    assert ann.post(f"/desk/contacts/{ours}/help-withdrawal").get_json()["help"] is None
    assert state(db_owner) == ("withdrawn", None)


def test_a_request_ends_when_the_agent_does_not_have_the_contact_any_more(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours = build.in_hand(db_owner)
    ask(client_for("ann"), ours)
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE contacts SET agent_id = :b"), {"b": BEN.agent_id})
    calling.advance(permissions())
    assert state(db_owner) == ("moved", None)


def test_only_for_a_contact_of_one_s_own(client_for: ClientFor, db_owner: Engine) -> None:
    ours, waiting = build.in_hand(db_owner), routing.contact(db_owner)
    for name, contact_id in (("ben", ours), ("cai", ours), ("ann", waiting)):
        answer = client_for(name).post(f"/desk/contacts/{contact_id}/help", json={})
        assert answer.status_code == 404


def test_too_many_words(client_for: ClientFor, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    answer = client_for("ann").post(f"/desk/contacts/{ours}/help", json={"words": "长" * 501})
    assert answer.status_code == 422
    assert answer.get_json()["error"]["field"] == "words"
