"""The company's audit page. Its permission is declared with the operator's page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry
from tenants.audit import views

FEATURE = Feature(
    name="company_audit",
    blueprints=(views.blueprint,),
    nav=(NavEntry("portal", "company_audit.index", _l("Audit"), "history", "audit.see", 85),),
)
