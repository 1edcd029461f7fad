"""A supervisor sees the days of the company's agents, and nothing of other companies."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event

from muster.db import Acting, database, session, unit_of_work
from muster.workforce.models import AgentStateChange
from tests.cast import ANN, CAI, HUALAN, RIVAL, known_id
from tests.muster.timeline import build
from tests.muster.timeline.build import DAY, at

ClientFor = Callable[[str], FlaskClient]
TIMELINES = "/portal/hualan/timelines"
ANNS = f"{TIMELINES}/{ANN.agent_id}?day={DAY}"


@pytest.fixture
def sam(client_for: ClientFor) -> FlaskClient:
    return client_for("sam")


def drawn(page: str) -> set[str]:
    """Which states the page's lines show."""
    lines = re.findall(r'<svg class="tl".*?</svg>', page, re.DOTALL)
    return set(re.findall(r'<rect class="tl-([a-z_-]+)" x="[^"]*" y="2"', "".join(lines)))


def test_states_and_contacts_of_a_day_and_who_changed_what(
    sam: FlaskClient, db_owner: Engine
) -> None:
    build.seat(db_owner, ANN, since=at(-100))
    build.states(db_owner, ANN, (9, "available"), (10, "interacting"), (11, "break"))
    build.contact(db_owner, (9.5, "queued", None), (10, "active", ANN), (11, "closed", None))
    page = sam.get(ANNS).text
    assert drawn(page) == {"available", "interacting", "break"}
    assert "Why?" in page
    assert "1 contact handled" in page
    row = re.search(r"<tr>(?:(?!</tr>).)*Break.*?</tr>", page, re.DOTALL)
    assert row is not None
    assert "the agent" in row[0]
    for head in ("From", "To", "State", "Duration", "Reason", "Changed by"):
        assert f'data-label="{head}"' in row[0], "on a phone the head of the column stands here"
    assert "1 contact<" in sam.get(f"{TIMELINES}?day={DAY}").text
    assert 'style="' not in page


def test_work_for_another_company_has_no_name_and_no_number(
    sam: FlaskClient, db_owner: Engine
) -> None:
    build.seat(db_owner, ANN, since=at(-100))
    build.states(db_owner, ANN, (9, "interacting"), (9.2, "wrap_up"), (9.4, "interacting"))
    build.contact(
        db_owner,
        (9, "active", ANN),
        (9.2, "closed", ANN),
        company=RIVAL,
        opening="a rival's question",
    )
    page = sam.get(ANNS).text
    assert drawn(page) == {"other_work"}
    assert "a rival's question" not in page
    assert "0 contacts handled" in page
    assert page.count(">Other work</td>") == 1


def test_only_the_time_in_the_companys_seat_is_there(sam: FlaskClient, db_owner: Engine) -> None:
    build.states(db_owner, ANN, (8, "training"), (10, "available"))
    build.seat(db_owner, ANN, since=at(9))
    assert drawn(sam.get(ANNS).text) == {"available"}
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        seen = session.scalars(
            AgentStateChange.__table__.select().with_only_columns(AgentStateChange.state)
        )
        assert list(seen) == ["available"]


def test_another_companys_agent_is_not_there(
    sam: FlaskClient, client_for: ClientFor, db_owner: Engine
) -> None:
    build.states(db_owner, CAI, (9, "available"))
    assert sam.get(f"{TIMELINES}/{CAI.agent_id}").status_code == 404
    assert CAI.name not in sam.get(TIMELINES).text
    assert client_for("rita").get(ANNS).status_code == 404


@pytest.mark.parametrize("day", ["yesterday", "2999-01-01", "1066-10-14", "2026-02-30"])
def test_a_day_that_cannot_be(sam: FlaskClient, day: str) -> None:
    assert sam.get(f"{TIMELINES}?day={day}").status_code == 422


def test_a_page_costs_the_same_whatever_the_number_of_agents(
    sam: FlaskClient, db_owner: Engine
) -> None:
    asked: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        asked.append(statement)

    sam.get(TIMELINES)
    event.listen(database.engine, "before_cursor_execute", note)
    try:
        sam.get(TIMELINES)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
    assert len(asked) <= 8


def test_operations_see_everything(client_for: ClientFor, db_owner: Engine) -> None:
    build.states(db_owner, ANN, (9, "interacting"), (10, "break"))
    build.contact(db_owner, (9, "active", ANN), (10, "closed", ANN), company=RIVAL)
    oscar = client_for("oscar")
    page = oscar.get(f"/ops/timelines/{ANN.agent_id}?day={at(9).date()}").text
    assert {"interacting", "break"} <= drawn(page)
    assert ANN.name in page
    assert f"{ANN.agent_id}" in oscar.get("/ops/timelines").text
    assert oscar.get(f"/ops/timelines/{known_id('nobody')}").status_code == 404
