"""Acts end by themselves when their person may not go on, or has gone."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.supervision import watching
from muster.tenancy.doors import permissions
from tests.cast import ANN, HUALAN, SAM
from tests.muster.supervision import build

ClientFor = Callable[[str], FlaskClient]


def sweep() -> None:
    watching.sweep(permissions())


def older(owner: Engine, seconds: int) -> None:
    """Let everything that supervisors began have begun so long ago."""
    with owner.begin() as connection:
        past = text("UPDATE supervisions SET created_at = now() - make_interval(secs => :s)")
        connection.execute(past, {"s": seconds})
        connection.execute(text("UPDATE wall_presences SET seen_at = now() - interval '1 day'"))


def beat(client: FlaskClient, contact_id: UUID | None) -> None:
    body = {"contact_id": str(contact_id) if contact_id else None}
    assert client.post(f"{build.LIVE}/presence", json=body).status_code == 204


def test_a_right_that_was_withdrawn_ends_every_act(client_for: ClientFor, db_owner: Engine) -> None:
    build.agreed(db_owner)
    ours, sam = build.in_hand(db_owner), client_for("sam")
    sam.get(f"{build.LIVE}/contacts/{ours}")
    build.do(sam, ours, "takeover", agent_id=str(ANN.agent_id))
    sweep()
    assert not any(ended for *_, ended in build.acts(db_owner, ours))
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE memberships SET role = 'viewer' WHERE person_id = :p"), {"p": SAM.id}
        )
    sweep()
    assert all(ended for *_, ended in build.acts(db_owner, ours))
    row = build.contact(db_owner, ours)
    assert (row.agent_id, row.taken_over_by) == (ANN.agent_id, None)


def test_what_the_contract_allows_no_more_ends(client_for: ClientFor, db_owner: Engine) -> None:
    build.agreed(db_owner)
    ours, sam = build.in_hand(db_owner), client_for("sam")
    sam.get(f"{build.LIVE}/contacts/{ours}")
    build.do(sam, ours, "participation")
    standing = f"{build.LIVE}/contacts/{ours}/standing"
    assert sam.get(standing).status_code == 200
    terms = f"/ops/clients/{HUALAN.id}/supervision"
    saved = client_for("oscar").post(terms, data={"stated": "yes", "barge": "yes"})
    assert saved.status_code == 303
    sweep()
    assert build.acts(db_owner, ours) == [(SAM.name, "listen", True), (SAM.name, "barge", False)]
    refused = sam.get(standing, headers={"Accept": "application/json"})
    assert refused.status_code == 409
    assert "does not allow reading along" in refused.get_json()["error"]["message"]


def test_who_has_gone_reads_no_more(client_for: ClientFor, db_owner: Engine) -> None:
    ours, sam = build.in_hand(db_owner), client_for("sam")
    sam.get(f"{build.LIVE}/contacts/{ours}")
    older(db_owner, 60)
    beat(sam, ours)
    sweep()
    assert build.acts(db_owner, ours) == [(SAM.name, "listen", False)]
    beat(sam, None)
    sweep()
    assert build.acts(db_owner, ours) == [(SAM.name, "listen", True)]


def test_what_a_lost_supervisor_held_goes_back(client_for: ClientFor, db_owner: Engine) -> None:
    build.agreed(db_owner)
    ours, sam = build.in_hand(db_owner), client_for("sam")
    build.do(sam, ours, "takeover", agent_id=str(ANN.agent_id))
    older(db_owner, 60)
    sweep()
    assert build.contact(db_owner, ours).taken_over_by == SAM.id
    older(db_owner, 120)
    sweep()
    assert build.contact(db_owner, ours).agent_id == ANN.agent_id
    assert build.acts(db_owner, ours) == [(SAM.name, "take_over", True)]


def test_a_contact_that_has_ended_is_watched_by_nobody(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours = build.in_hand(db_owner)
    client_for("sam").get(f"{build.LIVE}/contacts/{ours}")
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE contacts SET state = 'closed', agent_slot = NULL"))
    sweep()
    assert build.acts(db_owner, ours) == [(SAM.name, "listen", True)]
