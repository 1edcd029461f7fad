"""`/` and `/ask`: the one box."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from marketplace.inquiry import abuse, links
from marketplace.inquiry.asking import LONGEST_QUESTION, Asked, ask
from marketplace.inquiry.doorway import asker, settings
from marketplace.inquiry.forms import QuestionForm
from muster.db import Acting, session, unit_of_work, uuid7
from muster.errors import DomainError, Invalid
from tenants.showcase.published import find_company, find_company_id, find_product

blueprint = Blueprint("ask", __name__, template_folder="templates")


@blueprint.get("/", endpoint="home")
@blueprint.get("/ask", endpoint="new")
def new() -> str:
    """The empty box; `?company=<slug>` asks that company alone, `?product=` names what about."""
    form = QuestionForm(formdata=None)
    form.question.data = request.args.get("q", "")[:LONGEST_QUESTION]
    return _page(form, request.args.get("company"), request.args.get("product"))


@blueprint.post("/ask")
def create() -> Any:
    """Ask. Answers with the page of the new inquiry, or with the box and what to change."""
    form = QuestionForm()
    if not form.validate():
        return _page(form, form.company.data), 422
    try:
        inquiry_id = _ask(form)
    except DomainError as problem:
        field = form[problem.field] if isinstance(problem, Invalid) else form.question
        field.errors = [problem.message]
        return _page(form, form.company.data), problem.status
    token = links.make(inquiry_id, settings().secret_key)
    return redirect(url_for("inquiry.show", token=token), code=303)


def _ask(form: QuestionForm) -> UUID:
    who, secret, question = asker(), settings().secret_key, form.question.data or ""
    puzzled = abuse.count_question(who)
    if form.website.data:
        raise Invalid("question", _("This could not be sent. Reload the page and try again."))
    if puzzled and not abuse.is_solved(form.puzzle.data or "", form.answer.data or "", secret):
        raise Invalid(
            "question", _("You ask a lot. Wait until your browser has proved itself, then send.")
        )
    abuse.check(who, question)
    asked = Asked(
        question=question,
        locale=str(get_locale()),
        inquiry_id=form.inquiry_id(secret),
        address_hash=who.address_hash,
        session_hash=who.session_hash,
        region=(form.region.data or "").strip() or None,
        category=(form.category.data or "").strip() or None,
        only_tenant_id=find_company_id(form.company.data) if form.company.data else None,
        count=settings().invite_limit,
    )
    return ask(asked, promise_seconds=settings().promise_seconds)


def _page(form: QuestionForm, slug: str | None, product_slug: str | None = None) -> str:
    secret = settings().secret_key
    with unit_of_work(Acting(market=True)):
        company = find_company(slug) if slug else None
        about = find_product(company.tenant_id, product_slug) if company and product_slug else None
        session.expunge_all()
    form.company.data = company.slug if company else ""
    if form.ticket.data is None or links.read(form.ticket.data, secret) is None:
        form.ticket.data = links.make(uuid7(), secret)
    puzzle = abuse.new_puzzle(secret) if abuse.must_solve(asker()) else ""
    return render_template(
        "inquiry/new.html",
        form=form,
        company=company,
        product=about,
        puzzle=puzzle,
        puzzle_bits=abuse.PUZZLE_BITS,
        invite_limit=settings().invite_limit,
    )
