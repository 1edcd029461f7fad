"""Redis goes away and comes back: pages are told, and nothing is missing afterwards."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from muster import events
from muster.db import Acting, unit_of_work
from muster.events import bus
from muster.events.actions import record
from muster.events.messages import wall
from muster.runtime.redis_server import RedisServer
from tests.cast import HUALAN, SAM
from tests.muster.events.listening import ask, listening
from tests.waiting import eventually

OURS = Acting(tenant_ids=(HUALAN.id,))


class OwnRedis:
    """A Redis that this test may kill."""

    def __init__(self, folder: Path) -> None:
        self.server = RedisServer(folder)
        self.server.prepare()
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(self.server.command(), stdout=subprocess.DEVNULL)
        eventually(self.server.is_ready)

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def redis(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OwnRedis]:
    """A Redis of this test's own, behind the events of the application."""
    redis = OwnRedis(tmp_path)
    lines = Flask("lines")
    events.init_app(lines, replace(app.config["SETTINGS"], redis_url=redis.server.url))
    for name in ("muster.hub", "muster.publisher"):
        monkeypatch.setitem(app.extensions, name, lines.extensions[name])
    yield redis
    redis.kill()


def tell(kind: str) -> None:
    with unit_of_work(OURS):
        record(kind, tenant_id=HUALAN.id)


def test_streams_are_told_that_the_line_is_paused_and_live_again(
    app: Flask, redis: OwnRedis
) -> None:
    with listening(app, OURS, wall(HUALAN.id)) as ear:
        assert ear.states() == ["live"]
        redis.kill()
        ear.wait(lambda: ear.states() == ["live", "paused"])
        redis.start()
        ear.wait(lambda: ear.states() == ["live", "paused", "live"])
        tell("test.after")
        ear.wait(ear.kinds)


def test_what_happened_meanwhile_can_be_polled(app: Flask, redis: OwnRedis) -> None:
    with listening(app, OURS, wall(HUALAN.id)) as ear:
        redis.kill()
        ear.wait(lambda: "paused" in ear.states())
        tell("test.meanwhile")
        answer = ask(app, OURS, [wall(HUALAN.id)], after=0, format="json").get_json()
    assert [event["kind"] for event in answer["events"]] == ["test.meanwhile"]
    assert answer["line"] == "paused"


def test_who_has_rights_opens_anew_when_the_line_is_back(app: Flask, redis: OwnRedis) -> None:
    with listening(app, OURS, wall(HUALAN.id), person_id=SAM.id) as ear:
        redis.kill()
        ear.wait(lambda: "paused" in ear.states())
        redis.start()
        ear.wait(lambda: ear.ended)
    assert ear.states() == ["live", "paused", "renew"]


def test_a_stream_opens_while_the_line_is_paused(app: Flask, redis: OwnRedis) -> None:
    redis.kill()
    with listening(app, OURS, wall(HUALAN.id)) as ear:
        assert ear.states() == ["paused"]
        redis.start()
        ear.wait(lambda: ear.states() == ["paused", "live"])


def test_a_process_that_ends_says_whether_everything_was_told(app: Flask, redis: OwnRedis) -> None:
    tell("test.told")
    assert bus.flush()
    redis.kill()
    tell("test.kept")
    assert not bus.flush(0.1)
    redis.start()
    assert bus.flush(20)
