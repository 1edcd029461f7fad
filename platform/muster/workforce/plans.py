"""The price list: plans are made, published and withdrawn; what was published keeps its terms."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.exc import IntegrityError

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Invalid, existing
from muster.tenancy.days import day_said
from muster.workforce.models import SeatPlan

CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
CHANNELS = ("chat", "voice", "email", "all")


@dataclass(frozen=True, slots=True)
class Terms:
    """What a plan offers; everything as in SeatPlan. Prices in minor units of the currency."""

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
    channel: str = "chat"
    skill_levels: dict[str, int] | None = None
    holidays: list[dict[str, str]] | None = None
    time_zone: str = "Asia/Shanghai"
    setup_minor: int = 0
    included_contacts: int = 0
    overage_minor: int | None = None


def create_plan(code: str, terms: Terms) -> SeatPlan:
    """Add a plan to the price list, not yet published. Raises Invalid for a code in use."""
    if not CODE.fullmatch(code):
        raise Invalid("code", _l("Small letters, digits and hyphens, like chat-5x8."))
    plan = SeatPlan(id=uuid7(), code=code, version=1, **_values(terms))
    try:
        with session.begin_nested():
            session.add(plan)
            session.flush()
    except IntegrityError as error:
        raise Invalid("code", _l("Another plan has this code.")) from error
    record("plan.created", subject=code)
    return plan


def change_plan(plan_id: UUID, terms: Terms, effective_on: date | None = None) -> SeatPlan:
    """Change a plan for those who rent from `effective_on` on; today if it is not given.

    A draft is changed itself. What was published stands: its terms become a further version,
    published with it. Gives the version that has these terms. Raises Invalid, NotFound.
    """
    plan = find_plan(plan_id)
    today: date = session.execute(select(func.current_date())).scalar_one()
    if plan.published_at is None:
        for name, value in _values(terms).items():
            setattr(plan, name, value)
        record("plan.changed", subject=plan.code, price_minor=terms.price_minor)
        return plan
    if effective_on is not None and effective_on < today:
        raise Invalid("effective_on", _l("A new price begins today or later."))
    return _next_version(plan.code, terms, effective_on or today)


def _next_version(code: str, terms: Terms, effective_on: date) -> SeatPlan:
    versions = session.scalars(
        select(SeatPlan).where(SeatPlan.code == code).order_by(SeatPlan.version).with_for_update()
    ).all()
    if versions[-1].effective_on > effective_on:
        raise Invalid(
            "effective_on",
            _l(
                "A later version begins on %(day)s. Choose this day or a later one.",
                day=day_said(versions[-1].effective_on),
            ),
        )
    plan = SeatPlan(
        id=uuid7(),
        code=code,
        version=versions[-1].version + 1,
        effective_on=effective_on,
        published_at=func.now(),
        withdrawn_at=versions[-1].withdrawn_at,
        **_values(terms),
    )
    session.add(plan)
    session.flush()
    record("plan.changed", subject=code, price_minor=terms.price_minor)
    return plan


def publish_plan(plan_id: UUID) -> None:
    """Show a plan on the price list."""
    plan = find_plan(plan_id)
    session.execute(
        update(SeatPlan)
        .where(SeatPlan.code == plan.code)
        .values(published_at=func.coalesce(SeatPlan.published_at, func.now()), withdrawn_at=None)
    )
    record("plan.published", subject=plan.code)


def withdraw_plan(plan_id: UUID) -> None:
    """Take a plan off the price list with all its versions; whoever leased it keeps it."""
    plan = find_plan(plan_id)
    session.execute(
        update(SeatPlan).where(SeatPlan.code == plan.code).values(withdrawn_at=func.now())
    )
    record("plan.withdrawn", subject=plan.code)


def find_plan(plan_id: UUID) -> SeatPlan:
    """The plan with this id; raises NotFound."""
    return existing(session.get(SeatPlan, plan_id))


def all_plans() -> Sequence[SeatPlan]:
    """Every plan with its versions, the latest first; published ones before others."""
    return session.scalars(
        select(SeatPlan)
        .order_by(
            SeatPlan.withdrawn_at.is_not(None),
            SeatPlan.published_at.is_(None),
            SeatPlan.code,
            SeatPlan.version.desc(),
        )
        .limit(500)
    ).all()


def price_list(day: date) -> Sequence[SeatPlan]:
    """Plans that can be rented on a day, each in the version of that day, the cheapest first."""
    latest = _effective(day).subquery()
    return session.scalars(
        select(SeatPlan)
        .where(SeatPlan.id.in_(select(latest.c.id)), SeatPlan.withdrawn_at.is_(None))
        .order_by(SeatPlan.currency, SeatPlan.price_minor, SeatPlan.code)
        .limit(100)
    ).all()


def offered(code: str, day: date) -> SeatPlan | None:
    """The version of a plan that can be rented on a day; None if it is not on the price list."""
    plan = session.scalar(
        select(SeatPlan).where(SeatPlan.id.in_(_effective(day).where(SeatPlan.code == code)))
    )
    return plan if plan and plan.withdrawn_at is None else None


def _effective(day: date) -> Any:
    """The ids of the version of each plan that holds on a day."""
    return (
        select(SeatPlan.id)
        .where(SeatPlan.published_at.is_not(None), SeatPlan.effective_on <= day)
        .ext(distinct_on(SeatPlan.code))
        .order_by(SeatPlan.code, SeatPlan.effective_on.desc(), SeatPlan.version.desc())
    )


def _values(terms: Terms) -> dict[str, Any]:
    values = {name: getattr(terms, name) for name in Terms.__dataclass_fields__}
    return values | {
        "skill_levels": terms.skill_levels or {},
        "holidays": terms.holidays or [],
    }
