"""Imports as a feature of the portal."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.features import Feature, Permission
from muster.tables.problems import said
from tenants.imports import jobs, problems
from tenants.imports.views import blueprint


def init_app(app: Flask) -> None:
    """Let problems be said in words, in templates too."""
    problems.register()
    app.add_template_filter(said, "import_problem")


FEATURE = Feature(
    name="imports",
    blueprints=(blueprint,),
    permissions=(
        Permission(
            "imports.run",
            _l("Bring in products from a file"),
            frozenset({"owner", "knowledge_editor"}),
        ),
    ),
    periodic=jobs.PERIODIC,
    init_app=init_app,
)
