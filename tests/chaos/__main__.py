"""`make chaos`: steady traffic while processes are killed; then everything must be as it was said.

MUSTER_CHAOS_SECONDS: how long things break (300). MUSTER_CHAOS_SEED: the same killings again;
who is just doing what at that moment is still up to the machine.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, Thread
from time import monotonic, sleep

from sqlalchemy import insert

from benchmarks import installation
from benchmarks.installation import Running, Seat
from muster.conversations.models import Disposition
from muster.db import uuid7
from muster.workforce.models import SeatAssignment
from tests.chaos import judging
from tests.chaos.breaking import kill_at_random
from tests.chaos.players import Record, Stage, agent, consumer

COMPANIES = 4
CONSUMERS = 5
DRAIN_SECONDS = 120.0
HEAL_SECONDS = 60.0


def main() -> int:
    """Play, break, judge; 1 if anything is wrong."""
    seconds = float(os.environ.get("MUSTER_CHAOS_SECONDS", "300"))
    seed = int(os.environ.get("MUSTER_CHAOS_SEED") or secrets.randbelow(2**31))
    print(f"chaos: {seconds:g} s, seed {seed}", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="muster-chaos-") as folder,
        installation.running(Path(folder), INVITE_LIMIT="2", WORKER_PROCESSES="2") as running,
    ):
        wrong = _play(running, seconds, seed)
    for line in wrong:
        print(f"chaos: WRONG: {line}")
    return 1 if wrong else 0


def _play(running: Running, seconds: float, seed: int) -> list[str]:
    random = Random(seed)
    seats, dispositions = _prepare(running)
    record = Record()
    stage = Stage(running, record)
    failed: list[str] = []
    agents = [
        _begin(failed, partial(agent, stage, seat, dispositions, random.randrange(2**31)))
        for seat in seats
    ]
    consumers = [
        _begin(failed, partial(consumer, stage, random.randrange(2**31))) for _ in range(CONSUMERS)
    ]
    _until(lambda: len(record.said) >= COMPANIES, DRAIN_SECONDS)
    killed = _break(running, random, seconds)
    stage.closing.set()
    _until(lambda: not any(one.is_alive() for one in consumers), DRAIN_SECONDS)
    _until(lambda: not judging.open_contacts(running.owner), DRAIN_SECONDS)
    stuck = [f"stuck: {each}" for each in judging.open_contacts(running.owner)]
    _until(lambda: not judging.unheard(running.owner, record), HEAL_SECONDS)
    unheard = judging.unheard(running.owner, record)
    stage.home.set()
    _until(lambda: not any(one.is_alive() for one in agents), DRAIN_SECONDS)
    stage.given_up.set()
    wrong = [*failed, *stuck, *unheard, *judging.faults(running.owner, record)]
    _report(record, killed)
    for _, _, listener in record.listeners:
        listener.end()
    return wrong


def _report(record: Record, killed: Counter[str]) -> None:
    said = sum(map(len, record.said.values()))
    opened = sum(listener.opened for _, _, listener in record.listeners)
    deaths = ", ".join(f"{count} × {kind}" for kind, count in sorted(killed.items()))
    print(f"chaos: killed {deaths or 'nothing'}")
    answers = ", ".join(f"{what} {status}: {n}" for (what, status), n in record.answers.items())
    print(f"chaos: {answers}")
    print(
        f"chaos: {record.asked} questions, {said} messages acknowledged in"
        f" {len({contact for contact, _ in record.said})} contacts,"
        f" {len(record.listeners)} pages listened and opened {opened} streams",
        flush=True,
    )


def _break(running: Running, random: Random, seconds: float) -> Counter[str]:
    over = Event()
    killed: list[Counter[str]] = []
    breaking = Thread(target=lambda: killed.append(kill_at_random(running.process, random, over)))
    breaking.start()
    sleep(seconds)
    over.set()
    breaking.join()
    return killed[0]


def _prepare(running: Running) -> tuple[list[Seat], dict[str, str]]:
    """Companies with an agent each, who serves the next one too; and how contacts end there."""
    seats = installation.seat_companies(running, COMPANIES)
    dispositions = {str(seat.tenant_id): uuid7() for seat in seats}
    neighbours = zip(seats, [*seats[1:], seats[0]], strict=True)
    with running.owner.begin() as connection:
        connection.execute(
            insert(Disposition),
            [
                {"id": row_id, "tenant_id": tenant_id, "code": "solved", "name": "Solved"}
                for tenant_id, row_id in dispositions.items()
            ],
        )
        for seat, next_seat in neighbours:
            lease = connection.exec_driver_sql(
                f"SELECT id FROM seat_leases WHERE tenant_id = '{next_seat.tenant_id}'"
            ).scalar_one()
            connection.execute(
                insert(SeatAssignment).values(
                    id=uuid7(),
                    tenant_id=next_seat.tenant_id,
                    lease_id=lease,
                    agent_id=seat.agent_id,
                    assigned_by=seat.person_id,
                )
            )
    return seats, {tenant_id: str(row_id) for tenant_id, row_id in dispositions.items()}


def _begin(failed: list[str], play: Callable[[], None]) -> Thread:
    """Somebody plays; what they cannot go on with is told."""

    def run() -> None:
        try:
            play()
        except Exception as error:  # noqa: BLE001 — whatever it is, it is a finding
            failed.append(f"somebody could not go on: {error!r}")

    thread = Thread(target=run, daemon=True)
    thread.start()
    return thread


def _until(condition: Callable[[], object], seconds: float) -> None:
    """Wait for a condition, at most so long; what is not so then is judged."""
    end = monotonic() + seconds
    while monotonic() < end and not condition():
        sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
