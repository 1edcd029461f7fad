"""The demo's agents have sites, weeks and certifications; filling it twice adds nothing."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import Engine, insert

from marketplace.demo import places
from marketplace.demo.script import AGENTS, address
from muster.db import uuid7
from muster.identity.models import Person
from muster.workforce.models import Agent
from tests.cast import LONG_AGO, OSCAR
from tests.muster.routing import build

COUNTS = """
SELECT (SELECT count(*) FROM sites) AS sites,
       (SELECT count(DISTINCT hazard_zone) FROM sites) AS zones,
       (SELECT count(*) FROM agents WHERE site_id IS NOT NULL) AS settled,
       (SELECT count(DISTINCT agent_id) FROM shifts) AS planned,
       (SELECT count(*) FROM time_off WHERE state = 'asked') AS wishes
"""
FEW = AGENTS[:4]


def hire(owner: Engine) -> None:
    """Some of the demo's agents, without the passwords that take so long to make."""
    with owner.begin() as connection:
        for name, shown, languages in FEW:
            person = uuid7()
            connection.execute(
                insert(Person).values(id=person, email=address(name), name=shown, locale="zh")
            )
            connection.execute(
                insert(Agent).values(
                    person_id=person,
                    display_name=shown,
                    languages=list(languages),
                    skills=[],
                    state_since=LONG_AGO,
                )
            )


def test_the_agents_are_settled_once(app: Flask, db_owner: Engine) -> None:
    hire(db_owner)
    places.fill(OSCAR.id)
    (first,) = build.rows(db_owner, COUNTS)
    assert tuple(first) == (3, 2, len(FEW), len(FEW), 1)
    places.fill(OSCAR.id)
    assert build.rows(db_owner, COUNTS) == [first]
