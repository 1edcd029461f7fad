"""/for-companies: what a company gets here and the price list, before anybody signs up."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template

from muster.tenancy.doors import market
from tenants.seats.views import price_list

blueprint = Blueprint("for_companies", __name__, template_folder="templates")


@blueprint.get("/for-companies")
@market
def show() -> str:
    """What is rented here, and what each plan costs today."""
    return render_template("seats/for_companies.html", **price_list(datetime.now(UTC).date()))
