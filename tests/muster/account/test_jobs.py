"""Sign-ins and links that stopped working long ago are thrown away, and no others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import Engine, insert, select

from muster.account.jobs import clean_up
from muster.db import uuid7
from muster.identity.models import LoginSession, OneTimeToken
from tests.cast import OLGA

NOW = datetime.now(UTC)
LONG_AGO, LATELY = NOW - timedelta(days=91), NOW - timedelta(days=89)


def sign_in(engine: Engine, name: str, expires: datetime, revoked: datetime | None) -> None:
    values = {
        "id": uuid7(),
        "person_id": OLGA.id,
        "token_hash": name,
        "address": "",
        "browser": "",
        "last_seen_at": NOW,
        "expires_at": expires,
        "revoked_at": revoked,
    }
    with engine.begin() as connection:
        connection.execute(insert(LoginSession).values(values))


def link(engine: Engine, name: str, expires: datetime, used: datetime | None) -> None:
    values = {
        "id": uuid7(),
        "person_id": OLGA.id,
        "purpose": "reset_password",
        "token_hash": name,
        "expires_at": expires,
        "used_at": used,
    }
    with engine.begin() as connection:
        connection.execute(insert(OneTimeToken).values(values))


def test_what_ended_long_ago_goes(app: Flask, db_owner: Engine) -> None:
    for add in (sign_in, link):
        add(db_owner, f"{add.__name__} expired", LONG_AGO, None)
        add(db_owner, f"{add.__name__} ended", NOW, LONG_AGO)
        add(db_owner, f"{add.__name__} lately", LATELY, None)
        add(db_owner, f"{add.__name__} working", NOW + timedelta(days=1), None)
    clean_up()
    with db_owner.connect() as connection:
        sign_ins = set(connection.execute(select(LoginSession.token_hash)).scalars())
        links = set(connection.execute(select(OneTimeToken.token_hash)).scalars())
    assert {name for name in sign_ins if " " in name} == {"sign_in lately", "sign_in working"}
    assert links == {"link lately", "link working"}
