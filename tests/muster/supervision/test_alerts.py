"""Alerts: each once, from what has happened; cleared when it has passed, or acknowledged."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, text

from muster.conversations.models import AuthorKind, MessageKind
from muster.conversations.writing import Author, post
from muster.db import Acting, acting, unit_of_work, uuid7
from muster.supervision import alerts, terms
from muster.supervision.models import Alert, Disclosure
from tests.cast import ANN, BEN, HUALAN, RIVAL
from tests.muster.desk.build import consumer_says
from tests.muster.routing import build as routing
from tests.muster.supervision import build

ClientFor = Callable[[str], FlaskClient]


def raised(owner: Engine, *, open_only: bool = True) -> list[tuple[str, str]]:
    where = " WHERE acknowledged_at IS NULL AND cleared_at IS NULL" if open_only else ""
    with owner.connect() as connection:
        rows = connection.execute(text(f"SELECT kind, words FROM alerts{where} ORDER BY id"))
        return [(row.kind, row.words) for row in rows]


def consumer(contact_id: UUID, inquiry_id: UUID, body: str) -> None:
    """The consumer says something, in the way of the consumer's page."""
    with acting(Acting(inquiry_id=inquiry_id)):
        post(contact_id, uuid7(), Author(AuthorKind.CONSUMER), MessageKind.TEXT, body)


def past(owner: Engine, statement: str, **values: Any) -> None:
    with owner.begin() as connection:
        connection.execute(text(statement), values)


def test_a_consumer_who_waits_too_long(app: object, db_owner: Engine) -> None:
    waiting = routing.contact(db_owner)
    alerts.look()
    assert raised(db_owner) == []
    past(db_owner, "UPDATE contacts SET created_at = now() - interval '61 seconds'")
    another_day = (datetime.now(UTC) + timedelta(days=3)).strftime("%a").lower()
    hours = json.dumps({another_day: [["09:00", "09:01"]]})
    past(db_owner, "UPDATE queues SET opening_hours = cast(:hours AS jsonb)", hours=hours)
    alerts.look()
    assert raised(db_owner) == [], "closed: they were told when it opens"
    past(db_owner, "UPDATE queues SET opening_hours = '{}'")
    alerts.look()
    alerts.look()
    assert raised(db_owner) == [("waiting", "洗衣机不转了")]
    past(db_owner, "UPDATE contacts SET state_since = now()")
    alerts.look()
    assert len(raised(db_owner)) == 1, "offered in vain, it is still the same wait"
    past(db_owner, "UPDATE contacts SET state = 'closed' WHERE id = :id", id=waiting)
    alerts.look()
    assert raised(db_owner) == []


def test_who_has_just_come_back_does_not_wait_since_the_first_word(
    app: object, db_owner: Engine
) -> None:
    routing.contact(db_owner)
    past(
        db_owner,
        "UPDATE contacts SET created_at = now() - interval '1 day', waiting_since = now()",
    )
    alerts.look()
    assert raised(db_owner) == []


def test_the_client_chooses_the_limit(app: object, db_owner: Engine) -> None:
    routing.contact(db_owner)
    past(db_owner, "UPDATE contacts SET created_at = now() - interval '61 seconds'")
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        terms.configure(HUALAN.id, Disclosure.PRESENCE, {"waiting_seconds": 90})
    alerts.look()
    assert raised(db_owner) == []


def test_an_agent_who_does_not_answer(app: object, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    consumer_says(db_owner, ours, "在吗")
    alerts.look()
    assert raised(db_owner) == []
    past(db_owner, "UPDATE messages SET created_at = now() - interval '2 minutes'")
    alerts.look()
    alerts.look()
    assert raised(db_owner) == [("silent", "在吗")]
    with acting(Acting(tenant_ids=(HUALAN.id,))):
        author = Author(AuthorKind.AGENT, ANN.name, ANN.agent_id)
        post(ours, uuid7(), author, MessageKind.TEXT, "在的")
    alerts.look()
    assert raised(db_owner) == []


def test_an_agent_who_has_taken_it_and_says_nothing(app: object, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    opening = build.contact(db_owner, ours).opening
    alerts.look()
    assert raised(db_owner) == []
    past(db_owner, "UPDATE contacts SET state_since = now() - interval '2 minutes'")
    alerts.look()
    alerts.look()
    assert raised(db_owner) == [("silent", opening)]
    past(db_owner, "UPDATE contacts SET agent_id = :ben", ben=BEN.agent_id)
    alerts.look()
    assert raised(db_owner) == [("silent", opening)] * 2, "so does the next"
    with acting(Acting(tenant_ids=(HUALAN.id,))):
        author = Author(AuthorKind.AGENT, BEN.name, BEN.agent_id)
        post(ours, uuid7(), author, MessageKind.TEXT, "在的")
    alerts.look()
    assert raised(db_owner) == []


def test_angry_and_polite_words(app: object, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    inquiry_id = build.contact(db_owner, ours).inquiry_id
    for body in (
        "你们什么态度！",
        "哦,原来是这样",
        "哦，原来是这样，那多久能送到呢？麻烦帮我查一下",
    ):
        consumer(ours, inquiry_id, body)
    alerts.look()
    alerts.look()
    assert raised(db_owner) == [("angry", "你们什么态度！"), ("polite", "哦,原来是这样")]
    (event, _) = build.events(db_owner, ours, "alert.raised")
    assert (event.for_inquiry, event.for_agent, event.for_wall) == (None, None, True)


def test_nobody_reads_in_an_alert_what_the_contract_lets_nobody_read(
    client_for: ClientFor, db_owner: Engine
) -> None:
    ours = build.in_hand(db_owner)
    contact = build.contact(db_owner, ours)
    consumer(ours, contact.inquiry_id, "你们什么态度！")
    past(db_owner, "UPDATE messages SET created_at = now() - interval '2 minutes'")
    alerts.look()
    walls = [(client_for("sam"), f"{build.LIVE}/tiles"), (client_for("oscar"), "/ops/live/tiles")]
    alarm = re.compile(r'data-item="alert-.*?</li>', re.DOTALL)

    def shown() -> list[list[str]]:
        return [alarm.findall(person.get(wall).text) for person, wall in walls]

    for told in shown():
        assert [("什么态度" in each) for each in told] == [True, True], "angry, and not answered"
    build.agreed(db_owner, listen=False)
    for told in shown():
        assert [("什么态度" in each, contact.opening in each) for each in told] == [
            (False, True)
        ] * 2


def test_what_the_agent_says_alarms_nobody(app: object, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)
    with acting(Acting(tenant_ids=(HUALAN.id,))):
        author = Author(AuthorKind.AGENT, ANN.name, ANN.agent_id)
        post(ours, uuid7(), author, MessageKind.TEXT, "您可以投诉")
    alerts.look()
    assert raised(db_owner) == []


def test_passed_on_too_often(app: object, db_owner: Engine) -> None:
    ours = build.in_hand(db_owner)

    def steps(*reasons: str) -> None:
        for reason in reasons:
            past(
                db_owner,
                "INSERT INTO contact_changes (id, tenant_id, contact_id, state, reason)"
                " VALUES (new_id(), :t, :c, 'active', :reason)",
                t=HUALAN.id,
                c=ours,
                reason=reason,
            )

    steps("transfer.queue to=x", "transfer.asked name=Ben", "transfer.declined name=Ben")
    steps("transfer.invited name=Ben", "transfer.together name=Ben", "transfer.done name=Ben")
    alerts.look()
    assert raised(db_owner) == []
    steps("transfer.agent name=Ann")
    alerts.look()
    assert [kind for kind, _ in raised(db_owner)] == ["transfers"]


def test_away_beyond_the_limit(app: object, db_owner: Engine) -> None:
    routing.agents(db_owner, [ANN], state="break", state_since=text("now() - interval '1 hour'"))
    alerts.look()
    assert raised(db_owner) == [("away", "break")]
    routing.agents(db_owner, [ANN], state="available")
    alerts.look()
    assert raised(db_owner) == []


def test_seen_to_by_somebody(client_for: ClientFor, db_owner: Engine) -> None:
    routing.contact(db_owner)
    past(db_owner, "UPDATE contacts SET created_at = now() - interval '61 seconds'")
    alerts.look()
    sam = client_for("sam")
    assert "waits too long" in sam.get(f"{build.LIVE}/tiles").text
    with db_owner.connect() as connection:
        alert_id = connection.execute(text("SELECT id FROM alerts")).scalar_one()
    address = f"{build.LIVE}/alerts/{alert_id}/acknowledgement"
    assert client_for("vera").post(address).status_code == 403
    assert sam.post(address).status_code == 204
    assert sam.post(address).status_code == 204
    alerts.look()
    assert raised(db_owner) == []


def test_a_rival_s_alert_is_not_there(client_for: ClientFor, db_owner: Engine) -> None:
    alert_id = uuid7()
    row = {"id": alert_id, "tenant_id": RIVAL.id, "kind": "away", "subject": "x", "words": "theirs"}
    with db_owner.begin() as connection:
        connection.execute(insert(Alert).values(row))
    sam = client_for("sam")
    assert "theirs" not in sam.get(f"{build.LIVE}/tiles").text
    assert sam.post(f"{build.LIVE}/alerts/{alert_id}/acknowledgement").status_code == 404
