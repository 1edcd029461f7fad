"""The page of charges. Its permission is declared with the charges."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.features import Feature, NavEntry
from tenants.charges import views

FEATURE = Feature(
    name="charges",
    blueprints=(views.blueprint,),
    nav=(NavEntry("portal", "charges.index", _l("Charges"), "receipt", "charges.see", 80),),
)
