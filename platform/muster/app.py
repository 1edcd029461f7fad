"""The application: configuration, extensions, and whatever the slices register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask, request
from sqlalchemy.orm import configure_mappers
from werkzeug.middleware.proxy_fix import ProxyFix

from muster import events, web
from muster.audit.actions import NOBODY, actor
from muster.db.session import init_app as init_database
from muster.features import Feature, NavEntry
from muster.identity import login, throttle
from muster.settings import Settings
from muster.tenancy import doors
from muster.tenancy.permissions import Permissions
from muster.tenancy.principal import cache


def create_app(settings: Settings, features: Sequence[Feature]) -> Flask:
    """Build the application from its settings and the features that the root composes."""
    app = Flask("muster", static_folder=None, template_folder=None)
    configure(app, settings)
    app.extensions["muster"] = Composition(features)
    app.extensions["muster.permissions"] = Permissions(
        permission for feature in features for permission in feature.permissions
    )
    init_database(app, settings)
    web.init_app(app, settings)
    login.init_app(app, cache.get)
    throttle.init_app(app, settings)
    events.init_app(app, settings, cache.forget)
    app.before_request(remember_actor)
    app.teardown_request(forget_actor)
    app.add_template_global(doors.may, "may")
    for feature in features:
        for blueprint in feature.blueprints:
            app.register_blueprint(blueprint)
        if feature.init_app is not None:
            feature.init_app(app)
    configure_mappers()  # before any fork: what it builds is then shared
    return app


def configure(app: Flask, settings: Settings) -> None:
    """Set Flask's own configuration from ours."""
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.max_upload_bytes,
        MAX_FORM_MEMORY_SIZE=2_000_000,
        SESSION_COOKIE_NAME="muster",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        TESTING=settings.environment == "test",
    )
    if proxies := settings.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # as Werkzeug's manual says
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )


class Composition:
    """What the features contributed, for layouts, the scheduler and the command line."""

    def __init__(self, features: Sequence[Feature]) -> None:
        self.features = tuple(features)

    def nav(self, door: str) -> list[NavEntry]:
        """Entries of one door that the signed-in person may open, in order."""
        entries = [e for feature in self.features for e in feature.nav if e.door == door]
        return sorted(
            (e for e in entries if e.permission is None or doors.may(e.permission)),
            key=lambda entry: entry.order,
        )


def remember_actor() -> None:
    """Let the audit trail know who acts and from which address."""
    principal = doors.current_principal()
    person: Any = principal.person_id if principal else None
    actor.set((person, principal.name if principal else "", request.remote_addr or ""))


def forget_actor(_error: BaseException | None) -> None:
    """What the same thread does after the request is not the doing of who asked."""
    actor.set(NOBODY)
