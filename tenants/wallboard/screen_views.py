"""/wallboard/<token>: the screen itself. A token opens this page and its stream, nothing else."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, Response, current_app, make_response, render_template, request

from muster.db import Acting, unit_of_work
from muster.desk.words import STATES
from muster.errors import existing
from muster.supervision.queries import SERVICE_LEVEL_SECONDS
from muster.web.locale import COOKIE, read_in
from tenants.wallboard import actions
from tenants.wallboard.actions import Board
from tenants.wallboard.numbers import numbers
from tenants.wallboard.stream import EXTENSION, Boards

blueprint = Blueprint("wallboard", __name__, url_prefix="/wallboard", template_folder="templates")


@blueprint.get("/<token>")
def show(token: str) -> Any:
    """The board, full of numbers already; `?lang=` chooses its language."""
    board = _board(token)
    read_in(zone=board.time_zone, locale=None if request.cookies.get(COOKIE) else board.locale)
    with unit_of_work(Acting(tenant_ids=(board.tenant_id,))):
        actions.note_seen(board, opened=True)
        found = numbers(board)
    page = make_response(
        render_template(
            "wallboard/show.html",
            board=board,
            numbers=found,
            states={state: str(name) for state, name in STATES.items()},
            seconds=SERVICE_LEVEL_SECONDS,
            token=token,
        )
    )
    return _private(page)


@blueprint.get("/<token>/stream")
def stream(token: str) -> Response:
    """Its numbers as they change, as server-sent events."""
    _board(token)
    boards = cast(Boards, current_app.extensions[EXTENSION])
    boards.begin()
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 — a generator outlives the proxy
    response = Response(boards.frames(app, token), mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"  # nginx hands on every byte at once
    return _private(response)


def _board(token: str) -> Board:
    return existing(actions.find(token))


def _private(response: Response) -> Response:
    """Whoever reads the address could open the board: it goes nowhere from here."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
