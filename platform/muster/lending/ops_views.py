"""/ops/loans: who of the standby is lent to whom; lending, and calling back."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_ngettext, ngettext

from muster.db import Acting, acting_within
from muster.errors import Conflict, Invalid, existing
from muster.lending import actions, jobs, queries, standing, words
from muster.lending.forms import LoanForm
from muster.lending.models import Loan, Recall
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door
from muster.web.locale import reads_chinese

blueprint = Blueprint("ops_loans", __name__, url_prefix="/ops/loans", template_folder="templates")


@blueprint.get("")
@ops("loans.see")
def index() -> str:
    """Loans, newest first; `?shown=open|over|all`, `?company=`; `?before=` continues."""
    shown = request.args.get("shown", "open")
    shown = shown if shown in queries.SHOWN else "open"
    company = request.args.get("company", "").strip()[:100]
    with operations_door("loans") as across:
        lines = queries.listed(
            across, shown=shown, company=company, before=request.args.get("before", type=UUID)
        )
        return render_template(
            "lending/index.html",
            lines=lines,
            counts=queries.counts(across),
            queues=queries.queues(across),
            shown=shown,
            company=company,
            before=lines[-1].loan.id if len(lines) == queries.PAGE else None,
            words=words,
        )


@blueprint.get("/new/<uuid:queue_id>")
@ops("loans.run")
def new(queue_id: UUID) -> str:
    """Who could be lent to a queue, and on what terms."""
    return _page(queue_id, LoanForm(formdata=None))


@blueprint.post("/new/<uuid:queue_id>")
@ops("loans.run")
def create(queue_id: UUID) -> Any:
    """Lend the people of the boxes `agent`, or the first `how_many` of those suggested."""
    form = LoanForm()
    chosen = request.form.getlist("agent", type=UUID)
    form.validate_on_submit()
    for lack in form.lacks(chosen):
        form.show(lack)
    if form.errors:
        return _page(queue_id, form, chosen), 422
    try:
        with operations_door(f"lending to queue {queue_id}") as across:
            tenant_id = _queue(across, queue_id).tenant_id
            people = chosen or _first(across, queue_id, form.how_many.data)
            with _within(tenant_id):
                made = actions.lend(
                    across, tenant_id, queue_id, people, form.terms(),
                    person_id=g.principal.person_id,
                )  # fmt: skip
    except (Invalid, Conflict) as problem:
        form.show(problem)
        return _page(queue_id, form, chosen), problem.status
    flash(ngettext("%(num)s person is lent.", "%(num)s people are lent.", len(made)), "success")
    return redirect(url_for("ops_loans.index"), code=303)


@blueprint.post("/<uuid:loan_id>/recall")
@ops("loans.run")
def create_recall(loan_id: UUID) -> Any:
    """Call one back."""
    with operations_door(f"loan {loan_id}") as across:
        loan = existing(across.get(Loan, loan_id))
        tenant_id = loan.tenant_id
    with _within(tenant_id):
        actions.recall(tenant_id, loan_id, Recall.ASKED, person_id=g.principal.person_id)
    return _recalled(1)


@blueprint.post("/recall")
@ops("loans.run")
def create_recalls() -> Any:
    """Call everybody back."""
    with operations_door("loans") as across:
        rows = queries.open_loans(across)
    for row in rows:
        with _within(row.tenant_id):
            actions.recall(row.tenant_id, row.id, Recall.ASKED, person_id=g.principal.person_id)
    return _recalled(len(rows))


def _recalled(count: int) -> Any:
    jobs.look_soon()
    said = ngettext(
        "%(num)s person is recalled. What is open may be ended in peace.",
        "%(num)s people are recalled. What is open may be ended in peace.",
        count,
    )
    flash(said if count else _("Nobody was lent."), "success")
    return redirect(url_for("ops_loans.index"), code=303)


def _first(across: Any, queue_id: UUID, how_many: int | None) -> list[UUID]:
    """The people suggested first. Raises Invalid."""
    if how_many is None:
        return []
    found = standing.suggested(across, queue_id, most=min(how_many, actions.MOST + 1))
    if len(found) < how_many:
        raise Invalid(
            "how_many",
            lazy_ngettext(
                "Only %(num)s person can be lent to this queue now.",
                "Only %(num)s people can be lent to this queue now.",
                len(found),
            ),
        )
    return [each.agent_id for each in found]


def _page(queue_id: UUID, form: LoanForm, chosen: Sequence[UUID] = ()) -> str:
    with operations_door(f"lending to queue {queue_id}") as across:
        queue = _queue(across, queue_id)
        people = standing.suggested(across, queue_id)
        why = standing.reasons(across, queue_id)
    return render_template(
        "lending/new.html",
        queue=queue,
        form=form,
        people=people,
        why=why,
        chosen=set(chosen),
        words=words,
        chinese=reads_chinese(),
    )


def _queue(across: Any, queue_id: UUID) -> Any:
    """A queue to which people can be lent; raises NotFound."""
    return existing(queries.queue(across, queue_id))


def _within(tenant_id: UUID) -> AbstractContextManager[None]:
    """Act for the borrower, too, inside an operator's page."""
    person_id = g.principal.person_id
    return acting_within(Acting(tenant_ids=(tenant_id,), person_id=person_id, staff=True))
