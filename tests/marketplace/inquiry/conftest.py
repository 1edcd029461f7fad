"""Builders of inquiries for the tests of the market."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from marketplace.inquiry import links
from marketplace.inquiry.asking import Asked, ask
from marketplace.matching.actions import index_companies
from marketplace.matching.documents import CompanyDocument
from muster.db import Acting, unit_of_work, uuid7
from muster.routing.dispatcher import EXTENSION as DISPATCHER
from muster.settings import Settings
from tests.cast import COMPANIES, HUALAN
from tests.conftest import ROUTED_SECONDS

PROMISE_SECONDS = 60


@dataclass(frozen=True)
class Raised:
    """An inquiry that was asked: its id, its link's token, and its contacts by company."""

    id: UUID
    token: str
    contacts: dict[UUID, UUID]

    def url(self, rest: str = "") -> str:
        return f"/i/{self.token}{rest}"

    @property
    def contact(self) -> UUID:
        """The contact with Hualan."""
        return self.contacts[HUALAN.id]


@pytest.fixture
def indexed(app: Flask) -> None:
    """Both companies of the cast can be found by their words."""
    words = {"hualan": "洗衣机 冰箱 退货 维修", "rival": "hotel flight 机票 酒店"}
    for company in COMPANIES:
        with unit_of_work(Acting(tenant_ids=(company.id,))):
            index_companies(
                [
                    CompanyDocument(
                        tenant_id=company.id, name=company.name, about=words[company.slug]
                    )
                ]
            )


@pytest.fixture
def raised(
    app: Flask, settings: Settings, db_owner: Engine, indexed: None
) -> Callable[..., Raised]:
    """Asks a question and gives the inquiry."""

    def raise_question(question: str = "洗衣机怎么退货？", **other: object) -> Raised:
        values = {
            "question": question,
            "locale": "zh",
            "inquiry_id": uuid7(),
            "address_hash": "a",
            "session_hash": "s",
        } | other
        inquiry_id = ask(Asked(**values), promise_seconds=PROMISE_SECONDS)  # type: ignore[arg-type]
        # What the test does next must find the contacts where nobody but the test has put them.
        assert app.extensions[DISPATCHER].wait_idle(ROUTED_SECONDS)
        with db_owner.connect() as connection:
            rows = connection.execute(
                text("SELECT tenant_id, id FROM contacts WHERE inquiry_id = :id"),
                {"id": inquiry_id},
            ).all()
        token = links.make(inquiry_id, settings.secret_key)
        return Raised(inquiry_id, token, {row.tenant_id: row.id for row in rows})

    return raise_question


@pytest.fixture
def consumer(anyone: FlaskClient) -> FlaskClient:
    """The consumer's browser."""
    return anyone
