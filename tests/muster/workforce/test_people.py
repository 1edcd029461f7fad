"""The list of agents with filters, an agent's page, and how an agent is called in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.cast import ANN, BEN, CAI, HUALAN
from tests.muster.academy.test_certification_gate import certify
from tests.muster.places.test_sites import enter
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]
PATH = f"/ops/agents/{ANN.agent_id}"
FORM = {"display_name": ANN.name, "languages": ["zh", "ja"], "skills": ["sales:4"], "capacity": "3",
        "contract_hours": "20.5", "left_on": "2027-01-31"}  # fmt: skip


def listed(client: FlaskClient, **filters: str) -> set[str]:
    page = client.get("/ops/agents", query_string=filters).text
    return {who.first_name for who in (ANN, BEN, CAI) if f"<strong>{who.name}</strong>" in page}


def test_filters_narrow_the_list(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    site = enter(oscar, db_owner)
    assert oscar.post(PATH, data=FORM | {"site_id": str(site)}).status_code == 303
    certify(db_owner, BEN.agent_id)
    build.agents(db_owner, [CAI])
    assert listed(oscar) == {"ann", "ben", "cai"}
    assert listed(oscar, site=str(site)) == {"ann"}
    assert listed(oscar, language="en") == {"ben", "cai"}
    assert listed(oscar, skill="sales") == {"ann", "ben", "cai"}
    assert listed(oscar, skill="sales:4") == {"ann"}
    assert listed(oscar, state="available") == {"cai"}
    assert listed(oscar, certified=str(HUALAN.id)) == {"ben"}
    assert listed(oscar, q="ben b") == {"ben"}
    assert listed(oscar, q="100%") == set()
    page = oscar.get(PATH).text
    assert "Xiamen 1" in page
    assert "20.5 hours a week" in page


@pytest.mark.parametrize(
    ("field", "value"), [("contract_hours", "61"), ("left_on", "soon"), ("site_id", "elsewhere")]
)
def test_a_contract_that_cannot_be_is_refused(
    client_for: SignIn, db_owner: Engine, field: str, value: str
) -> None:
    answer = client_for("oscar").post(PATH, data=FORM | {field: value})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert build.rows(db_owner, "SELECT FROM agents WHERE left_on IS NOT NULL") == []


def test_addresses_are_masked_until_somebody_looks_on_record(
    client_for: SignIn, db_owner: Engine
) -> None:
    oscar = client_for("oscar")
    for kind, typed in (("sms", "138 0013 8000"), ("mail", "Ann.Li@Example.com")):
        data = {"kind": kind, "address": typed}
        assert [oscar.post(f"{PATH}/addresses", data=data).status_code for _ in "12"] == [303] * 2
    masked = oscar.get(PATH).text
    assert "+8613800138000" not in masked
    assert "+86••••00" in masked
    assert "a•••@example.com" in masked
    assert client_for("quinn").post(f"{PATH}/addresses/reveal").status_code == 403
    assert "+8613800138000" in oscar.post(f"{PATH}/addresses/reveal").text
    looks = build.rows(
        db_owner, "SELECT FROM audit_entries WHERE action = 'agent.addresses_revealed'"
    )
    assert len(looks) == 1


def test_their_order_is_changed_and_one_goes(client_for: SignIn, db_owner: Engine) -> None:
    oscar = client_for("oscar")
    for typed in ("13800138000", "13900139000"):
        oscar.post(f"{PATH}/addresses", data={"kind": "voice", "address": typed})
    rows = build.rows(db_owner, "SELECT id FROM agent_addresses ORDER BY position")
    assert oscar.post(f"{PATH}/addresses/{rows[1].id}/precedence").status_code == 303
    assert oscar.post(f"{PATH}/addresses/{rows[0].id}/removal").status_code == 303
    (left,) = build.rows(db_owner, "SELECT id, position FROM agent_addresses")
    assert tuple(left) == (rows[1].id, 1)
    other = f"/ops/agents/{BEN.agent_id}/addresses/{left.id}"
    assert oscar.post(f"{other}/removal").status_code == 404


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("sms", "12"), ("voice", "95588"), ("mail", "nobody"), ("pigeon", "13800138000")],
)
def test_an_address_that_is_none_is_refused(
    client_for: SignIn, db_owner: Engine, kind: str, typed: str
) -> None:
    data = {"kind": kind, "address": typed}
    answer = client_for("oscar").post(f"{PATH}/addresses", data=data)
    assert answer.status_code == 422
    assert 'id="address-error"' in answer.text
    assert build.rows(db_owner, "SELECT FROM agent_addresses") == []
