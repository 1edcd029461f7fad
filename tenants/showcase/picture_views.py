"""The pictures of a product in the portal: added, put in order, taken away."""

from __future__ import annotations

from uuid import UUID

from flask import flash, g, request
from flask_babel import gettext as _

from muster.errors import Invalid
from muster.media.actions import keep
from muster.tenancy.doors import portal
from tenants.showcase import pictures, products
from tenants.showcase.blueprint import View, back_to, blueprint, taken_back

BASE = "/products/<uuid:product_id>/pictures"


@blueprint.post(BASE)
@portal("showcase.edit")
def add_pictures(product_id: UUID) -> View:
    """Add pictures to a product, in the order in which they were chosen."""
    products.find_product(product_id)
    files = [file for file in request.files.getlist("pictures") if file.filename]
    if not files:
        flash(_("Choose a picture first."), "error")
    for file in files:
        name = file.filename or ""
        try:
            kept = keep(g.company.id, file.read(), name)
            pictures.attach_picture(product_id, kept.id)
        except Invalid as error:
            flash(f"{name}: {error.message}", "error")
    return back_to("edit_product", product_id=product_id, _anchor="pictures")


@blueprint.route(f"{BASE}/<uuid:picture_id>", methods=["POST", "DELETE"])
@portal("showcase.edit")
def move_picture(product_id: UUID, picture_id: UUID) -> View:
    """Put a picture in another place, or take it away."""
    if taken_back():
        pictures.detach_picture(product_id, picture_id)
    else:
        pictures.move_picture(product_id, picture_id, request.form.get("position", 0, type=int))
    return back_to("edit_product", product_id=product_id, _anchor="pictures")
