"""Kills processes of a running Muster at random, as a machine may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from threading import Event
from time import monotonic

import psutil

PAUSE_SECONDS = (0.7, 2.0)
# How long a kind is left in peace. A program that dies again within 20 s of its start is started
# again more and more slowly: to kill it sooner would test only how long that takes.
REST_SECONDS = {"web process": 2.0, "web server": 45.0, "worker": 25.0, "redis": 25.0}


def kill_at_random(muster: psutil.Process, random: Random, until: Event) -> Counter[str]:
    """Kill one process after the other, none of which can say good-bye; gives what was killed."""
    killed: Counter[str] = Counter()
    killed_at = dict.fromkeys(REST_SECONDS, float("-inf"))
    while not until.wait(random.uniform(*PAUSE_SECONDS)):
        now = monotonic()
        due = [kind for kind, rest in REST_SECONDS.items() if now - killed_at[kind] > rest]
        if not due:
            continue
        kind = random.choice(due)
        found = sorted(_of_kind(muster, kind), key=lambda process: process.pid)
        if found:
            with suppress(psutil.NoSuchProcess):
                random.choice(found).kill()
                killed[kind] += 1
                killed_at[kind] = now
    return killed


def _of_kind(muster: psutil.Process, kind: str) -> Iterator[psutil.Process]:
    with suppress(psutil.NoSuchProcess):
        for program in muster.children():
            with suppress(psutil.NoSuchProcess):
                words = " ".join(program.cmdline())
                if kind == "web process" and "gunicorn" in words:
                    yield from program.children()
                elif (
                    (kind == "web server" and "gunicorn" in words)
                    or (kind == "worker" and "muster.cli worker" in words)
                    or (kind == "redis" and "redis-server" in words)
                ):
                    yield program
