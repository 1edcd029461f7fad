"""Rights that change while a page is open."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from muster.db import Acting
from muster.events import bus, hub
from muster.events.messages import wall
from muster.identity.login import hash_token
from muster.tenancy import principal
from muster.tenancy.principal import cache
from tests.cast import HUALAN, SAM, VERA
from tests.muster.events.listening import ask, listening
from tests.waiting import eventually

OURS = Acting(tenant_ids=(HUALAN.id,))


def test_every_stream_of_the_person_ends_so_that_the_page_asks_the_door_again(app: Flask) -> None:
    with (
        listening(app, OURS, wall(HUALAN.id), person_id=VERA.id) as hers,
        listening(app, OURS, wall(HUALAN.id), person_id=SAM.id) as his,
    ):
        bus.rights_changed(VERA.id)
        hers.wait(lambda: hers.ended)
        bus.signal("contact.after", tenant_id=HUALAN.id, for_wall=True)
        his.wait(his.kinds)
        assert not his.ended
    assert hers.states()[-1] == "renew"
    assert hers.kinds() == []


def test_the_person_is_read_afresh(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(principal, "FRESH_SECONDS", 3600)
    with listening(app, OURS, wall(HUALAN.id), person_id=SAM.id):
        token_hash = hash_token(VERA.token)
        before = cache.get(token_hash)
        assert before is not None
        bus.rights_changed(VERA.id)
        eventually(lambda: cache.get(token_hash) is not before)


def test_a_stream_opened_on_old_rights_ends_a_little_later(app: Flask) -> None:
    with listening(app, OURS, wall(HUALAN.id), person_id=SAM.id) as his:
        bus.rights_changed(VERA.id)
        bus.signal("contact.told", tenant_id=HUALAN.id, for_wall=True)
        his.wait(his.kinds)
        with listening(app, OURS, wall(HUALAN.id), person_id=VERA.id) as hers:
            hers.wait(lambda: hers.ended)
        assert not his.ended


def test_several_people_at_once(app: Flask) -> None:
    forgotten: list[UUID] = []
    app.extensions["muster.hub"]._forget_rights = forgotten.append
    try:
        with listening(app, OURS, wall(HUALAN.id), person_id=VERA.id) as hers:
            bus.rights_changed(SAM.id, VERA.id)
            hers.wait(lambda: hers.ended)
    finally:
        app.extensions["muster.hub"]._forget_rights = cache.forget
    assert forgotten == [SAM.id, VERA.id]


def test_a_stream_does_not_outlive_what_it_was_checked_for(app: Flask) -> None:
    with listening(app, OURS, wall(HUALAN.id), person_id=VERA.id) as hers:
        for stream in app.extensions["muster.hub"].listeners.all():
            stream.opened_at -= hub.LIFE_SECONDS + hub.LIFE_SPREAD_SECONDS
        hers.wait(lambda: hers.ended)
    assert hers.states()[-1] == "renew"


def test_a_response_that_nobody_ever_read_is_forgotten(app: Flask) -> None:
    response = ask(app, OURS, [wall(HUALAN.id)])
    [stream] = app.extensions["muster.hub"].listeners.all()
    stream.opened_at -= hub.UNBEGUN_SECONDS
    eventually(lambda: app.extensions["muster.hub"].listeners.all() == [])
    response.close()
