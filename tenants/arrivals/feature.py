"""Arrivals as a feature of the portal: histories, forecasts, and the surge watch."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry, Permission
from tenants.arrivals import event_views, import_views, problems, showing, surge_views, views
from tenants.arrivals import jobs as jobs  # noqa: PLC0414 — registers its job

SEEN_BY = frozenset({"owner", "supervisor", "analyst", "viewer"})


def init_app(app: Flask) -> None:
    """Let imports say what can be wrong with arrivals, and templates when they were."""
    problems.register()
    app.add_template_filter(showing.local_time)
    app.add_template_filter(showing.local_day)
    app.add_template_filter(showing.days_told)
    app.add_template_filter(showing.as_failure)


FEATURE = Feature(
    name="arrivals",
    blueprints=(
        views.blueprint,
        import_views.blueprint,
        event_views.blueprint,
        surge_views.blueprint,
    ),
    permissions=(
        Permission("arrivals.see", _l("See arrivals, forecasts and surges"), SEEN_BY),
        Permission(
            "arrivals.edit",
            _l("Bring in histories of arrivals, and change what is known of coming days"),
            frozenset({"owner", "supervisor"}),
        ),
        Permission(
            "surge.sign",
            _l("Sign what the surge watch may do"),
            frozenset({"owner"}),
            confirmed=True,
        ),
    ),
    nav=(NavEntry("portal", "arrivals.index", _l("Arrivals"), "chart-line", "arrivals.see", 31),),
    init_app=init_app,
)
