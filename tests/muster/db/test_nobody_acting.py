"""While nobody acts, nothing is asked of the database, however often one tries."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from muster.conversations.models import Queue
from muster.db import Acting, NobodyActing, session, unit_of_work
from tests.cast import HUALAN, known_id


def test_every_statement_is_refused_and_not_only_the_first(app: Flask) -> None:
    for _ in range(3):
        with pytest.raises(NobodyActing):
            session.scalars(select(Queue)).all()


def test_writing_is_refused_too(app: Flask) -> None:
    for _ in range(2):
        session.add(Queue(id=known_id("q"), tenant_id=HUALAN.id, name="q", languages=[]))
        with pytest.raises(NobodyActing):
            session.flush()
        session.rollback()


def test_a_refused_session_works_again_once_somebody_acts(app: Flask) -> None:
    with pytest.raises(NobodyActing):
        session.scalars(select(Queue)).all()
    session.rollback()
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        assert len(session.scalars(select(Queue)).all()) == 1
