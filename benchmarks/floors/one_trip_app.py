"""The floor of A1: a bare Flask endpoint that writes one message under RLS in one round trip.

No sign-in, no checks, no events; `FLOOR_DATABASE_URL` of a role that the policies bind, psycopg
with a pool, the same server and configuration as ours.
"""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, request
from psycopg import ClientCursor
from sqlalchemy import create_engine

app = Flask(__name__)
engine = create_engine(os.environ["FLOOR_DATABASE_URL"], pool_size=20)

WRITE = """SELECT set_config('floor.tenant', %(tenant)s, true);
WITH counted AS (
    UPDATE floor_contacts SET messages = messages + 1 WHERE id = %(contact)s RETURNING messages
)
INSERT INTO floor_messages (id, tenant_id, contact_id, number, body)
SELECT %(id)s, %(tenant)s, %(contact)s, messages, %(body)s FROM counted RETURNING number
"""


@app.post("/messages")
def create() -> dict[str, int]:
    """Write a message."""
    pooled = engine.raw_connection()
    try:
        connection: Any = pooled.driver_connection
        connection.autocommit = True
        cursor = ClientCursor[Any](connection)
        cursor.execute(WRITE, request.get_json())
        cursor.nextset()
        return {"number": cursor.fetchall()[0][0]}
    finally:
        pooled.close()
