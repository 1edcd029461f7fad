"""Companies of several trades in the index, for the tests that search it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from marketplace.matching.actions import index_companies
from marketplace.matching.counting import count_anew
from muster.db import Acting, unit_of_work
from tests.marketplace.matching import companies


@pytest.fixture
def tenants(db_owner: Engine) -> Engine:
    """The companies are tenants; none of them is in the index."""
    companies.enter(db_owner, companies.ALL)
    return db_owner


@pytest.fixture
def indexed(tenants: Engine) -> Engine:
    """The companies are in the index, and counted."""
    with unit_of_work(Acting(staff=True)):
        index_companies(companies.ALL)
    with unit_of_work(Acting(staff=True)):
        count_anew()
    return tenants
