"""Every page of people and places shows to whoever runs operations, and to no company."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.cast import ANN, HUALAN

PAGES = (
    "/ops/sites",
    "/ops/sites/new",
    "/ops/languages",
    "/ops/imports",
    "/ops/agents",
    f"/ops/agents/{ANN.agent_id}",
    "/ops/shifts",
    f"/ops/shifts/agents/{ANN.agent_id}",
    "/ops/time-off",
    "/ops/academy",
    f"/ops/academy/{HUALAN.id}",
    "/ops/talent-pool",
    "/ops/talent-pool/new",
)


def test_all_show(client_for: Callable[[str], FlaskClient]) -> None:
    oscar, olga = client_for("oscar"), client_for("olga")
    found = {page: oscar.get(page).status_code for page in PAGES}
    assert found == dict.fromkeys(PAGES, 200)
    hidden = {page: olga.get(page).status_code for page in PAGES}
    assert hidden == dict.fromkeys(PAGES, 404)
