"""The whole application with one page more: it listens, and writes down what it hears."""

from __future__ import annotations

import os
from typing import Any

from flask import Blueprint, Response, g, render_template_string, request, session

from marketplace.catalogue import FEATURES as MARKETPLACE
from muster.app import create_app
from muster.catalogue import FEATURES as PLATFORM
from muster.db import Acting, unit_of_work
from muster.events import bus, live
from muster.events.actions import Happening, record_many
from muster.events.messages import wall
from muster.features import Feature
from muster.settings import Settings
from muster.tenancy import doors
from tenants.catalogue import FEATURES as TENANTS
from tests.cast import HUALAN, known_id, person_called

PAGE = """{% extends "web/base.html" %}
{% block title %}Listening{% endblock %}
{% block body %}{% include "web/_line.html" %}<main id="main"><ol></ol></main>{% endblock %}
{% block scripts %}<script type="module" src="/page/listen.js?after={{ after }}"></script>
{% endblock %}"""

SCRIPT = """
import { connect } from "{{ asset('js/live.js') }}";
const list = document.querySelector("ol");
window.line = connect("/page/live", {
  after: {{ after }},
  on: {
    "test.told": ({ id, payload, late }) => {
      const item = Object.assign(document.createElement("li"), { value: id });
      item.classList.toggle("late", late);
      item.textContent = payload.text;
      list.insertBefore(item, [...list.children].find(({ value }) => value > id) ?? null);
    },
  },
  onStatus: (status) => { document.documentElement.dataset.line = status; },
  onReset: () => list.replaceChildren(),
});
document.addEventListener("live:test.told", ({ detail }) => {
  if (!(detail.id < window.last?.id)) window.last = detail; // two processes' may change places
});
"""

OURS = Acting(tenant_ids=(HUALAN.id,))
CONTACT = known_id("contact that is talked about")
AUDIENCES = [wall(HUALAN.id)]

blueprint = Blueprint("page", __name__, url_prefix="/page")


@blueprint.get("/<name>")
def show(name: str) -> str:
    """The page, with the named member of the cast signed in."""
    session["sign_in"] = person_called(name).token
    with unit_of_work(OURS):
        return render_template_string(PAGE, after=live.cursor(AUDIENCES))


@blueprint.get("/listen.js")
def script() -> Response:
    text = render_template_string(SCRIPT, after=int(request.args["after"]))
    return Response(text, mimetype="text/javascript")


@blueprint.get("/live")
@doors.person
def stream() -> Response:
    with unit_of_work(OURS):
        return live.stream(AUDIENCES, person_id=g.principal.person_id)


@blueprint.post("/told")
def create() -> Any:
    """Record one event for each text."""
    with unit_of_work(OURS):
        record_many(
            Happening("test.told", HUALAN.id, CONTACT, payload={"text": text})
            for text in request.get_json()
        )
    return "", 204


@blueprint.post("/rights/<name>")
def rights(name: str) -> Any:
    bus.rights_changed(person_called(name).id)
    return "", 204


app = create_app(
    Settings.from_environment(os.environ),
    (*PLATFORM, *TENANTS, *MARKETPLACE, Feature("page", blueprints=[blueprint])),
)
app.config["WTF_CSRF_ENABLED"] = False
