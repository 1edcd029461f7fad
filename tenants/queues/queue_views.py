"""/portal/<tenant>/queues: the company's queues, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from muster.conversations.models import Queue
from muster.errors import DomainError, Invalid
from muster.lending import actions as lending
from muster.supervision import serving
from muster.supervision.acts import Supervisor
from muster.supervision.models import Side
from muster.tenancy.doors import portal
from muster.workforce.plans_views import skill_choices
from tenants.queues import queues, standing
from tenants.queues.queue_forms import QueueForm

blueprint = Blueprint(
    "company_queues", __name__, url_prefix="/portal/<tenant>/queues", template_folder="templates"
)


@blueprint.get("")
@portal("queue.see")
def index() -> str:
    """All queues, with who waits in them now."""
    rows, seats = standing.now(g.company), serving.seats_of(g.company.id)
    in_use = [row.queue for row in rows if row.queue.retired_at is None]
    unserved = {queue.id for queue in serving.unserved(in_use, seats)}
    return render_template("queues/index.html", rows=rows, unserved=unserved)


@blueprint.get("/new")
@portal("queue.edit")
def new() -> str:
    """An empty queue."""
    return _page(_form(None, blank=True))


@blueprint.post("")
@portal("queue.edit")
def create() -> Any:
    """Add it."""
    form = _form(None)
    if form.validate_on_submit():
        with form.refusals():
            queues.create(g.company.id, form.rules())
            return _back()
    return _page(form), 422


@blueprint.get("/<uuid:queue_id>")
@portal("queue.see")
def show(queue_id: UUID) -> str:
    """A queue, to read or to change."""
    queue = queues.find(g.company.id, queue_id)
    return _page(_form(queue, blank=True).fill(queue), queue)


@blueprint.post("/<uuid:queue_id>")
@portal("queue.edit")
def update(queue_id: UUID) -> Any:
    """Change it."""
    queue = queues.find(g.company.id, queue_id)
    form = _form(queue)
    if form.validate_on_submit():
        with form.refusals():
            queues.change(g.company.id, queue_id, form.rules())
            return _back()
    return _page(form, queue), 422


@blueprint.post("/<uuid:queue_id>/retirement")
@portal("queue.edit")
def retire(queue_id: UUID) -> Any:
    """Put it away; the form's `heir` is the queue to which people in it move."""
    queue = queues.find(g.company.id, queue_id)
    heir = request.form.get("heir", type=UUID)
    try:
        moved = queues.retire(g.company.id, queue_id, heir, by=g.principal.person_id)
    except DomainError as problem:
        return _page(_form(queue, blank=True).fill(queue), queue, problem), problem.status
    said = ngettext("%(num)s person was moved.", "%(num)s people were moved.", moved)
    return _back(_("The queue is put away.") + (f" {said}" if moved else ""))


@blueprint.post("/<uuid:queue_id>/return")
@portal("queue.edit")
def reinstate(queue_id: UUID) -> Response:
    """Let it take contacts again."""
    queues.reinstate(g.company.id, queue_id)
    return _back()


@blueprint.post("/<uuid:queue_id>/agents")
@portal("live.manage")
def update_agents(queue_id: UUID) -> Any:
    """Let these agents serve it: `agent` their ids, `anyway` also if that is nobody."""
    queue = queues.find(g.company.id, queue_id)
    who = Supervisor(g.principal.person_id, g.principal.name, Side.CLIENT)
    chosen, anyway = request.form.getlist("agent", type=UUID), "anyway" in request.form
    try:
        serving.set_agents(g.company.id, queue_id, chosen, who, anyway=anyway)
    except DomainError as problem:
        form = _form(queue, blank=True).fill(queue)
        return _page(form, queue, problem, chosen), problem.status
    return _back()


def _others(queue: Queue | None) -> list[Queue]:
    known = queues.all_of(g.company.id)
    return [q for q in known if q.retired_at is None and (queue is None or q.id != queue.id)]


def _form(queue: Queue | None, *, blank: bool = False) -> QueueForm:
    form = QueueForm(formdata=None) if blank else QueueForm()
    return form.offer(skill_choices(), _others(queue), g.company.time_zone)


def _page(
    form: QueueForm,
    queue: Queue | None = None,
    problem: DomainError | None = None,
    chosen: Sequence[UUID] | None = None,
) -> str:
    seats = serving.seats_of(g.company.id) if queue else []
    return render_template(
        "queues/queue.html",
        form=form,
        queue=queue,
        others=_others(queue),
        waiting=standing.count_in(queue) if queue else 0,
        problem=problem,
        seats=seats,
        serves={seat.agent_id for seat in seats if queue and seat.serves(queue)}
        if chosen is None
        else set(chosen),
        is_unserved=queue is not None and bool(serving.unserved([queue], seats)),
        may_be_bare=isinstance(problem, serving.Bare),
        lent_minor=_lent_minor(),
    )


def _lent_minor() -> int | None:
    """What somebody who is lent costs an hour; None where operations have set no price."""
    try:
        return lending.seat_hour_price(g.company.currency)
    except Invalid:
        return None


def _back(message: str = "") -> Response:
    flash(message or _("Saved."), "success")
    address = url_for("company_queues.index", tenant=g.company.slug)
    return cast(Response, redirect(address, 303))
