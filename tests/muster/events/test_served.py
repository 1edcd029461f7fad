"""Streams on the real web server, where frames go straight into the sockets."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from redis import Redis

from muster.events.messages import Message, pack, wire_row
from muster.events.publisher import CHANNEL
from muster.events.stream import BEHIND_BYTES

PATIENCE_SECONDS = 30
GRACE_SECONDS = 60


class Server:
    """One gunicorn with one gevent worker."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.redis = Redis.from_url(environment["REDIS_URL"])
        with socket.create_server(("127.0.0.1", 0)) as listener:
            self.port = listener.getsockname()[1]
            command = [sys.executable, "-m", "gunicorn", "-k", "gevent", "--no-control-socket"]
            command += ["--graceful-timeout", str(GRACE_SECONDS), "--log-level", "error"]
            command += ["--bind", f"fd://{listener.fileno()}", f"{__package__}.served:app"]
            self.process = subprocess.Popen(
                command,
                env={**os.environ, **environment, "PYTHONPATH": os.pathsep.join(sys.path)},
                pass_fds=[listener.fileno()],
            )

    def tell(self, text: str) -> None:
        message = Message("test.told", "tenant", for_wall=True, id=1, payload={"text": text})
        self.redis.publish(CHANNEL, pack([wire_row(message)]))

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(GRACE_SECONDS / 2)


@pytest.fixture(scope="module")
def server(environment: dict[str, str]) -> Iterator[Server]:
    """A server for all tests that leave it as it is."""
    server = Server(environment)
    yield server
    server.stop()


@contextmanager
def listening(server: Server) -> Iterator[http.client.HTTPResponse]:
    """An open stream that has said it is live."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE_SECONDS)
    with closing(line):
        line.request("GET", "/live")
        response = line.getresponse()
        until(response, '"state":"live"')
        yield response


def until(response: http.client.HTTPResponse, mark: str) -> str:
    """The next line that holds `mark`."""
    while line := response.readline().decode():
        if mark in line:
            return line
    raise AssertionError(f"the stream ended without {mark}")


def test_everyone_hears_of_it(server: Server) -> None:
    with listening(server) as one, listening(server) as other:
        for text in ("第一", "second"):
            server.tell(text)
            until(one, text)
            until(other, text)


def test_a_slow_reader_gets_everything_in_order(server: Server) -> None:
    large = "x" * 1000
    with listening(server) as response:
        for number in range(200):  # more than fits between us, less than being left behind
            server.tell(f"{number:04}{large}")
        for number in range(200):
            until(response, f'"{number:04}{large}"')


def test_a_reader_that_takes_nothing_is_cut_off_and_the_others_hear(server: Server) -> None:
    with listening(server) as stuck, listening(server) as reader:
        large = "x" * 60_000
        count = 20 + (BEHIND_BYTES + kernel_buffers()) // len(large)
        for number in range(count):
            server.tell(f"{number:04}{large}")
            until(reader, f'"{number:04}')
        heard: list[bytes] = []
        with pytest.raises((http.client.IncompleteRead, ConnectionError)):
            heard.extend(stuck)
    assert sum(b"data:" in line for line in heard) < count


def kernel_buffers() -> int:
    """Bytes that the kernel may hold between server and reader."""
    most = 0
    for name in ("tcp_rmem", "tcp_wmem"):
        most += int(Path(f"/proc/sys/net/ipv4/{name}").read_text().split()[2])
    return most


def test_a_server_that_is_told_to_stop_lets_its_streams_go(environment: dict[str, str]) -> None:
    server = Server(environment)
    with listening(server) as response:
        server.process.send_signal(signal.SIGTERM)
        until(response, '"state":"renew"')
        assert response.read() == b"\n"
        server.process.wait(GRACE_SECONDS / 2)


def test_an_old_client_gets_the_same_without_chunks(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=PATIENCE_SECONDS) as line:
        line.sendall(b"GET /live HTTP/1.0\r\n\r\n")
        reader = line.makefile("rb")
        while b'"state":"live"' not in reader.readline():
            pass
        server.tell("hello")
        lines = [reader.readline() for _ in range(3)]
    assert lines[:2] == [b"\n", b"id: 1\n"]
    assert lines[2].startswith(b"data: ")
    assert b"hello" in lines[2]


def test_a_reader_that_hangs_up_is_forgotten(server: Server) -> None:
    with listening(server):
        pass
    with listening(server) as response:
        for text in ("one", "two"):
            server.tell(text)
            until(response, text)
