"""flask-socketio as its documentation deploys it: what A4 is held against.

`gunicorn -k gevent -w 1 benchmarks.floors.socketio_app:app`, with REDIS_URL set.
"""

from __future__ import annotations

import os

from flask import Flask
from flask_socketio import SocketIO
from socketio import RedisManager

app = Flask(__name__)
manager = RedisManager(os.environ["REDIS_URL"], channel="flask-socketio")
socketio = SocketIO(app, async_mode="gevent", client_manager=manager)
