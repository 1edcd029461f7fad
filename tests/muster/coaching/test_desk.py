"""Notes beside a conversation: of its language, of its company, and the operator's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, delete, insert

from muster.coaching.models import CoachingNote, CultureNote
from muster.conversations.models import Contact
from muster.db import Acting, session, unit_of_work
from tests.cast import HUALAN, RIVAL
from tests.watch.makers import market

ClientFor = Callable[[str], FlaskClient]


def note(owner: Engine, model: Any, title: str, **other: Any) -> None:
    values = {"language": "en", "title_en": title, "body_en": "Ask.", "phrases": ["fine"]} | other
    with owner.begin() as connection:
        connection.execute(insert(model).values(updated_at=datetime.now(UTC), **values))


def shown(client: FlaskClient, contact_id: UUID) -> list[tuple[str, bool]]:
    answer = client.get(f"/desk/coaching/{contact_id}")
    assert answer.status_code == 200
    assert answer.json is not None
    return [(each["title"], each["own"]) for each in answer.json["notes"]]


def test_the_companys_own_come_before_the_operators(
    client_for: ClientFor, db_owner: Engine
) -> None:
    note(db_owner, CultureNote, "everybody's")
    note(db_owner, CultureNote, "about Japanese", language="ja")
    note(db_owner, CoachingNote, "ours", tenant_id=HUALAN.id)
    note(db_owner, CoachingNote, "the rival's", tenant_id=RIVAL.id)
    contact = market.contact(db_owner)
    assert shown(client_for("ann"), contact) == [("ours", True), ("everybody's", False)]


def test_a_note_is_read_in_the_agents_language(client_for: ClientFor, db_owner: Engine) -> None:
    note(db_owner, CultureNote, "in English", title_zh="中文的")
    note(db_owner, CultureNote, "only in English")
    ann = client_for("ann")
    contact = market.contact(db_owner)
    assert [title for title, _ in shown(ann, contact)] == ["in English", "only in English"]
    answer = ann.get(f"/desk/coaching/{contact}?lang=zh")
    assert answer.json is not None
    assert [each["title"] for each in answer.json["notes"]] == ["中文的", "only in English"]


def test_a_region_of_a_language_is_that_language(client_for: ClientFor, db_owner: Engine) -> None:
    note(db_owner, CultureNote, "everybody's")
    contact = market.contact(db_owner)
    with db_owner.begin() as connection:
        connection.execute(Contact.__table__.update().values(language="en-GB"))  # type: ignore[attr-defined]  # a Table
    assert shown(client_for("ann"), contact) == [("everybody's", False)]


def test_another_companys_agent_sees_nothing(client_for: ClientFor, db_owner: Engine) -> None:
    contact = market.contact(db_owner)
    assert client_for("cai").get(f"/desk/coaching/{contact}").status_code == 404


def test_no_company_changes_the_operators_notes(client_for: ClientFor, db_owner: Engine) -> None:
    note(db_owner, CultureNote, "everybody's")
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        assert len(session.scalars(CultureNote.__table__.select()).all()) == 1
        gone = session.execute(delete(CultureNote))
        assert gone.rowcount == 0  # type: ignore[attr-defined]  # of a delete
    with unit_of_work(Acting(market=True)):
        assert session.scalars(CultureNote.__table__.select()).all() == []
