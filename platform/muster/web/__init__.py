"""The face of Muster: layouts, components, assets, languages, errors, security headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask

from muster.web import (
    addresses,
    catalogues,
    csrf,
    display,
    errors,
    headers,
    locale,
    pages,
    release,
    requests,
    sessions,
    shell,
    templating,
    translating,
)
from muster.web.icons import icon

if TYPE_CHECKING:
    from muster.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Everything a page needs around it. Call after the configuration is set."""
    app.config["TEMPLATES_AUTO_RELOAD"] = settings.reread_files
    requests.init_app(app)
    templating.init_app(app)
    app.session_interface = sessions.Sessions(app)
    catalogues.init_app(app, settings.default_locale)
    translating.init_app(app)
    addresses.init_app(app)
    locale.init_app(app)
    release.init_app(app, reread=settings.reread_files)
    headers.init_app(app, secure=settings.secure_cookies)
    csrf.init_app(app)
    # Another site may at most change the language of a page; a stale page must still be able to.
    csrf.protection.exempt(locale.blueprint)
    errors.init_app(app)
    display.init_app(app)
    shell.init_app(app)
    pages.init_app(app)
    app.add_template_global(icon)
