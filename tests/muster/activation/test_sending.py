"""Written calls leave by desk, mail and the provider, in a few statements however many they are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from muster import jobs
from muster.activation import door
from muster.activation import jobs as clock
from muster.settings import Settings
from tests.muster.activation.conftest import Rows

SMS = """INSERT INTO agent_addresses (id, agent_id, kind, address, position)
SELECT gen_random_uuid(), id, 'sms', '+8613900000001', 1 FROM agents WHERE display_name LIKE 'R%'"""
OUT = """SELECT way, count(sent_at) AS sent, count(kept_at) AS kept, max(attempts) AS tried
FROM call_messages GROUP BY way ORDER BY way"""


def test_what_is_written_leaves_at_once_and_each_mail_once(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(3, certified=3)
    rows(SMS)
    activation = activate(3)
    clock.deliver(activation_id=activation)
    clock.deliver(activation_id=activation)
    assert rows(OUT) == [("desk", 3, 0, 0), ("mail", 3, 0, 0), ("sms", 0, 3, 0)]
    assert rows("SELECT count(*), count(kept_at) FROM mails") == [(3, 0)]
    jobs.run_due()
    assert rows("SELECT count(*), count(kept_at) FROM mails") == [(3, 3)]
    assert rows("SELECT name, count(*) FROM jobs WHERE name LIKE 'mail%' GROUP BY name") == [
        ("mail.deliver_many", 1)
    ]


def test_what_is_no_mail_address_is_kept_with_the_reason(
    activate: Callable[..., UUID], hire: Callable[..., list[UUID]], rows: Rows
) -> None:
    hire(2, certified=2)
    activation = activate(2)
    rows("UPDATE call_messages SET address = 'nobody' WHERE id = (SELECT id FROM call_messages"
         " WHERE way = 'mail' LIMIT 1)")  # fmt: skip
    clock.deliver(activation_id=activation)
    assert rows(OUT) == [("desk", 2, 0, 0), ("mail", 1, 1, 0)]
    (why,) = rows("SELECT error FROM call_messages WHERE kept_at IS NOT NULL")
    assert "mail address" in why.error
    assert rows("SELECT count(*) FROM mails") == [(1,)]


def test_a_provider_that_fails_is_tried_again_and_the_others_are_sent(
    app: Flask,
    settings: Settings,
    activate: Callable[..., UUID],
    hire: Callable[..., list[UUID]],
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hire(2, certified=2)
    rows(SMS)
    activation = activate(2)
    taken: list[UUID] = []

    def provider(message_id: UUID, *_: Any) -> None:
        if taken:
            raise OSError("busy")
        taken.append(message_id)

    monkeypatch.setattr(door, "at", lambda _: provider)
    monkeypatch.setitem(app.config, "SETTINGS", replace(settings, calls_url="http://calls.test"))
    with pytest.raises(OSError, match="not taken"):
        clock.deliver(activation_id=activation)
    assert rows(OUT) == [("desk", 2, 0, 0), ("mail", 2, 0, 0), ("sms", 1, 0, 1)]
    taken.clear()
    clock.deliver(activation_id=activation)
    assert rows(OUT)[2] == ("sms", 2, 0, 1)


def test_a_long_delivery_gives_others_their_turn_and_goes_on(
    activate: Callable[..., UUID],
    hire: Callable[..., list[UUID]],
    rows: Rows,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hire(3, certified=3)
    activation = activate(3)
    monkeypatch.setattr(clock, "BATCH", 2)
    monkeypatch.setattr(clock, "TURN_SECONDS", -1.0)
    clock.deliver(activation_id=activation)
    assert rows("SELECT count(sent_at) FROM call_messages") == [(2,)]
    jobs.run_due()
    assert rows("SELECT count(sent_at) FROM call_messages") == [(6,)]
