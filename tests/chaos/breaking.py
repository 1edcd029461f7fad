"""Kills processes of a running Muster at random, as a machine may."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from random import Random
from threading import Event

import psutil

KINDS = (*4 * ("web process",), "web server", *2 * ("worker",), "redis")
PAUSE_SECONDS = (0.7, 2.5)


def kill_at_random(muster: psutil.Process, random: Random, until: Event) -> Counter[str]:
    """Kill one process after the other, none of which can say good-bye; gives what was killed."""
    killed: Counter[str] = Counter()
    while not until.wait(random.uniform(*PAUSE_SECONDS)):
        kind = random.choice(KINDS)
        found = sorted(_of_kind(muster, kind), key=lambda process: process.pid)
        if found:
            with suppress(psutil.NoSuchProcess):
                random.choice(found).kill()
                killed[kind] += 1
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
