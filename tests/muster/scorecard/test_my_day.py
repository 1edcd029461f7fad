"""An agent's own day: figures from rows, by the formulas of the docstrings."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text

from muster.conversations.models import ContactChange
from muster.db import uuid7
from muster.scorecard.figures import Figures, covered
from muster.tenancy.principal import cache
from tests.cast import ANN, BEN, HUALAN, RIVAL, Company, Somebody
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("spans", "seconds"),
    [
        ([], 0),
        ([(0, 5)], 300),
        ([(0, 5), (5, 6)], 360),
        ([(0, 5), (1, 3)], 300),
        ([(4, 6), (0, 5)], 360),
        ([(0, 1), (10, 11), (10, 12)], 180),
    ],
)
def test_covered(spans: list[tuple[float, float]], seconds: float) -> None:
    assert covered((at(begins), at(ends)) for begins, ends in spans) == seconds


def test_the_formulas() -> None:
    day = Figures(4, 600, 200, 500, ended=5, rated=4, good=3)
    assert (day.aht_seconds, day.aht_by_concurrency_seconds) == (200, 125)
    assert (day.csat, day.response_rate) == (0.75, 0.8)


def test_an_empty_day_has_no_averages() -> None:
    day = Figures()
    assert (day.aht_seconds, day.aht_by_concurrency_seconds) == (None, None)
    assert (day.csat, day.response_rate) == (None, None)


def handled(
    owner: Engine, ago: int, talk: int, wrap: int, agent: Somebody = ANN, company: Company = HUALAN,
    **values: Any,
) -> UUID:  # fmt: skip
    """A contact that the agent opened so many seconds ago, talked in, wrapped up and closed."""
    now = datetime.now(UTC)
    opened = now - timedelta(seconds=ago)
    ended = opened + timedelta(seconds=talk)
    closed = ended + timedelta(seconds=wrap)
    contact_id = build.contact(
        owner, company, state="closed", agent_id=agent.agent_id, opened_at=opened,
        first_answer_at=opened, closed_at=closed, **values,
    )  # fmt: skip
    steps = (("active", opened), ("wrap_up", ended), ("closed", closed))
    with owner.begin() as connection:
        for state, moment in steps:
            connection.execute(
                insert(ContactChange).values(
                    id=uuid7(), tenant_id=company.id, contact_id=contact_id, state=state,
                    agent_id=agent.agent_id, reason="", created_at=moment,
                )
            )  # fmt: skip
    return contact_id


@pytest.fixture(autouse=True)
def long_day(db_owner: Engine) -> None:
    """It is not just after midnight where Ann's company is."""
    hour = datetime.now(UTC).hour
    zone = "Etc/GMT-12" if hour < 12 else "Etc/UTC"
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE tenants SET time_zone = :zone"), {"zone": zone})


def test_handled_aht_and_csat_of_today(db_owner: Engine, client_for: SignIn) -> None:
    handled(db_owner, 1000, 200, 100, rating=5, rated_at=datetime.now(UTC))
    said = {"rating_text": "<script>alert(1)</script>"}
    handled(db_owner, 900, 200, 100, rating=2, rated_at=datetime.now(UTC), **said)
    handled(db_owner, 800, 60, 0, agent=BEN, rating=1, rated_at=datetime.now(UTC))
    handled(db_owner, 800, 60, 0, company=RIVAL, rating=1, rated_at=datetime.now(UTC))
    found = client_for("ann").get("/desk/my-day/figures").get_json()
    assert found == {"handled": 2, "aht_seconds": pytest.approx(300, abs=1), "csat": 0.5}
    page = client_for("ann").get("/desk/my-day").text
    assert "2 of 2" in page
    assert "&lt;script&gt;alert(1)" in page
    assert said["rating_text"] not in page
    assert "tl-contact-wrap_up" in page


def test_what_is_in_hand_is_not_handled_yet(db_owner: Engine, client_for: SignIn) -> None:
    contact_id = handled(db_owner, 300, 200, 100)
    with db_owner.begin() as connection:
        connection.execute(
            text("DELETE FROM contact_changes WHERE contact_id = :id AND state <> 'active'"),
            {"id": contact_id},
        )
    found = client_for("ann").get("/desk/my-day/figures").get_json()
    assert (found["handled"], found["aht_seconds"]) == (0, None)


def test_what_was_handled_before_a_loan_ended_counts_and_is_not_told(
    db_owner: Engine, client_for: SignIn
) -> None:
    build.assign(db_owner, ANN, RIVAL)
    handled(db_owner, 800, 60, 10, company=RIVAL)
    ann = client_for("ann")
    assert "tl-contact-wrap_up" in ann.get("/desk/my-day").text
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE seat_assignments SET ended_at = now() WHERE tenant_id = :id"),
            {"id": RIVAL.id},
        )
    cache.forget(ANN.id)
    assert ann.get("/desk/my-day/figures").get_json()["handled"] == 1
    assert "tl-contact-wrap_up" not in ann.get("/desk/my-day").text
    with db_owner.begin() as connection:
        connection.execute(
            text("UPDATE seat_assignments SET ended_at = :then WHERE tenant_id = :id"),
            {"id": RIVAL.id, "then": datetime.now(UTC) - timedelta(days=2)},
        )
    assert ann.get("/desk/my-day/figures").get_json()["handled"] == 0


def test_the_desk_shows_it(client_for: SignIn) -> None:
    assert 'id="my-day"' in client_for("ann").get("/desk").text
    assert client_for("olga").get("/desk/my-day").status_code == 404
