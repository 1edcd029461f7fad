"""Every route of the application, with an address made of Hualan's ids."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Engine
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from marketplace.inquiry import links
from muster.db import uuid7
from muster.tenancy.doors import Entrance, entrance
from tests.cast import HUALAN
from tests.watch import ids

# Arguments that choose a view of a thing and name no thing of anybody's.
CHOICES = {
    "which": "logo",
    "variant": "large",
    "size": "full",
    "kind": "companies",
    "what": "cohorts",
    "part": "1",
}
# Names that are public by nature: whoever knows one may see what is published under it.
PUBLIC_NAMES = {"slug": "hualan", "product": "first", "release": "x", "path": "x", "part": "web"}
# Secrets: whoever holds one is meant by it, so no rival can try it.
SECRETS = {"token"}


def body(endpoint: str) -> dict[str, Any]:
    """What a request to this endpoint has to say to get as far as to its id."""
    message = {"id": str(uuid7()), "tenant_id": str(HUALAN.id), "kind": "text", "body": "Hello"}
    said: dict[str, dict[str, Any]] = {
        "conversing.create_message": {"json": message},
        "filing.create_file": {"data": {"id": message["id"], "file": a_picture()}},
        "conversing.create_reading": {"json": {"up_to": 1}},
        "desk.create_message": {"json": message},
        "desk.create_file": {"data": {**message, "file": a_picture()}},
        "desk.create_reading": {"json": {"up_to": 1}},
        "desk.create_reply_use": {"json": {"reply_id": message["id"], "message_id": message["id"]}},
        "desk_bulletins.create_reading": {"json": {"version": 1}},
        "imports.update_encoding": {"data": {"encoding": "utf-8"}},
        "ops_live.agent_queues": {"query_string": {"tenant_id": str(HUALAN.id)}},
    }
    return said.get(endpoint, {})


def a_picture() -> tuple[io.BytesIO, str]:
    """A small picture, as it is uploaded."""
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "PNG")
    file.seek(0)
    return file, "small.png"


@dataclass(frozen=True)
class Route:
    """One method of one address."""

    rule: Rule
    method: str
    entrance: Entrance | None

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule} ({self.rule.endpoint})"

    @property
    def ids(self) -> set[str]:
        """The arguments that are ids of somebody's rows."""
        return self.rule.arguments - {"tenant"} - set(CHOICES) - set(PUBLIC_NAMES) - SECRETS

    def address(self, owner: Engine, *, tenant: str = "hualan", token: str = "") -> str:
        """The address, with fresh ids of Hualan's rows; raises NoMaker for a new argument."""
        known = {**PUBLIC_NAMES, **CHOICES, "tenant": tenant, "token": token}
        made = ids.make_all(self.rule.arguments - set(known), owner)
        values = {name: made.get(name, known.get(name)) for name in self.rule.arguments}
        built = self.rule.build(values)
        assert built is not None
        return built[1]


def routes(app: Flask, *doors: str | None) -> Iterator[Route]:
    """The routes behind these doors; None is for routes without one of the doors."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        found = entrance(app.view_functions[rule.endpoint])
        if (found.door if found else None) in doors:
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield Route(rule, method, found)


def ask(client: FlaskClient, route: Route, address: str) -> int:
    """Send a request, without content where it can be; gives the status. Closes a stream."""
    response: TestResponse = client.open(address, method=route.method, **body(route.rule.endpoint))
    response.close()
    return response.status_code


def link_of_another_inquiry(app: Flask, owner: Engine) -> str:
    """The token of a consumer who has nothing to do with the other ids."""
    secret: str = app.config["SETTINGS"].secret_key
    return links.make(ids.make("inquiry_id", owner), secret)
