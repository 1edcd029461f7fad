"""A4: push to many open streams beside flask-socketio, and what an idle stream costs.

Both sides are one gevent worker of gunicorn that hears of a message by one Redis subscription
and tells it to every connection. Not equal: ours is server-sent events over HTTP/1.1, theirs a
WebSocket that also carries the other direction.
"""

from __future__ import annotations

import resource
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from redis import Redis

from benchmarks import readers, report, servers
from benchmarks.readers import Readers
from benchmarks.report import Figure
from muster.events.messages import Message, pack, wire_row
from muster.events.publisher import CHANNEL
from muster.runtime import embedded

try:
    from socketio import RedisManager
except ImportError as error:
    raise RuntimeError("A4 needs flask-socketio: pip install 'muster[bench]'") from error

STREAMS = 1000
HELD = 5000
HELD_SECONDS = 60
ROUNDS = 5
PUSHES = 20
PAUSE_SECONDS = 0.2
PAYLOAD = {"text": "您的订单已经发出，预计明天上午送到。" * 3, "number": 7}


@dataclass
class Side:
    """One of the two: how a mark is published to it, its open streams, and what it showed."""

    server: servers.Served
    publish: Callable[[str], object]
    readers: Readers
    kibibytes: float

    def p99(self) -> float:
        """Milliseconds from before a publication to its arrival, 99th percentile of all."""
        waits: list[float] = []
        for number in range(PUSHES):
            mark = f"mark-{number:04}-{monotonic():.6f}"
            begun = monotonic()
            self.publish(mark)
            arrived = self.readers.watch(mark.encode(), 10, wanted=len(self.readers))
            assert len(arrived) == len(self.readers), "a stream was not told"
            waits += [1000 * (at - begun) for at in arrived]
            self.readers.pump(PAUSE_SECONDS)
        return report.p99(waits)


def run(*, held_seconds: float = HELD_SECONDS) -> list[Figure]:
    """Measure both sides in turn, then hold many streams of ours."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="muster-bench-"))
        url = stack.enter_context(embedded.redis(Path(folder)))
        environ = {"MUSTER_DATA": folder, "REDIS_URL": url}
        ours, theirs = muster(stack, url, environ), socketio(stack, url, environ)
        rounds = [(ours.p99(), theirs.p99()) for _ in range(ROUNDS)]
        return [
            report.compare(
                "A4",
                f"push to {STREAMS:,} open streams, p99",
                "ms",
                *zip(*rounds, strict=True),
                beside_what="ms flask-socketio",
                at_most=0.6,
            ),
            report.compare(
                "A4",
                "memory of an idle stream",
                "KiB",
                [ours.kibibytes],
                [theirs.kibibytes],
                beside_what="KiB flask-socketio",
                at_most=0.5,
            ),
            hold(ours, held_seconds),
        ]


def muster(stack: ExitStack, url: str, environ: dict[str, str]) -> Side:
    """Our streams."""
    redis = Redis.from_url(url)

    def publish(mark: str) -> None:
        payload = {**PAYLOAD, "mark": mark}
        message = Message(
            "message.posted", tenant_id="benchmark", for_wall=True, payload=payload, id=1
        )
        redis.publish(CHANNEL, pack([wire_row(message)]))

    app = "benchmarks.floors.streams_app:app"
    return open_side(stack, app, environ, publish, readers.listen_to_events)


def socketio(stack: ExitStack, url: str, environ: dict[str, str]) -> Side:
    """The same by flask-socketio."""
    manager = RedisManager(url, channel="flask-socketio", write_only=True)

    def publish(mark: str) -> None:
        manager.emit("message.posted", {**PAYLOAD, "mark": mark}, namespace="/")

    app = "benchmarks.floors.socketio_app:app"
    return open_side(stack, app, environ, publish, readers.listen_to_socketio)


def open_side(
    stack: ExitStack,
    app: str,
    environ: dict[str, str],
    publish: Callable[[str], object],
    shake: Callable[..., None],
) -> Side:
    """Serve `app`, open STREAMS streams and measure what they cost."""
    server = stack.enter_context(servers.gunicorn(app, environ))
    opened = Readers()
    stack.callback(opened.close)
    opened.connect(server.port, 100, shake)  # what the first ones load is not a stream's cost
    before = server.memory()
    opened.connect(server.port, STREAMS - 100, shake)
    opened.pump(2)
    kibibytes = (server.memory() - before) / 1024 / (STREAMS - 100)
    return Side(server, publish, opened, kibibytes)


def hold(side: Side, seconds: float) -> Figure:
    """Hold HELD streams of ours open, then see that each of them is still told."""
    side.readers.connect(side.server.port, HELD - STREAMS, readers.listen_to_events)
    side.readers.pump(seconds)
    side.publish("mark-of-the-last")
    told = side.readers.watch(b"mark-of-the-last", 10, wanted=HELD)
    return Figure(
        "A4",
        f"of {HELD:,} streams of one process, still told after {seconds:.0f} s",
        len(told),
        "streams",
        goal=f"= {HELD}",
        met=len(told) == HELD and side.readers.ended == 0,
        note=f"the process holds {side.server.memory() / 2**20:.0f} MiB",
    )


if __name__ == "__main__":
    report.publish("streams", run())
