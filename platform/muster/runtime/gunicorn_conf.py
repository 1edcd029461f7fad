"""Configuration of the web server: `gunicorn -c python:muster.runtime.gunicorn_conf wsgi:app`.

The application is loaded once, before the workers are forked, and its memory shared by them.
For that everything is patched first thing: whatever is imported later finds gevent in place.
"""

from gevent import monkey

monkey.patch_all()

# ruff: noqa: E402 - the import of everything else has to wait for the patch
import gc
import os
import resource
import sys
from importlib import import_module
from typing import Any

import gevent

from muster.db import waiting
from muster.runtime import warming
from muster.runtime.doorway import LISTEN_FD
from muster.settings import Settings, SettingsError

gc.disable()  # until the application is loaded: a sixth of that time would go into collections

_SHARED = ("rjieba",)  # loaded late elsewhere; here its 33 MiB are shared by all web processes

try:
    _settings = Settings.from_environment(os.environ)
except SettingsError as error:
    sys.exit(str(error))

_fd = os.environ.get(LISTEN_FD)  # `muster up` opens the port itself and hands it over
bind = f"fd://{_fd}" if _fd else f"{_settings.host}:{_settings.port}"
workers = _settings.web_processes
worker_class = "muster.runtime.web_worker.Worker"
worker_connections = 8000  # open live streams and requests of one process
preload_app = True
backlog = 2048
keepalive = 75  # longer than a reverse proxy keeps its side open
timeout = 60
graceful_timeout = 8  # requests end in it; live streams are cut and connect again elsewhere
# Heartbeats are touches of a file; on a slow disk they would look like a worker that hangs.
_memory = "/dev/shm"  # noqa: S108 - gunicorn makes a file of its own there
worker_tmp_dir = _memory if os.access(_memory, os.W_OK | os.X_OK) else None
control_socket_disable = True
accesslog = None  # the reverse proxy keeps one
errorlog = "-"
loglevel = "warning"
proc_name = "muster"


def when_ready(server: Any) -> None:
    """Before the first fork: allow many connections, and keep shared memory shared."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    for name in _SHARED:
        import_module(name)
    warming.warm(server.app.wsgi())
    gc.enable()


def post_worker_init(worker: Any) -> None:
    """Listen from the start, not from the first stream on: rights that change are told so."""
    waiting.install()
    gevent.spawn(worker.wsgi.extensions["muster.hub"].start)
