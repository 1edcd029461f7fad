"""`/healthz`: whether this installation can serve, part by part, for balancers and people."""

from __future__ import annotations

import time
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus

import redis
from flask import Blueprint, Flask, Response, abort, current_app, jsonify

from muster.features import Feature
from muster.redis_client import redis_client
from muster.runtime import probes, revisions
from muster.runtime.composition import migrations_dir
from muster.runtime.probes import READY, Part
from muster.settings import Settings

_EXTENSION = "muster.health"
_REMEMBER_READY_SECONDS = 1.0
_REMEMBER_FAILING_SECONDS = 0.2
_REDIS_SECONDS = 2.0

blueprint = Blueprint("health", __name__)


class Health:
    """Asks the parts at most every so often, however often it is asked itself."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._answer: Mapping[str, Part] = {}
        self._good_until = float("-inf")

    def parts(self) -> Mapping[str, Part]:
        """Each part by its name, the process that answers first."""
        if time.monotonic() > self._good_until:
            self._answer = {
                "web": READY,
                **probes.database(self._settings, self._head),
                **probes.queues(self._redis),
            }
            ready = all(part.ready for part in self._answer.values())
            good_for = _REMEMBER_READY_SECONDS if ready else _REMEMBER_FAILING_SECONDS
            self._good_until = time.monotonic() + good_for
        return self._answer

    @cached_property
    def _head(self) -> str | None:
        return revisions.last(migrations_dir())

    @cached_property
    def _redis(self) -> redis.Redis:
        return redis_client(
            self._settings.redis_url,
            socket_connect_timeout=_REDIS_SECONDS,
            socket_timeout=_REDIS_SECONDS,
        )


def init_app(app: Flask) -> None:
    """Prepare the probes; nothing is connected before the first question."""
    app.extensions[_EXTENSION] = Health(app.config["SETTINGS"])


@blueprint.get("/healthz")
def index() -> Response:
    """200 when every part is ready, else 503 naming those that are not."""
    return _answer(_health().parts())


@blueprint.get("/healthz/<part>")
def show(part: str) -> Response:
    """One part alone. `web` asks nobody: it tells that this process answers."""
    parts = {"web": READY} if part == "web" else _health().parts()
    if part not in parts:
        abort(HTTPStatus.NOT_FOUND)
    return _answer({part: parts[part]})


def _health() -> Health:
    health: Health = current_app.extensions[_EXTENSION]
    return health


def _answer(parts: Mapping[str, Part]) -> Response:
    failing = [name for name, part in parts.items() if not part.ready]
    body = {
        "status": "ready" if not failing else "not ready",
        "failing": failing,
        "parts": {
            name: {"ready": part.ready} | ({"problem": part.problem} if part.problem else {})
            for name, part in parts.items()
        },
    }
    answer = jsonify(body)
    answer.status_code = HTTPStatus.SERVICE_UNAVAILABLE if failing else HTTPStatus.OK
    answer.headers["Cache-Control"] = "no-store"
    return answer


FEATURE = Feature(name="health", blueprints=(blueprint,), init_app=init_app)
