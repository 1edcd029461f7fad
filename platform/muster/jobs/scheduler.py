"""When periodic jobs are due: RQ's cron scheduler, and a plan for when Redis is away.

`muster scheduler` is a process that does nothing else; the parent of `muster worker --scheduler`
looks at the clock beside its children.
"""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Iterable
from contextlib import suppress
from types import FrameType

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.cron import CronJob, CronScheduler
from rq.exceptions import StopRequested

from muster.features import Periodic
from muster.jobs.queues import GRACE_SECONDS, TICKS, connect, timeout_of
from muster.jobs.registry import look_up
from muster.jobs.running import run_due, tick
from muster.settings import Settings

PILE = 100  # ticks that wait: there is no worker, or none that keeps up
PAUSE_SECONDS = 1.0
SELDOM_SECONDS = 60  # what comes as seldom as this may take long, and must not hold up timers

log = logging.getLogger(__name__)


class Ending:
    """Whether this process was asked to stop; a sleep is interrupted, work under way is not."""

    def __init__(self) -> None:
        self.asked = False
        self.interrupts = False
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self.asked = True
        if self.interrupts:
            raise StopRequested


class Ticker(CronScheduler):
    """RQ's scheduler without a pile: a tick that has waited is worth no more than the next."""

    def enqueue_jobs(self) -> list[CronJob]:
        """Enqueue what is due, after what nobody took was thrown away."""
        waiting = Queue(TICKS, connection=self.connection)
        if waiting.count > PILE:
            waiting.empty()  # type: ignore[no-untyped-call] # RQ has not typed it
        return super().enqueue_jobs()

    def ring(self) -> None:
        """Enqueue what is due and say that we live: one round of `start`. Raises RedisError."""
        if self.enqueue_jobs():
            self.save()
        self.heartbeat()

    def _install_signal_handlers(self) -> None:
        """Nothing: signals are `Ending`'s, with and without Redis."""


def run(settings: Settings, app: Flask) -> None:
    """Tick until SIGTERM or SIGINT. While Redis is away, do what is due here, one by one."""
    periodic = all_periodic(app)
    connection = connect(settings)
    ending = Ending()
    with suppress(StopRequested):
        while not ending.asked:
            try:
                tick_until_asked(make_ticker(connection, periodic), ending)
            except RedisError as error:
                log.warning("Redis is away (%s): the scheduler does the work itself", error)
                Alone(app, periodic).work_until_back(connection, ending)


def work_without_redis(settings: Settings, app: Flask) -> None:
    """Do what is due here, one by one, until Redis answers, or SIGTERM or SIGINT."""
    Alone(app, all_periodic(app)).work_until_back(connect(settings), Ending())


def all_periodic(app: Flask) -> tuple[Periodic, ...]:
    """The periodic jobs of all features. Raises UnknownJob where one names no job."""
    features = app.extensions["muster"].features
    periodic = tuple(each for feature in features for each in feature.periodic)
    for each in periodic:
        look_up(each.job)
    return periodic


def tick_until_asked(ticker: Ticker, ending: Ending) -> None:
    """Let RQ's scheduler run until this process is asked to stop. Raises RedisError."""
    ending.interrupts = True
    try:
        if not ending.asked:
            ticker.start()  # type: ignore[no-untyped-call] # RQ has not typed it
    finally:
        ending.interrupts = False


def make_ticker(connection: Redis, periodic: Iterable[Periodic]) -> Ticker:
    """A scheduler with an entry for each periodic job."""
    ticker = Ticker(connection, logging_level=logging.WARNING)
    ticker.log.setLevel(logging.WARNING)
    for each in periodic:
        ticker.register(
            tick,
            TICKS if each.seconds < SELDOM_SECONDS else "slow",
            args=(each.job,),
            interval=each.seconds,
            job_timeout=timeout_of(each.job) + GRACE_SECONDS,
            result_ttl=0,
            failure_ttl=3600,
            ttl=max(5, each.seconds),
            name=each.job,
        )
    return ticker


class Alone:
    """The scheduler without Redis: slower, but offers return, inquiries widen, mail leaves."""

    def __init__(self, app: Flask, periodic: Iterable[Periodic]) -> None:
        self.app = app
        self.due_at = dict.fromkeys(periodic, 0.0)

    def work_until_back(self, connection: Redis, ending: Ending) -> None:
        """Work until Redis answers, or until this process is asked to stop."""
        while not ending.asked and not answers(connection):
            with self.app.app_context():
                self._work()
            time.sleep(PAUSE_SECONDS)

    def _work(self) -> None:
        now = time.monotonic()
        for each in [each for each, due in self.due_at.items() if due <= now]:
            self.due_at[each] = now + each.seconds
            tick(each.job)
        run_due(limit=50)


def answers(connection: Redis) -> bool:
    """Does Redis answer now?"""
    try:
        return bool(connection.ping())
    except RedisError:
        return False
