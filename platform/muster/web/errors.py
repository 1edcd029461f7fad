"""Every failure is rendered here: as a page, as JSON, or as a fragment for htmx."""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeAlias

import psycopg
from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree
from werkzeug.exceptions import HTTPException

from muster.errors import DomainError

log = logging.getLogger("muster.web")

Words: TypeAlias = str | LazyString

# What went wrong, and what to do about it.
SAID: dict[int, tuple[Words, Words]] = {
    400: (_l("We could not read that"), _l("Go back, check what you sent, and send it again.")),
    401: (_l("Please sign in"), _l("Sign in to see this page.")),
    403: (
        _l("This is not open to you"),
        _l("Your role does not include this. Someone who manages access can change that."),
    ),
    404: (
        _l("There is nothing here"),
        _l("The address may be mistyped, the page may have moved, or it is not yours to see."),
    ),
    405: (_l("That cannot be done here"), _l("Go back and use the buttons of the page.")),
    409: (_l("Somebody else was faster"), _l("Look at the page again; it has changed.")),
    410: (_l("This is gone"), _l("It was closed or has expired.")),
    413: (_l("That is too large"), _l("Send a smaller file, or a shorter text.")),
    415: (_l("We cannot read this kind of file"), _l("Choose another file format.")),
    422: (_l("Something is not right yet"), _l("Go back, change what is marked, and send again.")),
    429: (_l("That was too often"), _l("Wait a little and try again.")),
    500: (_l("Something broke on our side"), _l("It is not your fault. Try again in a moment.")),
    503: (_l("Not available at the moment"), _l("Try again in a moment.")),
}
STALE: tuple[Words, Words] = (
    _l("This page was open for too long"),
    _l("Nothing was changed. Go back, reload the page, and send again."),
)

RETRY_SECONDS = "2"


@dataclass(frozen=True, slots=True)
class Problem:
    """One failure, as it is told to a person or a program."""

    status: int
    title: Words
    message: Words
    code: str
    field: str = ""
    reference: str | None = None
    others: tuple[DomainError, ...] = ()
    typed: tuple[str, ...] = ()


def render(problem: Problem) -> Response:
    """The problem in the form that the request can read."""
    if _wants_json():
        response = jsonify(error=_as_json(problem))
    elif request.headers.get("HX-Request"):
        response = make_response(render_template("web/errors/_alert.html", problem=problem))
        # Beside the page, not instead of it: what was typed stays.
        response.headers["HX-Retarget"] = "#flash"
        response.headers["HX-Reswap"] = "beforeend"
    else:
        response = make_response(render_template("web/errors/show.html", problem=problem))
    response.status_code = problem.status
    response.headers["X-Problem"] = problem.code
    response.headers["Cache-Control"] = "no-store"
    return response


def _as_json(problem: Problem) -> dict[str, Any]:
    told: dict[str, Any] = {
        "status": problem.status,
        "code": problem.code,
        "message": str(problem.message),
    }
    if problem.field:
        told["field"] = problem.field
    if problem.others:
        told["others"] = [
            {"field": other.field, "message": str(other.message)} for other in problem.others
        ]
    if problem.reference:
        told["reference"] = problem.reference
    return told


def _wants_json() -> bool:
    if request.path.startswith("/api/") or request.is_json:
        return True
    accepted = request.accept_mimetypes
    return accepted["application/json"] > accepted["text/html"]


def domain_error(error: DomainError) -> Response:
    """An expected failure of an action."""
    title, _advice = _said(error.status)
    code = type(error).__name__.lower()
    return render(
        Problem(error.status, title, error.message, code, error.field, others=error.others)
    )


def http_error(error: HTTPException) -> Response | HTTPException:
    """A failure of Flask or Werkzeug: an unknown address, a wrong method, too large a body."""
    if error.response is not None or (error.code or 500) < HTTPStatus.BAD_REQUEST:
        return error
    status = error.code or 500
    title, advice = _said(status)
    response = render(Problem(status, title, advice, error.name.lower().replace(" ", "_")))
    for name, value in error.get_headers():
        if name not in {"Content-Type", "Content-Length"}:
            response.headers[name] = value
    return response


def stale_page(_error: CSRFError) -> Response:
    """The token is missing or of another session."""
    return render(Problem(400, *STALE, "csrf", typed=_typed()))


def fault(error: Exception) -> Response:
    """A bug: the person gets a number, the log gets the rest under the same number."""
    if current_app.debug:
        raise error
    reference = "-".join((secrets.token_hex(2), secrets.token_hex(2))).upper()
    log.error(
        "fault %s: %s %s",
        reference,
        request.method,
        request.path,
        exc_info=error,
        extra={"reference": reference},
    )
    return render(Problem(500, *SAID[500], "fault", reference=reference))


def database_away(error: psycopg.OperationalError | OperationalError | NoneFree) -> Response:
    """The database cannot be had: it is away, or everybody wants a connection or the same row.

    Other operational errors are faults. The consumer's and the agent's page send again by
    themselves; who filled in a form finds the words again.
    """
    if not isinstance(error, NoneFree) and not _is_away(error):
        return fault(error)
    log.warning("no database for %s %s: %s", request.method, request.path, type(error).__name__)
    response = render(Problem(503, *SAID[503], "unavailable", typed=_typed()))
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _is_away(error: psycopg.OperationalError | OperationalError) -> bool:
    cause = error.orig if isinstance(error, OperationalError) else error
    state = getattr(cause, "sqlstate", None)
    # Connection; shutdown and start; waited too long for a lock.
    return state is None or state.startswith(("08", "57P", "55P03"))


def _said(status: int) -> tuple[Words, Words]:
    return SAID.get(status) or SAID[500 if status >= HTTPStatus.INTERNAL_SERVER_ERROR else 400]


def _typed() -> tuple[str, ...]:
    """Texts that the person had written, so that they can be copied and are not lost."""
    # Another site's form may not put words into our page.
    if request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
        return ()
    hidden = ("password", "token", "secret", "next", "code")
    return tuple(
        value
        for name, value in request.form.items()
        if len(value.strip()) > 1 and not any(part in name for part in hidden)
    )


def init_app(app: Flask) -> None:
    """Render failures; faults pass through in debug mode, where the debugger shows them."""
    app.register_error_handler(DomainError, domain_error)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(CSRFError, stale_page)
    app.register_error_handler(Exception, fault)
    for error in (psycopg.OperationalError, OperationalError, NoneFree):
        app.register_error_handler(error, database_away)
