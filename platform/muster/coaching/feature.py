"""The language coach as a feature: beside conversations at the desk, and the operator's list."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.coaching import desk_views, ops_views, presenting
from muster.desk.providers import providers
from muster.features import Feature, NavEntry, Permission


def init_app(app: Flask) -> None:
    """Show notes beside the conversations of the desk."""
    providers(app).parts.append("coaching/_desk.html")
    app.jinja_env.filters["note_part"] = presenting.in_words


FEATURE = Feature(
    name="coaching",
    blueprints=(desk_views.blueprint, ops_views.blueprint),
    permissions=(
        Permission(
            "coaching.see_all",
            _l("See the language coach's notes for all agents"),
            staff_roles=frozenset({"admin", "operations", "planner", "qa", "trainer"}),
        ),
        Permission(
            "coaching.edit_all",
            _l("Write the language coach's notes for all agents"),
            staff_roles=frozenset({"admin", "operations", "qa", "trainer"}),
        ),
    ),
    nav=(
        NavEntry(
            "ops", "ops_coaching.index", _l("Language coach"), "language", "coaching.see_all", 46
        ),
    ),
    init_app=init_app,
)
