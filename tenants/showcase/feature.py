"""The showcase editor as a feature of the portal."""

from __future__ import annotations

from flask import Flask
from flask_babel import lazy_gettext as _l

from muster.desk.providers import providers
from muster.features import Feature, NavEntry, Permission
from muster.tenancy.permissions import MEMBER_ROLES
from tenants.showcase import desk, offer_views, picture_views, product_views, views
from tenants.showcase.blueprint import blueprint

VIEWS = (views, product_views, picture_views, offer_views)
EDITORS = frozenset({"owner", "knowledge_editor"})


def init_app(app: Flask) -> None:
    """Give the desk what an agent should know of the company."""
    given = providers(app)
    given.products = desk.products
    given.product = desk.product
    given.facts = desk.company_facts


FEATURE = Feature(
    name="showcase",
    init_app=init_app,
    blueprints=(blueprint,),
    permissions=(
        Permission("showcase.read", _l("See the showcase in the portal"), frozenset(MEMBER_ROLES)),
        Permission("showcase.edit", _l("Edit the showcase"), EDITORS),
        Permission(
            "showcase.publish", _l("Publish and withdraw the showcase"), EDITORS, confirmed=True
        ),
    ),
    nav=(
        NavEntry(
            "portal",
            "showcase.show",
            _l("Showcase"),
            "building-store",
            permission="showcase.read",
            order=50,
        ),
    ),
)
