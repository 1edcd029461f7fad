"""What counts as today, and as in time: also for who came while the queue was closed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import Flask
from sqlalchemy import Engine

from muster.db import Acting, acting
from muster.db.ids import first_id
from muster.supervision import queries
from muster.supervision.queries import Wall
from tests.cast import HUALAN
from tests.muster.routing import build

NOW = datetime.now(UTC)
MIDNIGHT = NOW - timedelta(hours=12)
OPENED = NOW - timedelta(hours=3)
LAST_NIGHT = MIDNIGHT - timedelta(hours=2)


def contact(owner: Engine, came: datetime, answered: timedelta | None = None, **more: Any) -> None:
    """Somebody who came then, and was answered so long after coming, or after the opening."""
    since = more.get("counts_from") or came
    build.contact(
        owner,
        id=UUID(int=first_id(came).int | uuid4().int >> 64),
        created_at=came,
        first_answer_at=since + answered if answered is not None else None,
        **{"state": "closed" if answered is not None else "queued"} | more,
    )


def today() -> Wall:
    with acting(Acting(tenant_ids=(HUALAN.id,))):
        return queries.wall(HUALAN.id, MIDNIGHT)


def test_who_comes_while_it_is_open_counts_from_the_question(app: Flask, db_owner: Engine) -> None:
    contact(db_owner, OPENED, timedelta(seconds=20))
    contact(db_owner, OPENED, timedelta(seconds=31))
    contact(db_owner, LAST_NIGHT, timedelta(seconds=20))
    assert (today().offered, today().answered, today().service_level) == (2, 2, 0.5)


def test_who_comes_at_night_counts_from_the_opening_on_that_day(
    app: Flask, db_owner: Engine
) -> None:
    for came in (LAST_NIGHT, MIDNIGHT + timedelta(hours=1)):
        contact(db_owner, came, timedelta(seconds=20), counts_from=OPENED)
        contact(db_owner, came, timedelta(seconds=31), counts_from=OPENED)
        contact(db_owner, came, counts_from=OPENED)
        contact(db_owner, came, counts_from=NOW + timedelta(hours=9))
    wall = today()
    assert (wall.offered, wall.answered, wall.in_time) == (6, 4, 2)
    waits = {each["waits_since"] for each in wall.contacts if each["state"] == "queued"}
    assert waits == {OPENED, LAST_NIGHT, MIDNIGHT + timedelta(hours=1)}


def test_who_left_before_the_opening_was_offered_to_nobody(app: Flask, db_owner: Engine) -> None:
    gone = {"state": "abandoned", "counts_from": OPENED}
    contact(db_owner, LAST_NIGHT, closed_at=OPENED - timedelta(hours=1), **gone)
    contact(db_owner, LAST_NIGHT, closed_at=OPENED + timedelta(seconds=5), **gone)
    assert (today().offered, today().abandoned, today().service_level) == (1, 1, 0)


def test_who_has_just_come_is_not_late(app: Flask, db_owner: Engine) -> None:
    contact(db_owner, datetime.now(UTC) + timedelta(hours=1))
    assert (today().offered, today().service_level) == (1, None)
