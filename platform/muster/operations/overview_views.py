"""/ops: are all companies' customers being answered?"""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, render_template

from muster.operations import queries
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door

blueprint = Blueprint("ops", __name__, url_prefix="/ops", template_folder="templates")


@blueprint.get("")
@ops("operations.overview")
def index() -> str:
    """The state of the whole house, and the companies where somebody waits."""
    with operations_door("overview") as across:
        now = queries.now(across)
        busiest = queries.busiest(across)
    return render_template(
        "operations/overview/index.html",
        now=now,
        busiest=busiest,
        as_of=datetime.now(UTC),
        parts=[(template, head()) for template, head in queries.heads],
    )
