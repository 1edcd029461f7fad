"""/portal/<tenant>/team: who belongs to the company, and who is invited."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from muster.errors import Conflict, DomainError, Invalid
from muster.identity import throttle
from muster.tenancy.doors import portal
from muster.tenancy.permissions import MEMBER_ROLES
from muster.tenancy.roles import member_role
from tenants.members import actions, invitations, mails, queries, settings
from tenants.members.forms import InvitationForm

HOUR_SECONDS = 3600
MAILS_AN_HOUR = 100

blueprint = Blueprint(
    "members", __name__, url_prefix="/portal/<tenant>", template_folder="templates"
)


@blueprint.get("/team")
@portal("team.see")
def index() -> str:
    """The members and their roles, open invitations, and whom to invite."""
    return _page(InvitationForm(formdata=None).offer())


@blueprint.post("/team/invitations")
@portal("team.invite")
def create_invitation() -> Any:
    """Invite somebody by mail."""
    form = InvitationForm().offer()
    if not form.validate_on_submit():
        return _page(form), 422
    email, role = str(form.email.data), str(form.role.data)
    try:
        _count_mail()
        offered = invitations.invite(g.company.id, email, role, invited_by=g.principal.person_id)
    except Invalid as error:
        form.show(error)
        return _page(form), error.status
    if offered is not None:
        _send(*offered, role=role)
    flash(_("%(email)s is invited.", email=email), "success")
    return _back()


@blueprint.post("/team/invitations/<uuid:invitation_id>/delivery")
@portal("team.invite")
def send_again(invitation_id: UUID) -> Response:
    """Send an invitation once more, with a new link."""
    _count_mail()
    address, token, role = invitations.renew(g.company.id, invitation_id)
    _send(address, token, role=role)
    flash(_("A new link is on its way to %(email)s.", email=address), "success")
    return _back()


@blueprint.post("/team/invitations/<uuid:invitation_id>/revocation")
@portal("team.manage")
def revoke_invitation(invitation_id: UUID) -> Response:
    """Withdraw an invitation."""
    invitations.revoke(g.company.id, invitation_id)
    flash(_("The invitation is withdrawn."), "success")
    return _back()


@blueprint.post("/team/members/<uuid:member_id>/role")
@portal("team.manage")
def update_role(member_id: UUID) -> Any:
    """Give a member another role."""
    try:
        actions.change_role(g.company.id, member_id, request.form.get("role", ""))
    except (Conflict, Invalid) as error:
        return _refused(error)
    flash(_("Saved."), "success")
    return _back()


@blueprint.post("/team/members/<uuid:member_id>/removal")
@portal("team.manage")
def remove(member_id: UUID) -> Any:
    """Part with a member; every open page of theirs closes."""
    try:
        gone = actions.remove(g.company.id, member_id)
    except Conflict as error:
        return _refused(error)
    if gone == g.principal.person_id:
        return redirect(url_for("account.home"), 303)
    flash(_("Removed. This person sees nothing of the company any more."), "success")
    return _back()


@blueprint.post("/departure")
@portal("team.leave")
def leave() -> Any:
    """Leave the company oneself."""
    try:
        actions.leave(g.company.id, g.principal.person_id)
    except Conflict as error:
        return _refused(error)
    flash(_("You have left %(company)s.", company=g.company.name), "success")
    return redirect(url_for("account.home"), 303)


def _page(form: InvitationForm, problem: DomainError | None = None) -> str:
    return render_template(
        "members/index.html",
        form=form,
        problem=problem,
        members=queries.members(g.company.id),
        invitations=queries.invitations(g.company.id),
        role_name=member_role,
        roles=MEMBER_ROLES,
        me=g.principal.person_id,
        now=datetime.now(UTC),
    )


def _refused(error: DomainError) -> tuple[str, int]:
    return _page(InvitationForm(formdata=None).offer(), error), error.status


def _count_mail() -> None:
    throttle.check(f"invitations:{g.company.id}", MAILS_AN_HOUR, HOUR_SECONDS)


def _send(address: str, token: str, *, role: str) -> None:
    mails.invitation(
        address,
        token,
        tenant_id=g.company.id,
        company=g.company.name,
        inviter=g.principal.name,
        role=role,
        locale=settings.of(g.company.id).locale,
    )


def _back() -> Response:
    return cast(Response, redirect(url_for("members.index", tenant=g.company.slug), 303))
