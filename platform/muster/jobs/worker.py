"""`muster worker`: one parent that loads the application once, and one child for each lane.

A lane has its child only while something is in it, and a short while after; only the ticks always
have theirs. The parent may look at the clock of periodic jobs, too: on one machine no process is
then needed for that.
"""

from __future__ import annotations

import gc
import logging
import os
import signal
import time
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from flask import Flask
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, Worker, worker_registration
from rq.executions import Execution
from rq.job import Job as QueuedJob
from rq.worker import BaseWorker
from rq.worker_registration import REDIS_WORKER_KEYS

from muster.db import database
from muster.events import bus
from muster.jobs import scheduler
from muster.jobs.queues import TICKS, connect
from muster.processes import die_with_parent
from muster.settings import Settings

SLOW = "slow"
ALWAYS = (TICKS,)
STAYS_SECONDS = {"default": 60, SLOW: 1}  # lanes on demand: how long a child without work stays
ALONE = "without Redis"
HEARTBEAT_SECONDS = 30
RESTART_PAUSE_SECONDS = 1.0
LOOK_SECONDS = 0.5
STOPPING = (signal.SIGTERM, signal.SIGINT)

log = logging.getLogger(__name__)


class InApplication(BaseWorker):
    """Gives every job an application context of its own, and tells live pages before it ends."""

    app: Flask
    max_connection_wait_time = 2.0  # Redis is back: work again at once, not after a minute

    def perform_job(self, job: QueuedJob, queue: Queue, execution: Execution) -> bool:
        """Do a job as RQ does, inside the application."""
        with self.app.app_context():
            done = super().perform_job(job, queue, execution)
            bus.flush()
        return done

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        """Say that we live, also to a Redis that came back empty and has never heard of us."""
        super().heartbeat(timeout, pipeline)
        if pipeline is None and not self.connection.sismember(REDIS_WORKER_KEYS, self.key):
            self.connection.hset(self.key, mapping=self.serialize())
            worker_registration.register(self)


class QuickWorker(InApplication, SimpleWorker):
    """Works in its own process: three times as many short jobs a second as with forks."""


class PatientWorker(InApplication, Worker):
    """Forks for each job, so that the memory of a long one goes with it."""


def run(settings: Settings, app: Flask, *, with_scheduler: bool = False) -> None:
    """Work until SIGTERM or SIGINT; then finish what is under way and come back.

    with_scheduler: also say when periodic jobs are due, as `muster scheduler` does by itself.
    """
    Parent(settings, app, with_scheduler=with_scheduler).run()


def work(settings: Settings, app: Flask, lane: str, *, stays_seconds: int | None = None) -> None:
    """Do the jobs of one lane in this process, until there have been none for so long, if given."""
    kind = PatientWorker if lane == SLOW else QuickWorker
    worker = kind(
        [lane],
        connection=connect(settings),
        worker_ttl=HEARTBEAT_SECONDS,
        log_job_description=False,
    )
    worker.app = app
    worker.log_result_lifespan = False
    worker.work(max_idle_time=stays_seconds, logging_level="WARNING")


class Parent:
    """Keeps one child a lane alive, so that a long import holds up neither mail nor timers.

    It enqueues what is due, but does nothing of it: while Redis is away one more child does.
    """

    def __init__(self, settings: Settings, app: Flask, *, with_scheduler: bool) -> None:
        self.settings = settings
        self.app = app
        self.redis = connect(settings)
        periodic = scheduler.all_periodic(app) if with_scheduler else ()
        self.ticker = scheduler.make_ticker(self.redis, periodic) if periodic else None
        self.lanes: dict[int, str] = {}
        self.stopping = False

    def run(self) -> None:
        for number in STOPPING:
            signal.signal(number, self._stop)
        gc.freeze()  # what is loaded stays shared with the children
        for lane in ALWAYS:
            self._start(lane)
        while self.lanes:
            self._reap()
            pause = LOOK_SECONDS if self.stopping else self._look()
            time.sleep(pause)
        if self.ticker is not None:
            with suppress(RedisError):
                self.ticker.register_death()

    def _look(self) -> float:
        """See what Redis wants of us; gives the seconds until the next look."""
        pause = LOOK_SECONDS
        ticker = None if ALONE in self.lanes.values() else self.ticker
        try:
            if ticker is not None:
                ticker.ring()
                pause = min(pause, ticker.calculate_sleep_interval())
            for lane in STAYS_SECONDS.keys() - self.lanes.values():
                if Queue(lane, connection=self.redis).count:
                    self._start(lane)
        except RedisError as error:
            if ticker is not None:
                log.warning("Redis is away (%s): a process does what is due itself", error)
                self._start(ALONE)
        return pause

    def _reap(self) -> None:
        while self.lanes:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            lane = self.lanes.pop(pid)
            if self.stopping or (lane not in ALWAYS and status == 0):
                continue
            log.error("worker of lane %s ended (%s)", lane, status)
            time.sleep(RESTART_PAUSE_SECONDS)
            if lane in ALWAYS:
                self._start(lane)

    def _start(self, lane: str) -> None:
        parent = os.getpid()
        # A signal in the middle would be lost on one of the two: it waits until both are ready.
        signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
        if not self.stopping:
            pid = os.fork()
            if pid == 0:
                self._be_child(lane, parent)
            self.lanes[pid] = lane
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)

    def _be_child(self, lane: str, parent: int) -> NoReturn:
        status = 1
        try:
            for number in STOPPING:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPPING)
            die_with_parent(signal.SIGTERM)
            if os.getppid() == parent:
                forget_connections(self.app)
                self._work(lane)
                status = 0
        except Exception:
            # The child of a fork must not return into what its parent was doing; and the parent,
            # which sees only a status, starts it anew.
            log.exception("worker of lane %s cannot go on", lane)
        finally:
            os._exit(status)

    def _work(self, lane: str) -> None:
        if lane == ALONE:
            scheduler.work_without_redis(self.settings, self.app)
        else:
            work(self.settings, self.app, lane, stays_seconds=STAYS_SECONDS.get(lane))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True
        for pid in self.lanes:
            os.kill(pid, signal.SIGTERM)


def forget_connections(app: Flask) -> None:
    """Leave connections that were open before the fork to the parent."""
    with app.app_context():
        for engine in database.engines.values():
            engine.dispose(close=False)
