"""Ordering seats: the offer with every line of it, and the order that says yes to exactly that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext as _n
from sqlalchemy import func, select

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, NotFound
from muster.leasing import history, settling, supply
from muster.leasing.models import ChangeKind, LeaseChange
from muster.leasing.months import term_end
from muster.leasing.pricing import Line, Stretch, parts, period_minor
from muster.tenancy.days import day_said
from muster.workforce import plans
from muster.workforce.models import SeatLease, SeatPlan

MOST_SEATS = 500
LONGEST_MONTHS = 36
FARTHEST = timedelta(days=366)


class PriceChanged(Conflict):
    """What was agreed to is not what it costs now; nothing was ordered."""

    default = _l(
        "The price has changed since you looked. Nothing was ordered. This is the price now: "
        "order only if you agree to it."
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """What an order would cost and when it could begin. Amounts in minor units.

    lines: all that is due, in the order in which it falls due. now_minor: charged with the order.
    earliest_on: the first day on which people are there; None: not in sight.
    """

    plan: SeatPlan
    seats: int
    starts_on: date
    months: int
    ends_on: date
    lines: list[Line]
    now_minor: int
    monthly_minor: int
    term_minor: int
    earliest_on: date | None

    @property
    def agreement(self) -> str:
        """What somebody says yes to: the version of the plan and the sums, in one word."""
        return f"{self.plan.id}:{self.now_minor}:{self.monthly_minor}:{self.term_minor}"


def offer(plan: SeatPlan, seats: int, starts_on: date, months: int, today: date) -> Offer:
    """Reckon an offer. Raises Invalid for a number, a day or a term that cannot be."""
    _check(plan, seats, starts_on, months, today)
    ends_on = term_end(starts_on, months)
    term = [Stretch(starts_on, ends_on, seats, plan.price_minor, plan.id)]
    (first,) = parts(term, starts_on)
    setup = plan.setup_minor * seats
    monthly = plan.price_minor * seats
    lines = [
        Line("first", first.amount_minor, {
            "seats": seats, "price": plan.price_minor, "days": first.days, "of_days": first.of_days,
            "first_on": first.first, "last_on": first.last,
        }),
        Line("setup", setup, {"seats": seats, "price": plan.setup_minor}),
        Line("monthly", monthly, {"seats": seats, "price": plan.price_minor}),
    ]  # fmt: skip
    return Offer(
        plan=plan,
        seats=seats,
        starts_on=starts_on,
        months=months,
        ends_on=ends_on,
        lines=lines,
        now_minor=first.amount_minor + setup,
        monthly_minor=monthly,
        term_minor=period_minor(term, starts_on, ends_on) + setup,
        earliest_on=supply.earliest_start(plan, seats, today),
    )


def order(
    tenant_id: UUID,
    plan_id: UUID,
    seats: int,
    starts_on: date,
    *,
    months: int | None = None,
    renews: bool = True,
    agreement: str | None = None,
    person_id: UUID,
    key: UUID,
) -> SeatLease:
    """Rent seats on account at the price that was agreed to. Gives the lease.

    months: the plan's minimum if not given. agreement: as of the Offer that the person has seen;
    None for whoever takes the price as it is. key: the same key again gives the same lease.
    Raises Invalid, NotFound for a plan that is not on the price list, PriceChanged.
    """
    # Whoever comes second must see whose people are gone.
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("seats are ordered"))))
    known = session.scalar(
        select(SeatLease).where(SeatLease.tenant_id == tenant_id, SeatLease.request_key == key)
    )
    if known is not None:
        return known
    today = history.today(tenant_id)
    plan = plans.find_plan(plan_id)
    offered = plans.offered(plan.code, today)
    if offered is None:
        raise NotFound(_l("This plan is not on the price list any more."))
    found = offer(offered, seats, starts_on, months or offered.minimum_months, today)
    if agreement is not None and agreement != found.agreement:
        raise PriceChanged
    _check_supply(found)
    return _rent(tenant_id, found, renews=renews, person_id=person_id, key=key, today=today)


def _rent(
    tenant_id: UUID, found: Offer, *, renews: bool, person_id: UUID, key: UUID, today: date
) -> SeatLease:
    plan = found.plan
    lease = SeatLease(
        id=uuid7(),
        tenant_id=tenant_id,
        plan_id=plan.id,
        seats=found.seats,
        first_seats=found.seats,
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        term_months=found.months,
        auto_renews=renews,
        price_minor=plan.price_minor,
        currency=plan.currency,
        ordered_by=person_id,
        request_key=key,
    )
    session.add(lease)
    session.flush()
    opening = LeaseChange(
        id=uuid7(),
        tenant_id=tenant_id,
        lease_id=lease.id,
        kind=ChangeKind.ORDERED,
        effective_on=found.starts_on,
        seats=found.seats,
        plan_id=plan.id,
        price_minor=plan.price_minor,
        ends_on=found.ends_on,
        changed_by=person_id,
        request_key=key,
        applied_at=func.now(),
    )
    session.add(opening)
    session.flush()
    supply.keep(lease, plan, found.seats, found.starts_on)
    settling.charge_month(lease, [opening], found.starts_on)
    settling.charge_setup(lease, plan, found.seats, found.starts_on, plan.setup_minor)
    record("seats.rented", tenant_id=tenant_id, subject=plan.code, seats=found.seats)
    return lease


def check_seats(seats: int) -> None:
    """Raise Invalid for a number of seats that cannot be."""
    if not 1 <= seats <= MOST_SEATS:
        raise Invalid("seats", _l("Between 1 and 500 seats."))


def _check(plan: SeatPlan, seats: int, starts_on: date, months: int, today: date) -> None:
    check_seats(seats)
    if starts_on < today:
        raise Invalid("starts_on", _l("Seats can begin today or later."))
    if starts_on > today + FARTHEST:
        raise Invalid("starts_on", _l("Seats can be ordered for a year ahead at most."))
    if months < plan.minimum_months:
        raise Invalid(
            "months",
            _n(
                "This plan is rented for at least %(num)s month.",
                "This plan is rented for at least %(num)s months.",
                plan.minimum_months,
            ),
        )
    if months > LONGEST_MONTHS:
        raise Invalid("months", _l("A term has 36 months at most. It can be renewed."))


def _check_supply(found: Offer) -> None:
    if found.earliest_on is None:
        raise Invalid("seats", _l("Nobody here can do this work yet. Choose another plan."))
    if found.starts_on < found.earliest_on:
        raise Invalid(
            "starts_on",
            _l(
                "So many people are there from %(day)s on. Choose this day or a later one, or "
                "fewer seats.",
                day=day_said(found.earliest_on),
            ),
        )
