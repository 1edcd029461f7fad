"""One's own account as a feature: its pages, and what it puts around everybody's."""

from __future__ import annotations

from flask import Flask, request

from muster.account import confirmations, jobs, password_resets, places, profile, shell, sign_in
from muster.account.blueprint import blueprint
from muster.db import Acting, unit_of_work
from muster.features import Feature
from muster.identity import people
from muster.tenancy.doors import current_principal
from muster.web import locale
from muster.web import shell as web_shell

VIEWS = (confirmations, password_resets, places, profile, sign_in)


def init_app(app: Flask) -> None:
    """Describe the shell, and keep each person's language with the person."""
    web_shell.provide(app, shell.describe)
    app.before_request(_speak_their_language)
    locale.locale_chosen.connect(_remember_language, sender=app)


def _speak_their_language() -> None:
    """A browser in which no language was chosen yet shows the person's."""
    principal = current_principal()
    if principal is not None and principal.locale and locale.COOKIE not in request.cookies:
        locale.read_in(locale=principal.locale)


def _remember_language(_sender: object, locale: str) -> None:
    principal = current_principal()
    if principal is not None:
        with unit_of_work(Acting(person_id=principal.person_id)):
            people.speak(principal.person_id, locale)


FEATURE = Feature(
    name="account", blueprints=(blueprint,), periodic=jobs.PERIODIC, init_app=init_app
)
