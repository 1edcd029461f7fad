"""Who is signed in, kept for a moment."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Engine, text

from muster.identity.login import hash_token
from muster.tenancy.principal import Principal, PrincipalCache, load
from tests.cast import ANN, HUALAN, OLGA, OSCAR, RIVAL

TOKEN = hash_token(OLGA.token)


def drop_memberships(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM memberships WHERE person_id = :id"), {"id": OLGA.id})


def companies(cache: PrincipalCache) -> list[str]:
    principal = cache.get(TOKEN)
    assert principal is not None
    return [company.slug for company in principal.companies]


def test_everything_that_decides_is_read_at_once(app: Flask) -> None:
    olga, oscar, ann = (load(hash_token(p.token)) for p in (OLGA, OSCAR, ANN))
    assert olga is not None
    assert oscar is not None
    assert ann is not None
    assert olga.company("hualan") == olga.membership(HUALAN.id)
    assert olga.company("rival") is None
    assert oscar.staff_roles == {"admin", "operations"}
    assert ann.agent_id == ANN.agent_id
    assert ann.client_ids == (HUALAN.id,)
    assert ann.client(RIVAL.id) is None
    assert ann.companies == ()


def test_a_stranger_is_nobody(app: Flask) -> None:
    assert load(hash_token("made up")) is None


def test_rights_are_kept_for_a_moment_and_forgotten_when_they_change(db_owner: Engine) -> None:
    cache = PrincipalCache()
    assert companies(cache) == ["hualan"]
    drop_memberships(db_owner)
    assert companies(cache) == ["hualan"]
    cache.forget(OLGA.id)
    assert companies(cache) == []


def test_rights_that_change_while_they_are_read_are_not_kept(db_owner: Engine) -> None:
    def slowly(token_hash: str) -> Principal | None:
        old = load(token_hash)
        drop_memberships(db_owner)
        cache.forget(OLGA.id)
        return old

    cache = PrincipalCache(read=slowly)
    assert companies(cache) == ["hualan"]
    assert companies(cache) == []


def test_what_is_kept_stays_bounded(app: Flask) -> None:
    cache = PrincipalCache(limit=1)
    cache.get(TOKEN)
    cache.get(hash_token(OSCAR.token))
    assert len(cache._entries) == 1
