"""A web server with one live route, as production runs it: gunicorn, gevent, one worker."""

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
    return stream([wall("tenant")])
