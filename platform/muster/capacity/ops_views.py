"""/ops/standby: how promises stand, on what terms standby is sold, and what is shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from babel.numbers import get_currency_precision
from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.capacity import absent, meter
from muster.capacity.forms import PotForm, RatesForm, RiskForm, TermsForm
from muster.capacity.models import Pot
from muster.db import session
from muster.errors import DomainError, Invalid
from muster.roster.forms import AWAY
from muster.tenancy.doors import may, ops
from muster.tenancy.operations import operations_door, redrawing_door
from muster.web.locale import reads_chinese

blueprint = Blueprint(
    "ops_standby", __name__, url_prefix="/ops/standby", template_folder="templates"
)
PERCENT = 100
WHY_ABSENT = AWAY | {"left": _l("Leaves"), "certificate": _l("Certification ends")}
MOST_NAMES = 5
SEASONS = ("spring", "summer", "autumn", "winter")


@blueprint.get("")
@ops("capacity.see")
def index() -> str:
    """The honourability meter: promised against who is there, now and for 13 weeks."""
    with operations_door("standby") as across:
        read = meter.read(across, datetime.now(UTC))
        beside = [show(across) for show in meter.beside]
        broken = list(zip(read.broken, absent.of(across, read.broken), strict=True))
    return render_template(
        "capacity/index.html",
        meter=read,
        broken=broken,
        most_names=MOST_NAMES,
        why_absent=WHY_ABSENT,
        beside=beside,
        chinese=reads_chinese(),
    )


def on_overview() -> Mapping[str, Any]:
    """What the overview warns of: how many promises stand on people who are not there."""
    if not may("capacity.see"):
        return {"promises": 0}
    with redrawing_door() as across:  # that the overview was opened is on record
        found = meter.broken(across, datetime.now(UTC))
    return {"promises": len({row.id for row in found})}


ON_OVERVIEW = ("capacity/_broken_now.html", on_overview)


@blueprint.get("/terms")
@ops("capacity.see")
def show_terms() -> str:
    """Terms, prices and risks as they hold now."""
    return _terms_page()


@blueprint.post("/terms")
@ops("capacity.sell")
def create_terms() -> Any:
    """Let new terms hold from now on."""
    from muster.capacity import terms  # noqa: PLC0415 — numpy comes with what it stands on

    form = TermsForm()
    if not form.validate():
        return _terms_page(terms_form=form), 422
    terms.set_terms(
        terms.Current(
            form.shrinkage.data / PERCENT,
            form.copy_factor.data,
            form.least_probability.data / PERCENT,
            form.hold_minutes.data,
        ),
        person_id=g.principal.person_id,
    )
    return _saved()


@blueprint.post("/prices")
@ops("capacity.sell")
def create_prices() -> Any:
    """Let new prices hold from now on."""
    from muster.capacity import terms  # noqa: PLC0415 — numpy comes with what it stands on

    form = RatesForm()
    if not form.validate():
        return _terms_page(rates_form=form), 422
    scale = get_currency_precision(form.currency.data)
    minor = {
        f"{name}_minor": int((form[name].data or Decimal(0)).scaleb(scale).to_integral_value())
        for name in ("hot", "warm", "cold", "use")
    }
    try:
        terms.set_prices(
            terms.Prices(
                currency=form.currency.data, shared_percent=form.shared_percent.data, **minor
            ),
            person_id=g.principal.person_id,
        )
    except Invalid as problem:
        form.show(problem)
        return _terms_page(rates_form=form), problem.status
    return _saved()


@blueprint.post("/risks")
@ops("capacity.sell")
def create_risk() -> Any:
    """Judge a hazard zone anew."""
    from muster.capacity import pots  # noqa: PLC0415 — numpy only where chances are reckoned

    form = RiskForm().offer()
    if not form.validate():
        return _terms_page(risk_form=form), 422
    spring, summer, autumn, winter = (form[name].data / PERCENT for name in SEASONS)
    pots.judge(
        form.hazard_zone.data,
        pots.Chances(
            (spring, summer, autumn, winter),
            form.calm.data / PERCENT,
            form.struck.data / PERCENT,
        ),
    )
    return _saved()


@blueprint.get("/pots")
@ops("capacity.see")
def show_pots() -> str:
    """The shared reserves: how much of each is sold, and how likely it is honoured."""
    return _pots_page(PotForm(formdata=None))


@blueprint.post("/pots")
@ops("capacity.sell")
def create_pot() -> Any:
    """Take capacity aside for several clients to share."""
    from muster.capacity import (  # noqa: PLC0415 — numpy only where capacity is reckoned
        opening,
        terms,
        wishes,
    )

    now = datetime.now(UTC)
    form = PotForm().offer(now.date())
    if not form.validate():
        return _pots_page(form), 422
    try:
        opening.open_pot(
            wishes.from_values(form.values()),
            code=form.code.data,
            name_en=form.name_en.data,
            name_zh=form.name_zh.data,
            limit=terms.current().least_probability,
            now=now,
            today=now.date(),
        )
    except DomainError as problem:
        form.show(problem)
        return _pots_page(form), problem.status
    flash(_("The shared reserve is open."), "success")
    return redirect(url_for("ops_standby.show_pots"), code=303)


def _saved() -> Any:
    flash(_("Saved. What is sold already keeps its terms."), "success")
    return redirect(url_for("ops_standby.show_terms"), code=303)


def _terms_page(
    terms_form: TermsForm | None = None,
    rates_form: RatesForm | None = None,
    risk_form: RiskForm | None = None,
) -> str:
    from muster.capacity import pots, terms  # noqa: PLC0415 — numpy only where it is needed

    now = terms.current()
    shown = {
        "shrinkage": round(now.shrinkage * PERCENT, 2),
        "copy_factor": now.copy_factor,
        "least_probability": round(now.least_probability * PERCENT, 4),
        "hold_minutes": now.hold_minutes,
    }
    usual = asdict(pots.UNJUDGED)
    risk = {name: usual["seasons"][n] * PERCENT for n, name in enumerate(SEASONS)}
    risk |= {name: usual[name] * PERCENT for name in ("calm", "struck")}
    return render_template(
        "capacity/terms.html",
        terms_form=terms_form or TermsForm(formdata=None, data=shown),
        rates_form=rates_form or RatesForm(formdata=None),
        risk_form=risk_form or RiskForm(formdata=None, data=risk).offer(),
        prices=terms.all_prices(),
        risks=pots.risks(),
    )


def _pots_page(form: PotForm) -> str:
    from muster.capacity import pots  # noqa: PLC0415 — numpy only where chances are reckoned

    judged = pots.risks()
    found = session.scalars(select(Pot).order_by(Pot.starts_on.desc(), Pot.code).limit(100)).all()
    with operations_door("standby.pots") as across:
        held = pots.holders_of(across, [pot.id for pot in found])
    chances = {
        pot.id: pots.probability(pot.seats, pot.zone_seats, held[pot.id], judged)
        for pot in found
        if held[pot.id]
    }
    lines = [(pot, held[pot.id], chances.get(pot.id)) for pot in found]
    return render_template(
        "capacity/pots.html",
        lines=lines,
        form=form if form.is_submitted() else form.offer(datetime.now(UTC).date()),
        chinese=reads_chinese(),
    )
