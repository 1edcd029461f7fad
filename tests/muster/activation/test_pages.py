"""The pages of an activation: link, desk, operations and portal, through their doors."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert

from muster.activation import links
from muster.db import uuid7
from muster.forecasting.models import ArrivalSeries, SurgeAlarm
from muster.jobs import run_due
from tests.cast import ANN, HUALAN, OLGA
from tests.muster.activation.conftest import RESERVATION, Rows, do_step

ClientFor = Callable[[str], FlaskClient]
Hire = Callable[..., list[UUID]]
PORTAL = "/portal/hualan/activations"


def token(app: Flask, called_id: UUID) -> str:
    return links.make(HUALAN.id, called_id, app.config["SETTINGS"].secret_key)


def test_a_client_calls_in_with_two_clicks_watches_and_releases(
    app: Flask, client_for: ClientFor, reservation: UUID, hire: Hire, rows: Rows
) -> None:
    hire(2, certified=2)
    olga = client_for("olga")
    assert "Activate" in olga.get(PORTAL).text
    form = olga.get(f"{PORTAL}/new/{RESERVATION}").text
    assert "60.00" in form
    assert "More contacts than usual" in form  # two clicks are enough
    typed = {"key": str(RESERVATION), "seats": "2", "reason": "Launch <b>", "at_ceiling": "warn",
             "until_at": "2020-01-01T10:00", "ceiling": "abc"}  # fmt: skip
    refused = olga.post(f"{PORTAL}/new/{RESERVATION}", data=typed)
    assert refused.status_code == 422
    assert "Launch &lt;b&gt;" in refused.text
    late = typed | {"ceiling": ""}
    assert "This moment has passed" in olga.post(f"{PORTAL}/new/{RESERVATION}", data=late).text
    until = rows("SELECT to_char(now() + interval '1 day', 'YYYY-MM-DD\"T\"HH24:MI') AS at")[0].at
    sent = olga.post(f"{PORTAL}/new/{RESERVATION}", data=late | {"until_at": until})
    assert sent.status_code == 303
    activation = rows("SELECT id FROM activations")[0].id
    run_due()
    page = olga.get(sent.location).text
    assert '<strong data-count="called">2</strong>' in page
    assert "Launch &lt;b&gt;" in page
    assert "0 of 2 seats are taken" in olga.get(f"{sent.location}/board").text
    other = late | {"until_at": until, "key": str(activation)}
    again = olga.post(f"{PORTAL}/new/{RESERVATION}", data=other)
    assert again.status_code == 409
    assert "A-0001" in again.text
    assert f'href="{sent.location}"' in again.text  # whoever was slower finds the board
    assert olga.post(f"{sent.location}/release", data={"keep": "2"}).status_code == 422
    assert "How many seats stay?" in olga.post(f"{sent.location}/release").text
    assert olga.post(f"{sent.location}/release", data={"keep": "0"}).status_code == 303
    do_step(activation)
    certificate = olga.get(f"{sent.location}/certificate").text
    assert "T90" in certificate
    assert certificate.count('data-label="Reached after"') == 3  # a phone has it below, not aside
    assert "Announced to those" not in certificate  # only a drill can come unannounced
    assert "Everybody is back" in olga.get(sent.location).text


def test_what_the_surge_watch_proposes_is_called_in_by_two_clicks(
    client_for: ClientFor, reservation: UUID, rows: Rows, db_owner: Engine
) -> None:
    line, alarm, now = uuid7(), uuid7(), datetime.now(UTC)
    of_hualan = {"id": line, "tenant_id": HUALAN.id, "name": "Hotline"}
    seen = {"began_at": now, "seen_until": now, "offered": 900, "expected": 80.2, "upper": 160.0,
            "peak_per_hour": 900.0, "seats": 3, "until_at": now + timedelta(hours=4)}  # fmt: skip
    with db_owner.begin() as connection:
        connection.execute(
            insert(ArrivalSeries).values(
                of_hualan | {"time_zone": "Asia/Shanghai", "interval_minutes": 60}
            )
        )
        connection.execute(
            insert(SurgeAlarm).values(
                seen | {"id": alarm, "tenant_id": HUALAN.id, "series_id": line}
            )
        )
    olga, watch = client_for("olga"), f"/portal/hualan/arrivals/series/{line}/surges"
    assert f'href="{watch}"' in olga.get("/portal/hualan").text
    address = f"{PORTAL}/new/{reservation}?surge={alarm}"
    assert f'href="{address}"' in olga.get(watch).text
    form = olga.get(address).text
    assert "900 came where 80 were expected" in form
    assert 'name="seats"' in form
    typed = dict(re.findall(r'<input[^>]*name="(key|seats|until_at)"[^>]*value="([^"]*)"', form))
    assert typed["seats"] == "3"
    sent = olga.post(address, data=typed | {"reason": "So it is", "at_ceiling": "warn"})
    assert sent.status_code == 303
    [kept] = rows("SELECT outcome, activation_id, dismissed_by FROM surge_alarms")
    assert (kept.outcome, kept.dismissed_by) == ("activated", OLGA.id)
    assert sent.location.endswith(str(kept.activation_id))
    page = olga.get(watch).text
    assert f'href="{sent.location}"' in page
    assert address not in page
    assert client_for("rita").get(f"/portal/rival/activations/new/{reservation}").status_code == 404


def test_all_that_cannot_be_asked_is_said_at_once(
    client_for: ClientFor, reservation: UUID, rows: Rows
) -> None:
    wrong = {"key": str(RESERVATION), "seats": "99", "reason": "", "at_ceiling": "maybe",
             "until_at": "2020-01-01T10:00", "ceiling": "-5"}  # fmt: skip
    for name, address in (("olga", PORTAL), ("oscar", "/ops/activations")):
        refused = client_for(name).post(f"{address}/new/{reservation}", data=wrong)
        assert refused.status_code == 422
        for field in ("seats", "reason", "until_at", "ceiling", "at_ceiling"):
            assert f'id="{field}-error"' in refused.text
    assert rows("SELECT id FROM activations") == []


def test_outside_its_hours_a_reserve_says_when_it_can_be_called_in(
    client_for: ClientFor, reservation: UUID, rows: Rows
) -> None:
    rows("UPDATE standby_reservations SET starts_on = ends_on")
    olga, oscar = client_for("olga"), client_for("oscar")
    for page in (olga.get(PORTAL).text, oscar.get("/ops/activations").text):
        assert f"/new/{reservation}" not in page
        assert "</time> on</span>" in page
    assert "cannot be called in at this hour" in olga.get(PORTAL).text
    rows("UPDATE standby_reservations SET starts_on = starts_on - 90, ends_on = ends_on - 90")
    assert "its hours are over" in olga.get(PORTAL).text


def test_others_see_what_they_may(
    client_for: ClientFor, activate: Callable[..., UUID], hire: Hire
) -> None:
    hire(1, certified=1)
    activation = activate(1)
    assert client_for("vera").get(f"{PORTAL}/{activation}").status_code == 200
    assert client_for("vera").post(f"{PORTAL}/{activation}/release").status_code == 403
    assert client_for("rita").get(f"{PORTAL}/{activation}").status_code == 404
    assert client_for("paula").get(f"/ops/activations/{activation}").status_code == 200
    assert client_for("paula").post(f"/ops/activations/{activation}/release").status_code == 403
    assert client_for("quinn").get("/ops/activations").status_code == 403


def test_a_signed_link_answers_once_without_signing_in(
    app: Flask, anyone: FlaskClient, activate: Callable[..., UUID], hire: Hire, rows: Rows
) -> None:
    hire(1)
    activation = activate(1)
    (person,) = rows("SELECT id FROM called_people")
    good = f"/calls/{token(app, person.id)}"
    assert anyone.get(good[:-2] + "AA").status_code == 404
    page = anyone.get(good)
    assert page.headers["Cache-Control"] == "no-store"
    assert "华澜家电 calls you in" in page.text
    assert anyone.post(f"{good}/answer", data={}).status_code == 422
    assert anyone.post(f"{good}/answer", data={"comes": "yes"}).status_code == 303
    assert anyone.post(f"{good}/arrival").status_code == 409
    assert "has written no briefing" in anyone.get(good).text
    assert anyone.post(f"{good}/briefing").status_code == 303
    assert anyone.post(f"{good}/arrival").status_code == 303
    do_step(activation)
    assert rows("SELECT state, answered_by FROM called_people") == [("seated", "link")]
    assert anyone.post(f"{good}/answer", data={"comes": "no"}).status_code == 409
    assert "you are there" in anyone.get(good).text


def test_an_agent_at_the_desk_sees_only_their_own_call(
    client_for: ClientFor, activate: Callable[..., UUID], rows: Rows
) -> None:
    rows("UPDATE seat_assignments SET ended_at = now() WHERE agent_id = :a", a=ANN.agent_id)
    rows("UPDATE agents SET retired_at = now() WHERE id <> :a", a=ANN.agent_id)
    activation = activate(1)
    (person,) = rows("SELECT id FROM called_people")
    ann = client_for("ann")
    assert "华澜家电 calls you in" in ann.get("/desk/calls").text
    assert client_for("ben").get("/desk/calls").status_code == 404  # retired
    said = ann.post(f"/desk/calls/{person.id}/answer", json={"comes": True})
    assert said.json == {"state": "coming"}
    told = ann.post(f"/desk/calls/{person.id}/briefing", json={"choices": []})
    assert told.json is not None
    assert told.json["passed"] is True
    do_step(activation)
    assert rows("SELECT state, answered_by FROM called_people") == [("seated", "desk")]
    assert ann.get("/desk/calls").text == ""


def test_operations_activate_read_what_was_sent_and_answer_for_people(
    client_for: ClientFor, reservation: UUID, hire: Hire, rows: Rows
) -> None:
    hire(1, certified=1)
    oscar = client_for("oscar")
    assert "华澜家电" in oscar.get("/ops/activations").text
    drill = f"/ops/activations/new/{reservation}?drill=1"
    typed = {"key": str(reservation), "seats": "1", "reason": "Practice", "announced": "y"}
    sent = oscar.post(drill, data=typed)
    assert sent.status_code == 303
    run_due()
    run_due()
    said = oscar.get(f"{sent.location}/messages").text
    assert "This is a drill." in said
    (person,) = rows("SELECT id FROM called_people")
    answer = f"/ops/activations/people/{person.id}/answer"
    assert oscar.post(answer, data={"comes": "yes"}).status_code == 303
    assert oscar.post(answer, data={"comes": "arrived"}).status_code == 303
    run_due()
    assert "The promise was kept." in oscar.get(sent.location).text or (
        "1 of 1 seats are taken" in oscar.get(sent.location).text
    )


def test_students_are_named_for_the_places_of_a_cohort(
    client_for: ClientFor, activate: Callable[..., UUID], rows: Rows
) -> None:
    rows(
        "INSERT INTO cohorts (id, code, college, programme, headcount, starts_on, graduates_on,"
        " skills, languages, graduation_share, hazard_zone, weekly_hours) VALUES"
        " (gen_random_uuid(), 'c1', 'College', 'Service', 100, '2026-09-01', '2027-06-01',"
        " '{sales}', '{zh}', 0.9, 'z', 20)"
    )
    rows("UPDATE agents SET retired_at = now()")
    activation = activate(2)
    rows(
        "INSERT INTO called_people (id, tenant_id, activation_id, cohort_id, agent_name, tier,"
        " state, needs_briefing, answered_by, over_reason) SELECT gen_random_uuid(), a.tenant_id,"
        " a.id, c.id, 'College · c1', 'cold', 'unnamed', true, '', '' FROM activations a, cohorts c"
    )
    oscar = client_for("oscar")
    assert "1 places are open" in oscar.get(f"/ops/activations/{activation}").text
    places = f"/ops/activations/{activation}/places"
    assert "Line 1" in oscar.post(places, data={"students": "Li Lei"}).text
    two = "Li Lei, li@example.com\nHan, han@example.com"
    assert "Only 1 places are open" in oscar.post(places, data={"students": two}).text
    one = oscar.post(places, data={"students": "Li Lei, li@example.com"})
    assert one.status_code == 303
    (found,) = rows("SELECT p.state, p.agent_name, a.skills FROM called_people p"
                    " JOIN agents a ON a.id = p.agent_id")  # fmt: skip
    assert found == ("called", "Li Lei", ["sales"])
    assert rows("SELECT way FROM call_messages ORDER BY place") == [("desk",), ("mail",)]


def test_a_briefing_is_written_and_what_is_wrong_is_said(client_for: ClientFor, rows: Rows) -> None:
    ke = client_for("ke")
    page = "/portal/hualan/briefing"
    assert "You have written no briefing yet" in ke.get(page).text
    typed = {"title": "Us", "body": "Two years.", "questions": "How long?\nOne\nTwo"}
    refused = ke.post(page, data=typed)
    assert refused.status_code == 422
    assert "mark one answer as right" in refused.text
    typed["questions"] = "How long?\nOne\n* Two\n\nWho?\n*We\nThey"
    assert ke.post(page, data=typed).status_code == 303
    (found,) = rows("SELECT number, questions FROM briefings")
    assert [(q["right"], q["choices"]) for q in found.questions] == [
        (1, ["One", "Two"]),
        (0, ["We", "They"]),
    ]
    assert "* Two" in ke.get(page).text
