"""People for the demo: consumers ask, agents answer, who is called in comes: the walls move."""

from __future__ import annotations

import logging
import threading
from random import Random

from flask import Flask

from marketplace.demo.agents import Agents
from marketplace.demo.consumers import Consumers
from marketplace.demo.reserve import Reserve
from muster.db import session
from muster.errors import DomainError

log = logging.getLogger("muster.demo")

STEP_SECONDS = 1.5


def play(app: Flask, url: str) -> None:
    """Play against the running demo until the process is stopped."""
    log.info("playing consumers and agents at %s", url)
    random = Random()  # noqa: S311 — a play, not a secret
    pause = threading.Event()
    with app.app_context():
        players = (Agents(random), Consumers(random), Reserve(random))
        step = 0
        while not pause.wait(STEP_SECONDS):
            for player in players:
                _step(player, step)
            step += 1


def _step(player: Agents | Consumers | Reserve, step: int) -> None:
    try:
        player.step(step)
    except DomainError as problem:
        log.info("somebody real was faster: %s", problem.message)
        session.remove()
