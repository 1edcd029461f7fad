"""Muster's own streams on an application that does nothing else; the other side of A4.

`gunicorn -k gevent benchmarks.floors.streams_app:app`, with MUSTER_DATA or REDIS_URL set.
"""

from __future__ import annotations

import os

from flask import Flask, Response

from muster import events
from muster.events.live import stream
from muster.events.messages import wall
from muster.settings import Settings

app = Flask(__name__)
events.init_app(app, Settings.from_environment(os.environ))


@app.get("/live")
def live() -> Response:
    """What every reader of the benchmark listens to."""
    return stream([wall("benchmark")])
