"""What a consumer writes brings a note to the top, beside the conversation."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import expect
from sqlalchemy import Engine, insert

from muster.coaching import defaults
from muster.coaching.models import CultureNote
from muster.conversations import writing
from muster.conversations.models import AuthorKind, MessageKind
from muster.db import Acting, acting, uuid7
from muster.events import bus
from tests.cast import ANN, HUALAN
from tests.journeys.looking import look
from tests.muster.desk.build import in_hand
from tests.muster.desk.conftest import OpenDesk

pytestmark = pytest.mark.journey


def test_polite_disappointment_is_pointed_out(db_owner: Engine, open_desk: OpenDesk) -> None:
    now = datetime.now(UTC)
    with db_owner.begin() as connection:
        connection.execute(
            insert(CultureNote),
            [
                {**note, "phrases": list(note["phrases"]), "updated_at": now}
                for note in defaults.notes()
            ],
        )
    contact_id = in_hand(db_owner)
    desk = open_desk(ANN)
    desk.locator(".contact-open").first.click()
    coach = desk.locator(".coach")
    expect(coach.locator(".coach-note").first).to_be_visible()
    expect(coach.locator(".is-heard")).to_have_count(0)
    with acting(Acting(tenant_ids=(HUALAN.id,))):
        consumer = writing.Author(AuthorKind.CONSUMER)
        writing.post(contact_id, uuid7(), consumer, MessageKind.TEXT, "哦，原来是这样。")
    bus.flush()
    first = coach.locator(".coach-note").first
    expect(first).to_have_class(re.compile("is-heard"))
    expect(first).to_contain_text("rarely satisfaction")
    expect(first.locator("q")).to_have_text("原来是这样")
    look(desk)
