"""Products in the portal: listed, found, written, shown, hidden, deleted."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from flask import flash, g, render_template, request
from flask_babel import gettext as _

from muster.db import uuid7
from muster.tenancy.doors import portal
from tenants.showcase import actions, products, queries
from tenants.showcase.blueprint import (
    View,
    arrived,
    back_to,
    blueprint,
    has_arrived,
    taken_back,
    wants_publication,
)
from tenants.showcase.forms import ProductForm, new_id
from tenants.showcase.models import Product


@blueprint.get("/products")
@portal("showcase.read")
def list_products() -> View:
    """The company's products, a page at a time."""
    state = request.args.get("state", "")
    found = queries.list_products(
        g.company.id,
        search=request.args.get("search", "")[:200],
        state=cast(queries.State, state if state in ("published", "draft") else ""),
        page=request.args.get("page", 1, type=int),
    )
    return render_template(
        "showcase/products.html",
        found=found,
        counts=queries.counts(g.company.id),
        showcase=actions.open_showcase(g.company.id),
    )


@blueprint.get("/products/new")
@portal("showcase.edit")
def new_product() -> View:
    """An empty form."""
    form = ProductForm.of(None, g.company.currency)
    form.product_id.data = str(uuid7())
    return _page(form)


@blueprint.post("/products")
@portal("showcase.edit")
def create_product() -> View:
    """Keep a new product; a draft unless it is to be published at once."""
    form = ProductForm.of(None, g.company.currency)
    if not form.validate_on_submit():
        return _page(form), 422
    product = products.create_product(
        g.company.id,
        product_id=new_id(form.product_id.data),
        published=wants_publication(),
        **form.values(),
    )
    flash(_("Saved. Pictures can be added below."), "success")
    arrived()
    return back_to("edit_product", product_id=product.id)


@blueprint.get("/products/<uuid:product_id>")
@portal("showcase.read")
def edit_product(product_id: UUID) -> View:
    """One product, in a form for those who may edit it."""
    product = products.find_product(product_id)
    return _page(ProductForm.of(product, g.company.currency), product)


@blueprint.post("/products/<uuid:product_id>")
@portal("showcase.edit")
def update_product(product_id: UUID) -> View:
    """Keep what was written."""
    product = products.find_product(product_id)
    form = ProductForm.of(product, g.company.currency)
    if not form.validate_on_submit():
        return _page(form, product), 422
    products.update_product(product_id, **form.values())
    if wants_publication():
        products.publish_product(product_id)
    flash(_("Saved."), "success")
    arrived()
    return back_to("edit_product", product_id=product_id)


@blueprint.route("/products/<uuid:product_id>/publication", methods=["POST", "DELETE"])
@portal("showcase.publish")
def publish_product(product_id: UUID) -> View:
    """Show the product to the public, or make it a draft again."""
    if taken_back():
        products.withdraw_product(product_id)
    else:
        products.publish_product(product_id)
    return back_to("edit_product", product_id=product_id)


@blueprint.post("/products/<uuid:product_id>/deletion")
@portal("showcase.edit")
def delete_product(product_id: UUID) -> View:
    """Delete the product for good."""
    name = products.find_product(product_id).name
    products.delete_product(product_id)
    flash(_("“%(name)s” is deleted.", name=name), "success")
    return back_to("list_products")


def _page(form: ProductForm, product: Product | None = None) -> str:
    return render_template(
        "showcase/product.html",
        form=form,
        product=product,
        showcase=actions.open_showcase(g.company.id),
        pictures=queries.pictures_of(product.id) if product else (),
        offers=queries.offers_of(product.id) if product else 0,
        draft=f"product-{product.id if product else g.company.slug}",
        saved=has_arrived(),
    )
