"""`muster scheduler`: RQ's cron scheduler, and a plan for when Redis is away."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Iterable
from types import FrameType

from flask import Flask
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.cron import CronJob, CronScheduler

from muster.features import Periodic
from muster.jobs.queues import GRACE_SECONDS, TICKS, connect, timeout_of
from muster.jobs.registry import look_up
from muster.jobs.running import run_due, tick
from muster.settings import Settings

PILE = 100  # ticks that wait: there is no worker, or none that keeps up
PAUSE_SECONDS = 1.0
SELDOM_SECONDS = 60  # what comes as seldom as this may take long, and must not hold up timers

log = logging.getLogger(__name__)


class Ticker(CronScheduler):
    """RQ's scheduler without a pile: a tick that has waited is worth no more than the next."""

    def enqueue_jobs(self) -> list[CronJob]:
        waiting = Queue(TICKS, connection=self.connection)
        if waiting.count > PILE:
            waiting.empty()  # type: ignore[no-untyped-call] # RQ has not typed it
        return super().enqueue_jobs()


def run(settings: Settings, app: Flask) -> None:
    """Tick until SIGTERM or SIGINT. While Redis is away, do what is due here, one by one."""
    periodic = tuple(
        each for feature in app.extensions["muster"].features for each in feature.periodic
    )
    for each in periodic:
        look_up(each.job)
    connection = connect(settings)
    while True:
        try:
            make_ticker(connection, periodic).start()  # type: ignore[no-untyped-call] # the same
        except RedisError as error:
            log.warning("Redis is away (%s): the scheduler does the work itself", error)
        else:
            return
        alone = Alone(app, periodic)
        if alone.work_until_back(connection):
            return


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
        self.stopping = False

    def work_until_back(self, connection: Redis) -> bool:
        """Work until Redis answers; True if the process was asked to stop instead."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        while not self.stopping and not answers(connection):
            with self.app.app_context():
                self._work()
            time.sleep(PAUSE_SECONDS)
        return self.stopping

    def _work(self) -> None:
        now = time.monotonic()
        for each in [each for each, due in self.due_at.items() if due <= now]:
            self.due_at[each] = now + each.seconds
            tick(each.job)
        run_due(limit=50)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True


def answers(connection: Redis) -> bool:
    """Does Redis answer now?"""
    try:
        return bool(connection.ping())
    except RedisError:
        return False
