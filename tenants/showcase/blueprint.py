"""The blueprint that the pages of the editor share."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, g, redirect, request, session, url_for

from muster.tenancy.doors import may

blueprint = Blueprint(
    "showcase", __name__, url_prefix="/portal/<tenant>/showcase", template_folder="templates"
)

View = Response | tuple[str, int] | str


def back_to(endpoint: str, **values: object) -> Response:
    """Send the browser on to another page of this company's editor."""
    address = url_for(f"showcase.{endpoint}", tenant=g.company.slug, **values)  # type: ignore[arg-type]  # any argument of the route
    return cast(Response, redirect(address, 303))


def arrived() -> None:
    """Remember, for the page that comes next, that what was typed has been kept."""
    session["showcase_arrived"] = True


def has_arrived() -> bool:
    """Whether what was typed on the page before has been kept; said once."""
    return bool(session.pop("showcase_arrived", False))


def taken_back() -> bool:
    """Whether a form means DELETE: a browser's form can send POST only."""
    return request.method == "DELETE" or request.form.get("_method") == "DELETE"


def wants_publication() -> bool:
    """Whether the form was sent by its button that also publishes, by somebody who may."""
    return "publish" in request.form and may("showcase.publish")
