"""/portal/<tenant>/standby: asking for a reserve, holding it, and what became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import (
    Blueprint,
    Response,
    flash,
    g,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _

from muster.capacity import choices, confirming, meter, reservations, statements
from muster.capacity.models import ENDED, ReservationState
from muster.db import session
from muster.errors import Invalid
from muster.tenancy.doors import portal
from muster.web.locale import reads_chinese
from tenants.standby import words
from tenants.standby.forms import WishForm

blueprint = Blueprint(
    "standby", __name__, url_prefix="/portal/<tenant>/standby", template_folder="templates"
)


@blueprint.get("")
@portal("standby.see")
def index() -> str:
    """The company's reservations; `?state=` of one state, `?before=` goes on."""
    state = request.args.get("state", "")
    before = request.args.get("before", type=int)
    found = reservations.listed(
        g.company.id, state=state if state in words.STATES else "", before=before
    )
    return render_template(
        "standby/index.html",
        found=found[: reservations.PAGE],
        more=found[reservations.PAGE - 1].number if len(found) > reservations.PAGE else None,
        state=state,
        broken=meter.broken(session(), datetime.now(UTC)),
        words=words,
        chinese=reads_chinese(),
    )


@blueprint.get("/new")
@portal("standby.reserve")
def new() -> str:
    """A wish as it is usual, for people who speak the company's language."""
    form = _offered(WishForm(formdata=None))
    form.languages.data = [choices.language_of(g.company.id)]
    return render_template("standby/new.html", form=form, answer=None)


@blueprint.post("/answers")
@portal("standby.reserve")
def create_answer() -> Any:
    """Answer a wish at once. Nothing is held, and what was typed stays."""
    from tenants.standby import answering  # noqa: PLC0415 — numpy only where wishes are answered

    form = _offered(WishForm())
    form.validate()
    for fault in answering.faults(form):
        form.show(fault)
    if form.errors:
        return _form(form), 422
    try:
        ask = answering.wish_of(form.values())
        answer = answering.answer(g.company.id, g.company.currency, ask)
    except Invalid as problem:
        form.show(problem)
        return _form(form), problem.status
    return _form(form, answer)


@blueprint.post("")
@portal("standby.reserve")
def create() -> Any:
    """Hold what an offer says; if somebody was faster, say what can still be had."""
    from muster.capacity.facts import Held  # noqa: PLC0415 — numpy only where wishes are answered
    from tenants.standby import answering  # noqa: PLC0415 — the same

    try:
        ask = answering.wish_in(request.form.get("wish", ""))
        made = answering.hold(
            g.company.id, g.company.currency, ask, person_id=g.principal.person_id, key=_key()
        )
    except Invalid as problem:
        if _in_place():
            raise  # told beside what was clicked
        form = WishForm(formdata=None)
        form.show(problem)
        return _form(form), problem.status
    if isinstance(made, Held):
        return _to(made.id)
    return _overtaken(made)


@blueprint.get("/<uuid:reservation_id>")
@portal("standby.see")
def show(reservation_id: UUID) -> str:
    """One reservation: what it promises, what it costs, and what has happened to it."""
    found = reservations.find(g.company.id, reservation_id)
    broken = meter.broken(session(), datetime.now(UTC))
    return render_template(
        "standby/show.html",
        found=found,
        broken=[each for each in broken if each.id == found.id],
        chinese=reads_chinese(),
        changes=reservations.changes_of(found),
        tiers=reservations.tiers_of(found),
        statements=statements.of_reservation(found),
        now=datetime.now(UTC),
        words=words,
        State=ReservationState,
        ENDED=ENDED,
        cancellable=ReservationState.CANCELLED in reservations.FOLLOWS.get(found.state, ()),
    )


@blueprint.post("/<uuid:reservation_id>/confirmation")
@portal("standby.reserve")
def create_confirmation(reservation_id: UUID) -> Any:
    """Confirm on account what is held."""
    confirming.confirm(g.company.id, reservation_id, person_id=g.principal.person_id)
    flash(_("Confirmed. From its first day on, these people stand by for you."), "success")
    return _to(reservation_id)


@blueprint.post("/<uuid:reservation_id>/cancellation")
@portal("standby.reserve")
def create_cancellation(reservation_id: UUID) -> Any:
    """Give back what is held."""
    confirming.cancel(g.company.id, reservation_id, person_id=g.principal.person_id)
    flash(_("The reservation is cancelled. Nothing is held for you any more."), "success")
    return _to(reservation_id)


def _to(reservation_id: UUID) -> Response:
    target = url_for("standby.show", tenant=g.company.slug, reservation_id=reservation_id)
    if _in_place():
        return Response(status=204, headers={"HX-Redirect": target})
    return cast(Response, redirect(target, code=303))


def _overtaken(answer: Any) -> Response:
    """What can still be had: instead of the answer that was clicked, or as a page of its own."""
    template = "standby/_said.html" if _in_place() else "standby/overtaken.html"
    response = make_response(render_template(template, overtaken=True, **_said(answer)), 409)
    response.headers["HX-Retarget"] = ".answer"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _in_place() -> bool:
    """Whether the page of the click stays, and takes what is answered into itself."""
    return request.headers.get("HX-Request") == "true"


def _key() -> UUID:
    try:
        return UUID(request.form.get("key", ""))
    except ValueError:
        return uuid4()


def _offered(form: WishForm) -> WishForm:
    today = datetime.now(UTC).astimezone(ZoneInfo(g.company.time_zone)).date()
    return form.offer(zone=g.company.time_zone, today=today)


def _form(form: WishForm, answer: Any = None) -> str:
    said = _said(answer) if answer else {"answer": None}
    return render_template("standby/new.html", form=_offered(form), **said)


def _said(answer: Any) -> dict[str, Any]:
    chinese = reads_chinese()
    sites = choices.sites() if answer.shortage and answer.shortage.sites else ()
    return {
        "answer": answer,
        "offers": _offers(answer),
        "site_names": {s.id: s.name_zh if chinese else s.name_en for s in sites},
        "words": words,
    }


def _offers(answer: Any) -> list[tuple[Any, str, str]]:
    """What can be held by one click: the offer, its wish as text, and a key of its own."""
    from muster.capacity import wishes  # noqa: PLC0415 — numpy only where wishes are answered

    offered = [answer] if answer.yes else list(answer.alternatives)
    return [(each, wishes.written(each.ask), str(uuid4())) for each in offered]
