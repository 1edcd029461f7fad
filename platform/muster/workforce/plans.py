"""The price list: plans are made, published and withdrawn; what was leased keeps its terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Invalid, NotFound
from muster.workforce.models import SeatPlan

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan offers. Prices are per seat and month, in minor units of the currency."""

    name_en: str
    name_zh: str
    description_en: str
    description_zh: str
    service_window: dict[str, Any]
    languages: list[str]
    skills: list[str]
    level: int
    dedicated: bool
    minimum_months: int
    price_minor: int
    currency: str


def create_plan(code: str, terms: Terms) -> SeatPlan:
    """Add a plan to the price list, not yet published. Raises Invalid for a code in use."""
    if not CODE.fullmatch(code):
        raise Invalid("code", _l("Small letters, digits and hyphens, like chat-5x8."))
    plan = SeatPlan(id=uuid7(), code=code, **_values(terms))
    session.add(plan)
    try:
        with session.begin_nested():
            session.flush()
    except IntegrityError as error:
        raise Invalid("code", _l("Another plan has this code.")) from error
    record("plan.created", subject=code)
    return plan


def change_plan(plan_id: UUID, terms: Terms) -> SeatPlan:
    """Change a plan for those who rent from now on; leases keep the price they were made at."""
    plan = find_plan(plan_id)
    for name, value in _values(terms).items():
        setattr(plan, name, value)
    record("plan.changed", subject=plan.code, price_minor=terms.price_minor)
    return plan


def publish_plan(plan_id: UUID) -> None:
    """Show a plan on the price list."""
    plan = find_plan(plan_id)
    plan.published_at, plan.withdrawn_at = func.now(), None
    record("plan.published", subject=plan.code)


def withdraw_plan(plan_id: UUID) -> None:
    """Take a plan off the price list; whoever leased it keeps it."""
    plan = find_plan(plan_id)
    plan.withdrawn_at = func.now()
    record("plan.withdrawn", subject=plan.code)


def find_plan(plan_id: UUID) -> SeatPlan:
    """The plan with this id; raises NotFound."""
    plan = session.get(SeatPlan, plan_id)
    if plan is None:
        raise NotFound
    return plan


def all_plans() -> Sequence[SeatPlan]:
    """Every plan, published ones first."""
    return session.scalars(
        select(SeatPlan)
        .order_by(
            SeatPlan.withdrawn_at.is_not(None), SeatPlan.published_at.is_(None), SeatPlan.code
        )
        .limit(500)
    ).all()


def price_list() -> Sequence[SeatPlan]:
    """Plans that can be rented now, the cheapest first."""
    return session.scalars(
        select(SeatPlan)
        .where(SeatPlan.published_at.is_not(None), SeatPlan.withdrawn_at.is_(None))
        .order_by(SeatPlan.currency, SeatPlan.price_minor, SeatPlan.code)
        .limit(100)
    ).all()


def _values(terms: Terms) -> dict[str, Any]:
    return {name: getattr(terms, name) for name in Terms.__dataclass_fields__}
