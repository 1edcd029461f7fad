"""The small files that browsers and crawlers ask for by themselves."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, current_app, jsonify, redirect, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from muster.web.release import release_of

# Doors that a crawler has no business behind.
PRIVATE = (
    "/ops",
    "/desk",
    "/portal",
    "/live",
    "/api",
    "/i/",
    "/csrf-token",
    "/locale",
    "/wallboard/",
)

blueprint = Blueprint("web", __name__, template_folder="templates")


@blueprint.get("/robots.txt")
def robots() -> Response:
    """What crawlers may read: the market, not the rooms behind it."""
    rules = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    rules.append(f"Sitemap: {request.host_url}sitemap.xml")
    return Response("\n".join(rules) + "\n", mimetype="text/plain")


@blueprint.get("/favicon.ico")
def favicon() -> AnyResponse:
    """Where browsers look that read no link element."""
    return redirect(_asset("img/favicon.svg"), 302)


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    """Lets a phone put Muster on its home screen."""
    response = jsonify(
        name=_("Muster"),
        short_name=_("Muster"),
        description=_("Ask once. A hundred companies answer."),
        start_url="/",
        display="standalone",
        background_color="#fbfaf8",
        theme_color="#0b5f59",
        icons=[
            {"src": _asset("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {
                "src": _asset("img/maskable.svg"),
                "sizes": "any",
                "type": "image/svg+xml",
                "purpose": "maskable",
            },
        ],
    )
    response.mimetype = "application/manifest+json"
    return response


def _asset(path: str) -> str:
    return release_of(current_app).url(path)


def init_app(app: Flask) -> None:
    """Serve the files, and find the layouts in `templates/web`."""
    app.register_blueprint(blueprint)
