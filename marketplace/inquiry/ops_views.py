"""/ops/inquiries: what is being asked, who was asked and why; ending and blocking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.inquiry import moderation, reports
from marketplace.inquiry.models import Inquiry, InquiryState
from muster.errors import Invalid, existing
from muster.tenancy.doors import ops
from muster.tenancy.operations import operations_door

blueprint = Blueprint(
    "ops_inquiries", __name__, url_prefix="/ops/inquiries", template_folder="templates"
)


@blueprint.get("")
@ops("inquiries.see")
def index() -> str:
    """The newest inquiries, fifty at a time; `?state=` and `?before=` narrow and continue."""
    state = request.args.get("state")
    known = state if state in list(InquiryState) else None
    before = request.args.get("before", type=UUID)
    with operations_door("inquiries") as across:
        rows = reports.recent(across, before=before, state=known)
        summary = reports.today(across)
        complaints = reports.open_reports(across)
    return render_template(
        "inquiry/ops/index.html",
        rows=rows,
        summary=summary,
        state=known,
        complaints=complaints,
        states=list(InquiryState),
    )


@blueprint.get("/<uuid:inquiry_id>")
@ops("inquiries.see")
def show(inquiry_id: UUID) -> str:
    """One inquiry: the question, every company asked, why, and what became of it."""
    with operations_door(f"inquiry {inquiry_id}") as across:
        inquiry = existing(across.get(Inquiry, inquiry_id))
        parts = reports.audit_of(across, inquiry_id)
    return render_template("inquiry/ops/show.html", inquiry=inquiry, parts=parts)


@blueprint.post("/<uuid:inquiry_id>/closure")
@ops("inquiries.close")
def create_closure(inquiry_id: UUID) -> Any:
    """End an inquiry for the consumer and for every company."""
    moderation.close_for_all(inquiry_id, person_id=g.principal.person_id)
    flash(_("The inquiry is closed for everyone."), "success")
    return redirect(url_for("ops_inquiries.show", inquiry_id=inquiry_id), code=303)


@blueprint.post("/<uuid:inquiry_id>/block")
@ops("inquiries.close")
def create_block(inquiry_id: UUID) -> Any:
    """Let the person behind an inquiry ask nothing for a while."""
    moderation.block_asker(inquiry_id, request.form.get("reason", ""), g.principal.person_id)
    flash(_("Blocked for seven days."), "success")
    return redirect(url_for("ops_inquiries.show", inquiry_id=inquiry_id), code=303)


@blueprint.post("/reports/<uuid:report_id>/settlement")
@ops("inquiries.close")
def create_settlement(report_id: UUID) -> Any:
    """Mark a complaint as dealt with."""
    moderation.settle(report_id, person_id=g.principal.person_id)
    return redirect(url_for("ops_inquiries.index"), code=303)


@blueprint.get("/words")
@ops("inquiries.close")
def words() -> str:
    """Words that no question may contain, and people who may not ask."""
    return _words_page()


@blueprint.post("/words")
@ops("inquiries.close")
def create_word() -> Any:
    """Block a word."""
    try:
        moderation.block_word(request.form.get("word", ""), g.principal.person_id)
    except Invalid as problem:
        return _words_page(str(problem.message), request.form.get("word", "")), problem.status
    return redirect(url_for("ops_inquiries.words"), code=303)


@blueprint.post("/words/<uuid:word_id>/removal")
@ops("inquiries.close")
def destroy_word(word_id: UUID) -> Any:
    """Allow a word again."""
    moderation.allow_word(word_id)
    return redirect(url_for("ops_inquiries.words"), code=303)


@blueprint.post("/blocks/<uuid:block_id>/removal")
@ops("inquiries.close")
def destroy_block(block_id: UUID) -> Any:
    """Let somebody ask again."""
    moderation.unblock(block_id)
    return redirect(url_for("ops_inquiries.words"), code=303)


def _words_page(error: str = "", typed: str = "") -> str:
    return render_template(
        "inquiry/ops/words.html",
        words=moderation.words(),
        blocks=moderation.blocks(),
        error=error,
        typed=typed,
    )
