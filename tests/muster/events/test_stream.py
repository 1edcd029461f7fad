"""A live route: who hears what, and what is caught up."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from muster.db import Acting, database, session, unit_of_work, uuid7
from muster.errors import Invalid
from muster.events import bus, live, replay
from muster.events.actions import Happening, record, record_many
from muster.events.messages import OPERATIONS, agent, desk, inquiry, wall
from tests.cast import ANN, BEN, HUALAN, RIVAL
from tests.muster.events.listening import Ear, ask, listening

OURS = Acting(tenant_ids=(HUALAN.id,))
BOTH = Acting(tenant_ids=(HUALAN.id, RIVAL.id))
INQUIRY = UUID("01930000-0000-7000-8000-000000000001")


def tell(kind: str, **values: object) -> int:
    """Record one event of HUALAN's; gives its id."""
    with unit_of_work(OURS):
        record(kind, **{"tenant_id": HUALAN.id, **values})  # type: ignore[arg-type] # named here
    with unit_of_work(OURS):
        return int(session.scalar(text("SELECT max(id) FROM events")) or 0)


def hear_all(app: Flask, who: Acting, *audiences: tuple[str, str], after: int = 0) -> Ear:
    """What a page that polls is told."""
    answer = ask(app, who, audiences, after=after, format="json").get_json()
    ear = Ear()
    ear.listen(f"data: {app.json.dumps(event)}\n\n".encode() for event in answer["events"])
    return ear


def before_the_end(ear: Ear) -> list[str]:
    """Kinds of the events heard before the first `contact.end`."""
    ear.wait(lambda: "contact.end" in ear.kinds())
    return ear.kinds()[: ear.kinds().index("contact.end")]


def test_each_page_hears_what_is_for_it(app: Flask) -> None:
    audiences = {
        "inquiry": inquiry(INQUIRY),
        "ann": agent(ANN.agent_id),
        "desk": desk(HUALAN.id),
        "wall": wall(HUALAN.id),
        "operations": OPERATIONS,
        "rival": wall(RIVAL.id),
        "ben": agent(BEN.agent_id),
    }
    with ExitStack() as stack:
        ears = {
            name: stack.enter_context(listening(app, BOTH, audience))
            for name, audience in audiences.items()
        }
        tell("message.posted", for_inquiry=INQUIRY, for_agent=ANN.agent_id)
        tell("note.written", for_agent=ANN.agent_id, for_wall=False)
        tell("contact.queued", for_inquiry=INQUIRY)
        with unit_of_work(BOTH):
            record("contact.end", tenant_id=HUALAN.id, for_inquiry=INQUIRY, for_agent=ANN.agent_id)
            record("contact.end", tenant_id=RIVAL.id, for_agent=BEN.agent_id)
        heard = {name: before_the_end(ear) for name, ear in ears.items()}
    assert heard == {
        "inquiry": ["message.posted", "contact.queued"],
        "ann": ["message.posted", "note.written"],
        "desk": ["contact.queued"],
        "wall": ["message.posted", "contact.queued"],
        "operations": ["message.posted", "contact.queued"],
        "rival": [],
        "ben": [],
    }


def test_what_a_page_polls_is_what_its_stream_would_have_told(app: Flask) -> None:
    tell("message.posted", for_inquiry=INQUIRY, for_agent=ANN.agent_id)
    tell("note.written", for_agent=ANN.agent_id, for_wall=False)
    tell("contact.queued", for_inquiry=INQUIRY)
    consumer = Acting(inquiry_id=INQUIRY)
    assert hear_all(app, consumer, inquiry(INQUIRY)).kinds() == ["message.posted", "contact.queued"]
    assert hear_all(app, OURS, agent(ANN.agent_id)).kinds() == ["message.posted", "note.written"]
    assert hear_all(app, OURS, desk(HUALAN.id)).kinds() == ["contact.queued"]
    assert hear_all(app, OURS, wall(HUALAN.id)).kinds() == ["message.posted", "contact.queued"]
    assert hear_all(app, OURS, desk(HUALAN.id), agent(ANN.agent_id)).kinds() == [
        "message.posted",
        "note.written",
        "contact.queued",
    ]


def test_a_page_that_is_for_several_hears_each_event_once(app: Flask) -> None:
    with listening(app, OURS, agent(ANN.agent_id), desk(HUALAN.id)) as ear:
        tell("contact.queued", for_agent=ANN.agent_id)
        tell("contact.closed")
        ear.wait(lambda: "contact.closed" in ear.kinds())
    assert ear.kinds() == ["contact.queued", "contact.closed"]


def test_signals_are_told_and_not_kept(app: Flask) -> None:
    with listening(app, OURS, wall(HUALAN.id)) as ear:
        bus.signal("contact.typing", tenant_id=HUALAN.id, for_wall=True, payload={"by": "agent"})
        ear.wait(ear.kinds)
    assert (ear.heard[-1].id, ear.heard[-1].data["payload"]) == (None, {"by": "agent"})
    assert hear_all(app, OURS, wall(HUALAN.id)).kinds() == []


def test_a_stream_begins_with_what_was_missed(app: Flask) -> None:
    known = tell("test.known")
    with unit_of_work(OURS):
        session.execute(text("SELECT 1"))
    tell("test.missed")
    with listening(app, OURS, wall(HUALAN.id), after=known) as ear:
        tell("test.new")
        ear.wait(lambda: "test.new" in ear.kinds())
    assert ear.kinds()[-2:] == ["test.missed", "test.new"]


def test_a_browser_that_comes_back_by_itself_says_what_it_had(app: Flask) -> None:
    known = tell("test.known")
    tell("test.missed")
    with (
        app.test_request_context("/live?format=json", headers={"Last-Event-ID": str(known)}),
        unit_of_work(OURS),
    ):
        events = live.stream([wall(HUALAN.id)]).get_json()["events"]
    assert "test.missed" in [event["kind"] for event in events]


def test_an_event_committed_late_is_told_although_its_id_is_lower(
    app: Flask, db_owner: Engine
) -> None:
    add = text(
        "INSERT INTO events (tenant_id, kind, for_wall, payload)"
        " VALUES (:tenant, 'test.late', true, '{}')"
    )
    with db_owner.connect() as slow, slow.begin():
        slow.execute(add, {"tenant": HUALAN.id})
        known = tell("test.known")
    assert "test.late" in hear_all(app, OURS, wall(HUALAN.id), after=known).kinds()


def test_what_is_long_known_is_not_told_again(app: Flask, db_owner: Engine) -> None:
    tell("test.old")
    with db_owner.begin() as connection:
        connection.execute(text("UPDATE events SET created_at = created_at - interval '1 hour'"))
    known = tell("test.known")
    tell("test.new")
    assert hear_all(app, OURS, wall(HUALAN.id), after=known).kinds() == ["test.known", "test.new"]


def test_who_missed_too_much_is_told_to_load_anew(app: Flask) -> None:
    known = tell("test.known")
    with unit_of_work(OURS):
        record_many(Happening("test.missed", HUALAN.id) for _ in range(replay.MOST + 1))
    answer = ask(app, OURS, [wall(HUALAN.id)], after=known, format="json").get_json()
    assert (answer["reset"], answer["events"]) == (True, [])
    again = ask(app, OURS, [wall(HUALAN.id)], after=answer["after"], format="json").get_json()
    assert not again["reset"]
    with listening(app, OURS, wall(HUALAN.id), after=known) as ear:
        ear.wait(lambda: any(one.event == "reset" for one in ear.heard))
    resets = [one.data for one in ear.heard if one.event == "reset"]
    assert resets == [{"after": answer["after"]}]


def test_exactly_as_much_as_fits_is_told_one_by_one(app: Flask) -> None:
    known = tell("test.known")
    with unit_of_work(OURS):
        record_many(Happening("test.missed", HUALAN.id) for _ in range(replay.MOST))
    kinds = hear_all(app, OURS, wall(HUALAN.id), after=known).kinds()
    assert kinds.count("test.missed") == replay.MOST


def test_the_log_of_another_company_stays_closed(app: Flask) -> None:
    tell("test.secret", for_inquiry=INQUIRY, for_agent=ANN.agent_id)
    theirs = Acting(tenant_ids=(RIVAL.id,))
    everything = (wall(HUALAN.id), desk(HUALAN.id), agent(ANN.agent_id), inquiry(INQUIRY))
    assert hear_all(app, theirs, *everything).kinds() == []
    assert hear_all(app, Acting(inquiry_id=uuid7()), *everything).kinds() == []


def test_operations_look_through_their_own_door(app: Flask) -> None:
    tell("test.ours")
    with unit_of_work(Acting(tenant_ids=(RIVAL.id,))):
        record("test.theirs", tenant_id=RIVAL.id)
    with (
        app.test_request_context("/live?format=json&after=0"),
        Session(database.engines["operations"]) as everyone,
    ):
        events = live.stream([OPERATIONS], source=everyone).get_json()["events"]
    assert [event["kind"] for event in events] == ["test.ours", "test.theirs"]


def test_a_page_goes_on_from_where_it_was_rendered(app: Flask) -> None:
    tell("test.before", for_agent=ANN.agent_id)
    newest = tell("contact.before")
    with unit_of_work(OURS):
        assert live.cursor([agent(ANN.agent_id), desk(HUALAN.id)]) == newest
        assert live.cursor([wall(RIVAL.id)]) == 0


@pytest.mark.parametrize("after", ["x", "-1", "1.5", "١", "9" * 30, "1;DROP TABLE events"])
def test_a_made_up_id_is_an_error(app: Flask, after: str) -> None:
    with pytest.raises(Invalid):
        ask(app, OURS, [wall(HUALAN.id)], after=after)
    assert app.extensions["muster.hub"].listeners.all() == []


def test_the_answer_is_fit_for_proxies(app: Flask) -> None:
    response = ask(app, OURS, [wall(HUALAN.id)])
    try:
        assert response.mimetype == "text/event-stream"
        assert response.headers["X-Accel-Buffering"] == "no"
        assert response.headers["Cache-Control"] == "no-store"
    finally:
        response.close()
    assert app.extensions["muster.hub"].listeners.all() == []
