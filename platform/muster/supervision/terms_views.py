"""/ops/clients/<id>/supervision: what the contract allows the client's supervisors."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from muster.errors import Invalid
from muster.supervision import terms
from muster.supervision.endpoints import UNREADABLE
from muster.supervision.models import Act
from muster.supervision.terms import Terms
from muster.tenancy import clients
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door
from muster.web.forms import Form

blueprint = Blueprint(
    "supervision_terms", __name__, url_prefix="/ops/clients/<uuid:tenant_id>/supervision"
)


class TermsForm(Form):
    """A box for each act."""

    listen = BooleanField(_l("Read along, seen by nobody beyond what the client discloses"))
    whisper = BooleanField(_l("Whisper: only the agent reads it"))
    barge = BooleanField(_l("Join in: the consumer reads it, under the supervisor's own name"))
    take_over = BooleanField(_l("Take over: the supervisor answers in place of the agent"))


@blueprint.get("")
@ops("live.agree")
def edit(tenant_id: UUID) -> str:
    """The terms as they are."""
    with operations_door(f"supervision terms of {tenant_id}") as across:
        client = clients.find(across, tenant_id)
        agreed = terms.of(tenant_id)
        return render_template(
            "supervision/terms.html", client=client, form=TermsForm(formdata=None, obj=agreed)
        )


@blueprint.post("")
@ops("live.agree")
def update(tenant_id: UUID) -> Any:
    """Write down what is allowed from now on."""
    with operations_door(f"supervision terms of {tenant_id}") as across:
        clients.find(across, tenant_id)
    if not request.form.get("stated"):  # a box that is not there is not a box without a tick
        raise Invalid("listen", UNREADABLE)
    form = TermsForm()
    agreed = Terms(**{act: bool(form[act].data) for act in Act})
    terms.agree(tenant_id, agreed, by=g.principal.person_id)
    flash(_("Saved."), "success")
    return redirect(url_for("ops_clients.show", tenant_id=tenant_id), 303)
