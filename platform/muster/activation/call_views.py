"""/calls/<token>: whoever is called answers here, on any telephone, without signing in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from sqlalchemy import select

from muster.activation import answering, briefings, links
from muster.activation.answering import By
from muster.db import Acting, session
from muster.errors import Conflict, Invalid, existing
from muster.settings import Settings
from muster.tenancy.doors import run_as
from muster.tenancy.models import Tenant
from muster.web.locale import read_in

blueprint = Blueprint("calls", __name__, url_prefix="/calls", template_folder="templates")


@blueprint.get("/<token>")
def show(token: str) -> Response:
    """The call and what comes next."""
    return _as_called(token, _page)


@blueprint.post("/<token>/answer")
def create_answer(token: str) -> Response:
    """Yes or no."""
    return _as_called(token, _answer)


@blueprint.post("/<token>/briefing")
def create_briefing(token: str) -> Response:
    """The answers to the briefing's questions."""
    return _as_called(token, _brief)


@blueprint.post("/<token>/arrival")
def create_arrival(token: str) -> Response:
    """I am at my desk."""
    return _as_called(token, _arrive)


def _as_called(token: str, view: Any) -> Response:
    settings: Settings = current_app.config["SETTINGS"]
    ids = existing(links.read(token, settings.secret_key))
    tenant_id, called_id = ids
    response = run_as(Acting(tenant_ids=(tenant_id,)), view, tenant_id, called_id, token)
    # Whoever reads the address could answer: it goes nowhere from here.
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _page(tenant_id: UUID, called_id: UUID, token: str, error: str = "") -> str:
    person, activation = answering.find(tenant_id, called_id)
    company = session.execute(select(Tenant).where(Tenant.id == tenant_id)).scalar_one()
    read_in(zone=company.time_zone)
    return render_template(
        "activation/call.html",
        person=person,
        activation=activation,
        company=company,
        briefing=briefings.current(tenant_id) if person.needs_briefing else None,
        token=token,
        error=error,
    )


def _answer(tenant_id: UUID, called_id: UUID, token: str) -> Any:
    comes = request.form.get("comes")
    if comes not in ("yes", "no"):
        return _page(tenant_id, called_id, token, _("Choose yes or no.")), 422
    try:
        answering.answer(tenant_id, called_id, comes=comes == "yes", by=By.LINK)
    except Conflict as problem:
        return _page(tenant_id, called_id, token, str(problem.message)), problem.status
    return _back(token)


def _brief(tenant_id: UUID, called_id: UUID, token: str) -> Any:
    try:
        passed = answering.brief(tenant_id, called_id, chosen(request.form), by=By.LINK)
    except (Invalid, Conflict) as problem:
        return _page(tenant_id, called_id, token, str(problem.message)), problem.status
    if not passed:
        flash(_("Not all of it is right. Please read the text once more."), "error")
    return _back(token)


def _arrive(tenant_id: UUID, called_id: UUID, token: str) -> Any:
    try:
        answering.arrive(tenant_id, called_id)
    except Conflict as problem:
        return _page(tenant_id, called_id, token, str(problem.message)), problem.status
    return _back(token)


def chosen(form: Any) -> list[int]:
    """The places of the chosen answers, in the order of the questions `q0`, `q1`, …"""
    found: list[int] = []
    while (value := form.get(f"q{len(found)}")) is not None:
        if not str(value).isdecimal():
            raise Invalid("choices", _("Answer every question."))
        found.append(int(value))
    return found


def _back(token: str) -> Any:
    return redirect(url_for("calls.show", token=token), code=303)
