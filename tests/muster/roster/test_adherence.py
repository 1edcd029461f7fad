"""Adherence and conformance, by the formulas of the field, and where they are shown."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert

from muster.roster.adherence import Adherence, Span, measure
from muster.roster.models import Shift
from tests.cast import ANN
from tests.muster.timeline import build

SignIn = Callable[[str], FlaskClient]
NINE = datetime(2026, 11, 23, 9, tzinfo=UTC)
WORK = ("work", 0, 480)


def span(begins: float, ends: float) -> Span:
    return NINE + timedelta(minutes=begins), NINE + timedelta(minutes=ends)


@pytest.mark.parametrize(
    ("shifts", "states", "seen", "wanted"),
    [
        # Nothing is planned: there is no share.
        ([], [("available", 0, 60)], 480, (None, None)),
        # All of the shift at work; half of it; none of it.
        ([WORK], [("available", 0, 240), ("interacting", 240, 480)], 480, (1, 1)),
        (
            [WORK],
            [("available", 0, 120), ("wrap_up", 120, 240), ("meal", 240, 480)],
            480,
            (0.5, 0.5),
        ),
        ([WORK], [("offline", 0, 480)], 480, (0, 0)),
        # Two hours late and two hours longer: conforms, and does not adhere.
        ([WORK], [("available", 120, 600)], 1440, (0.75, 1)),
        # What is still to come does not count yet.
        ([WORK], [("available", 0, 120)], 120, (1, 1)),
        # Training is training, and standby is held against nobody.
        ([("training", 0, 60)], [("training", 0, 30), ("available", 30, 60)], 480, (0.5, 0.5)),
        ([("standby", 0, 60)], [("offline", 0, 60)], 480, (None, None)),
        # A company sees work for others as other work.
        ([WORK], [("other_work", 0, 480)], 480, (1, 1)),
    ],
)
def test_the_formulas(
    shifts: list[tuple[str, float, float]],
    states: list[tuple[str, float, float]],
    seen: float,
    wanted: tuple[float | None, float | None],
) -> None:
    found = measure(
        [(kind, span(*when)) for kind, *when in shifts],
        [(state, span(*when)) for state, *when in states],
        span(-540, seen),
    )
    assert (found.adherence, found.conformance) == wanted


def test_an_empty_day_is_no_fault() -> None:
    assert (Adherence().adherence, Adherence().conformance) == (None, None)


def test_it_stands_on_the_timelines(client_for: SignIn, db_owner: Engine) -> None:
    # Of eight hours, Ann was there for six.
    build.seat(db_owner, ANN, build.at(0))
    build.states(db_owner, ANN, (9, "available"), (15, "offline"))
    with db_owner.begin() as connection:
        values = {"starts_at": build.at(9), "ends_at": build.at(17)}
        connection.execute(insert(Shift).values(agent_id=ANN.agent_id, **values))
    for who, path in (("oscar", "/ops/timelines"), ("sam", "/portal/hualan/timelines")):
        for address in (path, f"{path}/{ANN.agent_id}"):
            page = client_for(who).get(address, query_string={"day": build.DAY})
            assert page.status_code == 200
            assert "75%" in page.text, address
    assert "75%" not in client_for("rita").get("/portal/rival/timelines").text
