"""/ops/jobs: what stands, what is dead, and having it tried again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster import jobs
from muster.jobs import queues
from tests.muster.jobs import crew
from tests.muster.jobs.book import alter, look, want

SignIn = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def jobs_on_board(app: Flask) -> Iterator[None]:
    with crew.on_board():
        yield


@pytest.fixture
def dead(db_owner: Engine) -> UUID:
    """A job of hualan that failed at every attempt."""
    job_id = want("crew.fail", what="tea")
    alter(db_owner, job_id, "dead_at = now(), attempts = 2, error = 'RuntimeError: <no tea>'")
    return job_id


def test_dead_letters_stand_first_with_their_error(client_for: SignIn, dead: UUID) -> None:
    page = client_for("oscar").get("/ops/jobs").text
    assert "crew.fail" in page
    assert "RuntimeError: &lt;no tea&gt;" in page
    assert "华澜家电" in page
    assert f"/ops/jobs/{dead}/replay" in page


def test_one_job_shows_everything(client_for: SignIn, dead: UUID) -> None:
    page = client_for("oscar").get(f"/ops/jobs/{dead}").text
    for said in ("crew.fail", "RuntimeError: &lt;no tea&gt;", str(dead), "tea", "华澜家电"):
        assert said in page
    assert client_for("oscar").get(f"/ops/jobs/{uuid4()}").status_code == 404


def test_a_dead_job_is_replayed_once_however_often_it_is_asked(
    client_for: SignIn, db_owner: Engine, dead: UUID
) -> None:
    oscar = client_for("oscar")
    for _ in range(2):
        answer = oscar.post(f"/ops/jobs/{dead}/replay")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/ops/jobs")
    assert look(db_owner, dead, "dead_at IS NULL AND attempts = 0")
    with db_owner.connect() as connection:
        count = text("SELECT count(*) FROM audit_entries WHERE action = 'job.replayed'")
        assert connection.execute(count).scalar() == 1
    assert jobs.run_due() == 1


def test_all_dead_jobs_of_a_name_are_replayed(
    client_for: SignIn, db_owner: Engine, dead: UUID
) -> None:
    other = want("crew.note", what="tea")
    alter(db_owner, other, "dead_at = now()")
    client_for("oscar").post("/ops/jobs/replays", data={"name": "crew.fail"})
    assert look(db_owner, dead, "dead_at") is None
    assert look(db_owner, other, "dead_at") is not None
    client_for("oscar").post("/ops/jobs/replays", data={"name": ""})
    assert look(db_owner, other, "dead_at") is None


@pytest.mark.parametrize("name", ["olga", "paula", "ann"])
def test_nobody_else_replays(client_for: SignIn, db_owner: Engine, dead: UUID, name: str) -> None:
    assert client_for(name).post(f"/ops/jobs/{dead}/replay").status_code in {403, 404}
    assert client_for(name).post("/ops/jobs/replays").status_code in {403, 404}
    assert look(db_owner, dead, "dead_at") is not None


@pytest.mark.parametrize(
    ("state", "change"),
    [
        ("waiting", "run_at = now() + interval '1 hour'"),
        ("running", "started_at = now()"),
        ("finished", "finished_at = now()"),
        ("dead", "dead_at = now()"),
    ],
)
def test_each_state_has_its_list(
    client_for: SignIn, db_owner: Engine, state: str, change: str
) -> None:
    job_id = want("crew.note", what="tea")
    alter(db_owner, job_id, change)
    for each in ("waiting", "running", "finished", "dead"):
        page = client_for("oscar").get("/ops/jobs", query_string={"state": each}).text
        assert (f"/ops/jobs/{job_id}" in page) == (each == state)


def test_pages_follow_each_other(client_for: SignIn, db_owner: Engine) -> None:
    ids = [want("crew.note", what=str(number)) for number in range(51)]
    oscar = client_for("oscar")
    first = oscar.get("/ops/jobs?state=waiting").text
    assert str(ids[1]) in first
    assert str(ids[0]) not in first
    assert f"before={ids[1]}" in first
    second = oscar.get(f"/ops/jobs?state=waiting&before={ids[1]}").text
    assert str(ids[0]) in second


@pytest.mark.parametrize("query", ["state=%00", "state=x&before=y", "name=%00'", "before=1"])
def test_a_bent_address_shows_the_page(client_for: SignIn, query: str) -> None:
    assert client_for("oscar").get(f"/ops/jobs?{query}").status_code == 200


def test_without_a_worker_it_says_so_first(client_for: SignIn) -> None:
    assert "No worker is running" in client_for("oscar").get("/ops/jobs").text


def test_without_redis_it_says_so_first(
    app: Flask, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.config["SETTINGS"]
    nowhere = queues.connect(replace(settings, redis_url="unix:///nowhere/redis.sock"))
    monkeypatch.setitem(app.extensions, "muster.jobs.redis", nowhere)
    assert "Redis does not answer" in client_for("oscar").get("/ops/jobs").text


def test_periodic_jobs_show_when_they_ran(client_for: SignIn) -> None:
    jobs.tick("jobs.sweep")
    page = client_for("oscar").get("/ops/jobs").text
    assert "jobs.sweep" in page
    assert "On time" in page
