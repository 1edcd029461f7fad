"""Every page of people and places shows, to whom it concerns."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from tests.cast import ANN, HUALAN

PAGES = [
    "/ops/sites",
    "/ops/sites/new",
    "/ops/languages",
    "/ops/agents",
    f"/ops/agents/{ANN.agent_id}",
    f"/ops/agents/{ANN.agent_id}/edit",
    "/ops/shifts",
    f"/ops/shifts/agents/{ANN.agent_id}",
    "/ops/time-off",
    "/ops/academy",
    f"/ops/academy/{HUALAN.id}",
    "/ops/talent-pool",
    "/ops/talent-pool/new",
]


def test_all(client_for: Callable[[str], FlaskClient]) -> None:
    oscar = client_for("oscar")
    bad = []
    for page in PAGES:
        for lang in ("en", "zh"):
            a = oscar.get(page, headers={"Accept-Language": lang})
            if a.status_code != 200:
                bad.append((page, a.status_code, a.text[-500:]))
    assert not bad, bad
