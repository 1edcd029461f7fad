"""The watch over sites: an alarm raised once, confirmed, dismissed, taken back or acted upon."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.activation import alarm_jobs
from muster.db import Acting, unit_of_work
from muster.places import actions as places
from tests.cast import OSCAR, QUINN, known_id
from tests.mail import count_to, link_in, mail_to
from tests.muster.activation.conftest import Rows

SITE, FAR = known_id("site watched"), known_id("site far")
ClientFor = Callable[[str], FlaskClient]
Hire = Callable[..., list[UUID]]
ADD_SITE = """INSERT INTO sites (id, code, name_en, name_zh, region, time_zone, hazard_zone, seats)
VALUES (:s, :z, :z, :z, 'East', 'Asia/Shanghai', :z, 100)"""
DROP = """UPDATE agents SET state = 'offline', state_reason = 'desk.gone', state_since = now(),
seen_at = now() - interval '3 minutes' WHERE id = ANY (:a)"""
RETURN = """UPDATE agents SET state = 'available', state_reason = '', state_since = now(),
seen_at = now() + interval '10 minutes' WHERE id = ANY (:a)"""
SHIFT = """INSERT INTO shifts (id, agent_id, starts_at, ends_at, kind, created_by)
SELECT new_id(), agent, now() - interval '9 hours', now() + CAST(:ends AS interval), 'work', :by
FROM unnest(CAST(:a AS uuid[])) AS agent"""


@pytest.fixture
def people(hire: Hire, rows: Rows) -> list[UUID]:
    """Ten people at a site, and four at one far away; all at work."""
    for site, zone in ((SITE, "coast"), (FAR, "basin")):
        rows(ADD_SITE, s=site, z=zone)
    here = hire(10, site_id=SITE)
    rows(RETURN, a=here + hire(4, site_id=FAR))
    return here


def states(rows: Rows) -> list[str]:
    return [row.state for row in rows("SELECT state FROM site_alarms ORDER BY id")]


def look() -> None:
    alarm_jobs.watch()


def drop(rows: Rows, agents: Sequence[UUID]) -> None:
    rows(DROP, a=list(agents))


def the_alarm(rows: Rows) -> Any:
    ((alarm),) = rows("SELECT * FROM site_alarms")
    return alarm


def test_one_alarm_however_often_and_by_however_many_it_is_looked(
    app: Flask, people: list[UUID], rows: Rows
) -> None:
    look()
    assert states(rows) == []
    drop(rows, people[:7])

    def elsewhere(_: int) -> None:
        with app.app_context():
            look()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(elsewhere, range(3)))
    look()
    alarm = the_alarm(rows)
    assert (alarm.state, alarm.lost, alarm.on_duty, alarm.clear) == ("open", 7, 10, True)
    assert alarm.acts_at is None
    assert len(rows("SELECT FROM site_alarm_people")) == 7
    assert len(rows("SELECT FROM audit_entries WHERE action = 'site.alarm_raised'")) == 1
    assert rows("SELECT FROM sites WHERE down_since IS NOT NULL") == []


def test_operations_see_it_and_confirm_with_one_click(
    client_for: ClientFor, people: list[UUID], rows: Rows
) -> None:
    drop(rows, people[:7])
    look()
    alarm = the_alarm(rows)
    oscar = client_for("oscar")
    for address in ("/ops", f"/ops/sites/{SITE}"):
        page = oscar.get(address).text
        assert "Is coast lost?" in page
        assert "7 of 10 people on duty there lost their lines" in page
        assert f"/ops/site-alarms/{alarm.id}/confirmation" in page
    assert "an alarm waits for an answer" in oscar.get("/ops/site-losses").text
    quinn = client_for("quinn").get("/ops").text
    assert "Is coast lost?" in quinn
    assert "/confirmation" not in quinn
    for _ in range(2):
        answer = oscar.post(f"/ops/site-alarms/{alarm.id}/confirmation")
        assert answer.status_code == 303
    assert oscar.post(f"/ops/site-alarms/{alarm.id}/dismissal").status_code == 409
    ((state, answered_by),) = rows("SELECT state, answered_by FROM site_alarms")
    assert (state, answered_by) == ("confirmed", OSCAR.id)
    ((reported_by, reason),) = rows("SELECT reported_by, reason FROM site_losses")
    assert (reported_by, reason) == (
        OSCAR.id, "7 of 10 people there lost their lines within 3 min",
    )  # fmt: skip
    assert len(rows("SELECT FROM jobs WHERE name = 'activation.cover'")) == 1
    assert "confirmed: marked as down" in oscar.get("/ops/site-losses").text
    look()
    assert states(rows) == ["confirmed"]


def test_operations_hear_of_it_by_mail_once(
    app: Flask, people: list[UUID], rows: Rows, db_owner: Engine
) -> None:
    rows("UPDATE sites SET watch_acts_after = 10")
    drop(rows, people[:7])
    look()
    look()
    assert count_to(db_owner, OSCAR.email) == 1
    assert count_to(db_owner, QUINN.email) == 0
    said = mail_to(db_owner, OSCAR.email)
    assert "7 of 10 people on duty lost their lines" in said
    assert "(Asia/Shanghai)" in said
    assert "within 10 min it is marked as down by itself" in said
    assert link_in(said) == f"/ops/sites/{SITE}"


def test_a_false_alarm_stays_answered_until_more_happens(
    client_for: ClientFor, people: list[UUID], rows: Rows
) -> None:
    drop(rows, people)
    look()
    oscar = client_for("oscar")
    address = f"/ops/site-alarms/{the_alarm(rows).id}"
    assert client_for("quinn").post(f"{address}/dismissal").status_code == 403
    assert oscar.post(f"{address}/dismissal").status_code == 303
    assert oscar.post(f"{address}/confirmation").status_code == 409
    look()
    assert states(rows) == ["false"]
    assert rows("SELECT FROM site_changes") == []
    rows("UPDATE site_alarms SET answered_at = now() - interval '9 minutes'")
    look()
    assert states(rows) == ["false", "open"]


def test_people_who_come_back_take_the_alarm_back(people: list[UUID], rows: Rows) -> None:
    rows("UPDATE sites SET watch_acts_after = 1")
    drop(rows, people)
    look()
    rows("UPDATE site_alarms SET acts_at = now()")
    rows(RETURN, a=people[:5])
    look()
    assert states(rows) == ["back"]
    assert rows("SELECT FROM sites WHERE down_since IS NOT NULL") == []


def test_without_an_answer_it_acts_by_itself_where_operations_want_it(
    people: list[UUID], rows: Rows
) -> None:
    rows("UPDATE sites SET watch_acts_after = 10")
    drop(rows, people)
    look()
    look()
    assert states(rows) == ["open"]
    rows("UPDATE site_alarms SET acts_at = now()")
    look()
    look()
    ((state, answered_by),) = rows("SELECT state, answered_by FROM site_alarms")
    assert (state, answered_by) == ("alone", None)
    ((changed_by, is_down),) = rows("SELECT changed_by, is_down FROM site_changes")
    assert (changed_by, is_down) == (None, True)
    assert len(rows("SELECT FROM site_losses")) == 1


def test_what_drops_elsewhere_meanwhile_keeps_it_from_acting(
    people: list[UUID], rows: Rows
) -> None:
    rows("UPDATE sites SET watch_acts_after = 10, watched = code <> 'basin'")
    drop(rows, people)
    look()
    rows("UPDATE site_alarms SET acts_at = now()")
    drop(rows, [row.id for row in rows("SELECT id FROM agents WHERE site_id = :s", s=FAR)][:2])
    look()
    alarm = the_alarm(rows)
    assert (alarm.state, alarm.clear, alarm.acts_at) == ("open", False, None)
    assert rows("SELECT FROM sites WHERE down_since IS NOT NULL") == []


def test_with_nobody_elsewhere_it_never_acts_by_itself(people: list[UUID], rows: Rows) -> None:
    rows("UPDATE sites SET watch_acts_after = 10")
    rows("UPDATE agents SET seen_at = NULL WHERE site_id = :s", s=FAR)
    drop(rows, people)
    look()
    alarm = the_alarm(rows)
    assert (alarm.state, alarm.clear, alarm.acts_at) == ("open", False, None)


def test_lines_that_drop_at_all_sites_are_told_and_nothing_is_done(
    client_for: ClientFor, people: list[UUID], rows: Rows
) -> None:
    far = [row.id for row in rows("SELECT id FROM agents WHERE site_id = :s", s=FAR)]
    drop(rows, people + far)
    look()
    look()
    assert states(rows) == ["everywhere"]
    assert "lines dropped at all sites at once: 14 of 14" in client_for("oscar").get("/ops").text
    rows(RETURN, a=far)  # some are quicker than others: that is no news of the site
    look()
    assert states(rows) == ["everywhere"]
    assert rows("SELECT FROM sites WHERE down_since IS NOT NULL") == []


@pytest.mark.parametrize("how", ["signed out", "shift over", "not watched", "down", "moved"])
def test_what_raises_no_alarm(how: str, people: list[UUID], rows: Rows) -> None:
    drop(rows, people)
    if how == "signed out":
        rows("UPDATE agents SET state_reason = '' WHERE id = ANY (:a)", a=people)
    elif how == "shift over":
        rows(SHIFT, a=people, ends="5 minutes", by=OSCAR.id)
    elif how == "not watched":
        rows("UPDATE sites SET watched = false")
    elif how == "down":
        rows("UPDATE sites SET down_since = now() WHERE id = :s", s=SITE)
    else:
        rows("UPDATE agents SET retired_at = now() WHERE id = ANY (:a)", a=people)
    look()
    assert states(rows) == []


def test_whose_shift_goes_on_is_on_duty(people: list[UUID], rows: Rows) -> None:
    rows(SHIFT, a=people, ends="2 hours", by=OSCAR.id)
    drop(rows, people)
    look()
    assert states(rows) == ["open"]


def test_the_ordinary_button_answers_the_alarm(people: list[UUID], rows: Rows) -> None:
    drop(rows, people)
    look()
    with unit_of_work(Acting(person_id=OSCAR.id, staff=True)):
        places.mark_down(SITE, "Flood", by=OSCAR.id)
    ((state, answered_by),) = rows("SELECT state, answered_by FROM site_alarms")
    assert (state, answered_by) == ("confirmed", OSCAR.id)
    with unit_of_work(Acting(person_id=OSCAR.id, staff=True)):
        places.mark_up(SITE, "Dry again", by=OSCAR.id)
    look()  # whoever dropped before it was up again says nothing new
    assert states(rows) == ["confirmed"]


def test_an_agent_who_is_deleted_is_taken_out(db_owner: Engine, people: list[UUID]) -> None:
    with db_owner.begin() as connection:
        connection.execute(text(DROP), {"a": people})
    look()
    with db_owner.begin() as connection:
        connection.execute(text("DELETE FROM agents WHERE id = :a"), {"a": people[0]})
        left = connection.execute(text("SELECT count(*) FROM site_alarm_people")).scalar_one()
    assert left == 9
