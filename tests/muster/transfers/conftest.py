"""Two agents of one company, and a contact that the first of them has."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine

from tests.cast import BEN
from tests.muster.desk.build import asked, in_hand
from tests.muster.routing import build

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def ann(client_for: SignIn) -> FlaskClient:
    return client_for("ann")


@pytest.fixture
def ben(client_for: SignIn) -> FlaskClient:
    return client_for("ben")


@pytest.fixture
def contact_id(db_owner: Engine) -> UUID:
    """A consumer's contact that Ann has, while Ben is available."""
    build.agents(db_owner, [BEN])
    return in_hand(db_owner, inquiry_id=asked(db_owner))
