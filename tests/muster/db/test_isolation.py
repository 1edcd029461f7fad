"""Isolation holds in the database, whatever Python asks for."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError, ProgrammingError

from muster.conversations.models import Queue
from muster.db import Acting, NobodyActing, session, unit_of_work
from muster.workforce.models import SeatAssignment
from tests.cast import HUALAN, RIVAL

AsTenant = Callable[[str], AbstractContextManager[None]]


def test_a_company_sees_its_own_rows_only(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        assert session.scalars(select(Queue.tenant_id)).all() == [HUALAN.id]


def test_nobody_acting_is_an_error_in_python(app: Flask) -> None:
    with pytest.raises(NobodyActing):
        session.scalars(select(Queue)).all()


def test_an_empty_context_sees_no_row(app: Flask) -> None:
    with unit_of_work(Acting()):
        assert session.scalars(select(Queue)).all() == []


def test_a_row_cannot_be_moved_into_another_company(as_tenant: AsTenant) -> None:
    with pytest.raises(ProgrammingError), as_tenant("hualan"):
        session.execute(update(Queue).values(tenant_id=RIVAL.id))


def test_a_foreign_key_cannot_point_into_another_company(as_tenant: AsTenant) -> None:
    with pytest.raises(IntegrityError), as_tenant("hualan"):
        session.execute(update(SeatAssignment).values(lease_id=RIVAL.lease_id))
