"""The demo's house has reasons, news and words kept out; filling it twice adds nothing."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import Engine, insert

from marketplace.demo import everyday, hotline, rentals
from marketplace.demo.members import NAMES
from marketplace.demo.script import address, companies
from muster.db import Acting, unit_of_work, uuid7
from muster.identity.models import Person
from muster.tenancy.models import Membership, Tenant
from tests.cast import OSCAR
from tests.marketplace.demo.test_plays import SMALL
from tests.muster.routing import build

COUNTS = """
SELECT (SELECT count(*) FROM state_reasons) AS reasons,
       (SELECT count(*) FROM blocked_words) AS words,
       (SELECT count(*) FROM bulletins) AS news,
       (SELECT count(*) FROM bulletin_readings) AS readings,
       (SELECT count(*) FROM coaching_notes) AS notes,
       (SELECT count(*) FROM wallboard_links) AS boards,
       (SELECT count(*) FROM supervision_terms WHERE barge AND take_over) AS agreed
"""


@pytest.fixture
def house(app: Flask, db_owner: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hotline with few people."""
    for name, value in SMALL.items():
        monkeypatch.setattr(hotline, name, value)
    owner, tenant = uuid7(), uuid7()
    person = {"email": address(f"owner.{hotline.SLUG}"), "name": "陆建国", "locale": "zh"}
    company = {"slug": hotline.SLUG, "name": "健康卡热线", "locale": "zh", "color": "#0b7285"}
    with db_owner.begin() as connection:
        connection.execute(insert(Person).values(id=owner, **person))
        connection.execute(insert(Tenant).values(id=tenant, **company))
        connection.execute(
            insert(Membership).values(tenant_id=tenant, person_id=owner, role="owner")
        )
    with unit_of_work(Acting(person_id=OSCAR.id, staff=True)):
        rentals.price_list()
    hotline.fill(OSCAR.id, "a hash")


@pytest.mark.usefixtures("house")
def test_the_house_is_filled_once(db_owner: Engine) -> None:
    everyday.fill(OSCAR.id, "secret")
    (first,) = build.rows(db_owner, COUNTS)
    few = SMALL["BASE"] - 1  # type: ignore[operator]  # one of them has not read yet
    expected = (len(everyday.REASONS), len(everyday.WORDS), 2, 2 * few, 1, 1, 1)
    assert tuple(first) == expected
    everyday.fill(OSCAR.id, "secret")
    assert build.rows(db_owner, COUNTS) == [first]


def test_everybody_has_a_name() -> None:
    assert set(NAMES) == {company["slug"] for company in companies()}
