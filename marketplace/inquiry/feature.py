"""One question, a hundred companies answer."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from marketplace.inquiry import (
    afterwards_views,
    asking_views,
    conversing,
    desk,
    desk_views,
    filing,
    jobs,
    ops_views,
    portal_views,
    typing_views,
    views,
)
from muster.desk.providers import providers
from muster.features import Feature, NavEntry, Permission

SUPPORT = frozenset({"admin", "operations"})


def init_app(app: Flask) -> None:
    """Tell agents at their desk why their company was asked, and let them complain."""
    providers(app).reasons.append(desk.reasons)
    providers(app).parts.append("inquiry/_desk.html")


FEATURE = Feature(
    name="inquiry",
    init_app=init_app,
    blueprints=(
        asking_views.blueprint,
        views.blueprint,
        afterwards_views.blueprint,
        conversing.blueprint,
        filing.blueprint,
        typing_views.blueprint,
        ops_views.blueprint,
        portal_views.blueprint,
        desk_views.blueprint,
    ),
    permissions=(
        Permission(
            "inquiries.see",
            _l("See all inquiries and why companies were chosen"),
            staff_roles=SUPPORT | {"planner", "qa"},
        ),
        Permission(
            "inquiries.close",
            _l("End an inquiry for everyone, block words and people"),
            staff_roles=SUPPORT,
        ),
        Permission(
            "inquiries.own",
            _l("See why the company was asked, and what became of it"),
            member_roles=frozenset(
                {"owner", "supervisor", "knowledge_editor", "analyst", "viewer"}
            ),
        ),
    ),
    nav=(
        NavEntry("market", "ask.new", _l("Ask"), "message-question", order=10),
        NavEntry(
            "portal",
            "company_inquiries.index",
            _l("Inquiries"),
            "messages",
            "inquiries.own",
            40,
        ),
        NavEntry("ops", "ops_inquiries.index", _l("Inquiries"), "messages", "inquiries.see", 20),
        NavEntry("ops", "ops_inquiries.words", _l("Abuse"), "shield", "inquiries.close", 90),
    ),
    periodic=jobs.PERIODIC,
    packages=("marketplace.inquiry",),
)
