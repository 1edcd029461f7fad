"""Which language and which time zone the person in front of the page reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from zoneinfo import available_timezones

from blinker import Namespace
from flask import (
    Blueprint,
    Flask,
    current_app,
    g,
    has_request_context,
    redirect,
    request,
)
from flask_babel import force_locale, get_locale, refresh
from werkzeug.wrappers import Response as AnyResponse

from muster.web.addresses import local_path

LOCALES = {"en": "English", "zh": "中文"}
COOKIE = "locale"
ZONE_COOKIE = "zone"
KEPT_FOR = timedelta(days=365)

# Sent with `locale=` when somebody chooses, so that identity can remember it for the person.
locale_chosen = Namespace().signal("locale-chosen")

blueprint = Blueprint("locale", __name__)


def select_locale() -> str:
    """The person's choice, else what the browser asks for, else the installation's default."""
    default: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    if not has_request_context():
        return str(g.get("locale", default))
    # `?lang=` is how a link, or a crawler, asks for one language of a page.
    for chosen in (request.args.get("lang"), g.get("locale"), request.cookies.get(COOKIE)):
        if chosen in LOCALES:
            return str(chosen)
    asked = [language.split("-")[0].lower() for language in request.accept_languages.values()]
    return next((language for language in asked if language in LOCALES), default)


def select_zone() -> str | None:
    """The acting tenant's zone, else the one that the reader's browser is in, else UTC (None)."""
    zone: str | None = g.get("zone")
    if zone is None and has_request_context():
        told = request.cookies.get(ZONE_COOKIE)  # `js/app.js` tells it
        return told if told in _zones() else None
    return zone


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def read_in(*, zone: str | None = None, locale: str | None = None) -> None:
    """From here on in this request or job, times are in `zone` and words in `locale`."""
    if zone is not None:
        g.zone = zone
    if locale is not None:
        g.locale = locale
    refresh()


@contextmanager
def written_in(locale: str | None) -> Iterator[None]:
    """Write what is said inside the block in this language, or in the page's for None."""
    if locale is None:
        yield
        return
    with force_locale(locale):
        yield


def locale_code() -> str:
    """`en` or `zh`: the language this page is in."""
    return str(get_locale()).split("_")[0]


def reads_chinese() -> bool:
    """Whether this page is in Chinese: of a `name_zh` and a `name_en` it shows the first."""
    return locale_code() == "zh"


def html_lang() -> str:
    """The language tag of the html element."""
    return {"zh": "zh-Hans-CN"}.get(locale_code(), locale_code())


@blueprint.post("/locale")
def update() -> AnyResponse:
    """Keep the chosen language and return to the page it was chosen on."""
    chosen = request.form.get("locale", "")
    response = redirect(local_path(request.form.get("next", "/")), 303)
    if chosen in LOCALES:
        remember(response, chosen)
        app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 — as Flask's own signals
        locale_chosen.send(app, locale=chosen)
    return response


def remember(response: AnyResponse, locale: str) -> None:
    """Keep `locale` in this browser; sign-in calls it with the person's stored language."""
    response.set_cookie(
        COOKIE,
        locale,
        max_age=KEPT_FOR,
        samesite="Lax",
        secure=bool(current_app.config.get("SESSION_COOKIE_SECURE")),
        httponly=True,
    )


def init_app(app: Flask) -> None:
    """Serve `POST /locale` and tell templates about the language."""
    app.register_blueprint(blueprint)
    app.jinja_env.globals.update(
        LOCALES=LOCALES,
        locale_code=locale_code,
        reads_chinese=reads_chinese,
        html_lang=html_lang,
    )
