"""Changing a lease: more or fewer seats, another plan; reckoned first, then agreed to and done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Conflict, Invalid, NotFound
from muster.leasing import applying, earmarks, history, settling, supply
from muster.leasing.models import PRICED, ChangeKind, LeaseChange
from muster.leasing.months import term_end
from muster.leasing.ordering import FARTHEST, PriceChanged, check_seats
from muster.leasing.pricing import Part, Stretch, parts
from muster.tenancy.days import day_said
from muster.tenancy.operations import system_door
from muster.workforce import leases, plans
from muster.workforce.models import Agent, SeatLease, SeatPlan


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a change would come to. Amounts in minor units; below 0 is given back.

    wanted: how many more people it takes; earliest_on: when they are there; None: not in sight.

    before, after: the parts of the month of `on` with and without the change. now_minor: charged
    or credited with it (0 if that month is not charged yet); setup_minor: charged as well.
    """

    lease: SeatLease
    plan: SeatPlan
    on: date
    seats_before: int
    seats_after: int
    before: list[Part]
    after: list[Part]
    now_minor: int
    setup_minor: int
    setup_seats: int
    setup_each_minor: int
    monthly_before_minor: int
    price_after_minor: int
    ends_on: date | None
    wanted: int
    earliest_on: date | None

    @property
    def monthly_after_minor(self) -> int:
        """What a whole month costs from then on."""
        return self.seats_after * self.price_after_minor

    @property
    def agreement(self) -> str:
        """What somebody says yes to, in one word."""
        return f"{self.plan.id}:{self.on}:{self.seats_after}:{self.now_minor}:{self.setup_minor}"


def propose_quantity(lease: SeatLease, seats: int, on: date, today: date) -> Proposal:
    """Reckon another number of seats from a day on. Raises Invalid."""
    check_seats(seats)
    changes = history.changes_of(lease)
    standing = _check_day(lease, changes, ChangeKind.QUANTITY, on, today)
    if seats == standing.seats:
        raise Invalid("seats", _l("So many seats it is already on that day."))
    committed = history.commitment_end(changes, on)
    least = lease.first_seats or lease.seats
    if seats < min(standing.seats, least) and on <= committed:
        raise Invalid(
            "seats",
            _l(
                "Until %(day)s, the end of the minimum term, you keep the %(seats)s seats that "
                "you ordered. Choose a later day for fewer.",
                day=day_said(committed),
                seats=least,
            ),
        )
    plan = session.get_one(SeatPlan, standing.plan_id)
    change = _change(lease, ChangeKind.QUANTITY, on, seats, plan.id, standing.price_minor)
    more = max(0, seats - standing.seats)
    setup = (more, plan.setup_minor)
    return _propose(lease, changes, change, plan, today, setup, more)


def propose_transfer(lease: SeatLease, plan: SeatPlan, on: date, today: date) -> Proposal:
    """Reckon a move of all seats to another plan from a day on. Raises Invalid.

    Its set-up is charged as far as it exceeds the set-up of the plan before. To a cheaper plan
    after the minimum term only: else it would be a way around what was promised for it.
    """
    changes = history.changes_of(lease)
    standing = _check_day(lease, changes, ChangeKind.TRANSFER, on, today)
    if plan.id == standing.plan_id:
        raise Invalid("plan_id", _l("The lease has this plan already on that day."))
    if plan.currency != lease.currency:
        raise Invalid("plan_id", _l("Only a plan in the same currency. Rent that one anew."))
    committed = history.commitment_end(changes, on)
    if plan.price_minor < standing.price_minor and on <= committed:
        raise Invalid(
            "on",
            _l(
                "Until %(day)s, the end of the minimum term, the seats move to a plan that costs "
                "as much or more. Choose a later day for a cheaper one.",
                day=day_said(committed),
            ),
        )
    old = session.get_one(SeatPlan, standing.plan_id)
    change = _change(lease, ChangeKind.TRANSFER, on, standing.seats, plan.id, plan.price_minor)
    each = max(0, plan.setup_minor - old.setup_minor)
    setup = (standing.seats, each)
    wanted = max(0, standing.seats - _who_fit(lease, old, plan))
    return _propose(lease, changes, change, plan, today, setup, wanted)


def change_quantity(
    tenant_id: UUID,
    lease_id: UUID,
    seats: int,
    on: date,
    *,
    agreement: str | None = None,
    person_id: UUID,
    key: UUID,
) -> LeaseChange:
    """Rent more or fewer seats from a day on, at the sums that were agreed to.

    The same key again gives the same change. Raises Invalid, NotFound, PriceChanged.
    """
    lease = history.locked(tenant_id, lease_id)
    if known := _known(tenant_id, key):
        return known
    today = history.today(tenant_id)
    found = propose_quantity(lease, seats, on, today)
    if agreement is not None and agreement != found.agreement:
        raise PriceChanged
    _check_people(found, "seats")
    about: dict[str, Any] = {
        "plan": settling.named(found.plan),
        "before": found.seats_before,
        "after": found.seats_after,
        "from_on": on.isoformat(),
        "quantity": abs(found.seats_after - found.seats_before),
        "price_minor": found.price_after_minor,
    }
    record("seats.changed", tenant_id=tenant_id, subject=found.plan.code, seats=seats)
    return _do(found, ChangeKind.QUANTITY, settling.CHANGED, about, person_id, key, today)


def transfer(
    tenant_id: UUID,
    lease_id: UUID,
    plan_id: UUID,
    on: date,
    *,
    agreement: str | None = None,
    person_id: UUID,
    key: UUID,
) -> LeaseChange:
    """Move a lease to another plan of the price list from a day on; its minimum term begins then.

    The same key again gives the same change. Raises Invalid, NotFound, PriceChanged.
    """
    lease = history.locked(tenant_id, lease_id)
    if known := _known(tenant_id, key):
        return known
    today = history.today(tenant_id)
    plan = plans.offered(plans.find_plan(plan_id).code, today)
    if plan is None:
        raise NotFound(_l("This plan is not on the price list any more."))
    found = propose_transfer(lease, plan, on, today)
    if agreement is not None and agreement != found.agreement:
        raise PriceChanged
    _check_people(found, "plan_id")
    about = {
        "before": settling.named(session.get_one(SeatPlan, lease.plan_id)),
        "plan": settling.named(plan),
        "from_on": on.isoformat(),
        "quantity": found.seats_after,
        "price_minor": plan.price_minor,
    }
    record("seats.transferred", tenant_id=tenant_id, subject=plan.code)
    return _do(found, ChangeKind.TRANSFER, settling.TRANSFERRED, about, person_id, key, today)


def _known(tenant_id: UUID, key: UUID) -> LeaseChange | None:
    return session.scalar(
        select(LeaseChange).where(
            LeaseChange.tenant_id == tenant_id, LeaseChange.request_key == key
        )
    )


def _check_day(
    lease: SeatLease, changes: Sequence[LeaseChange], kind: ChangeKind, on: date, today: date
) -> Stretch:
    if lease.ended_at is not None:
        raise Conflict(_l("This lease has ended."))
    if on < max(today, lease.starts_on):
        raise Invalid("on", _l("A change takes effect today or later."))
    if on > today + FARTHEST:
        raise Invalid("on", _l("A change can be ordered for a year ahead at most."))
    for later in changes:  # seats that are moved keep their number, and a number its plan
        to_come = later.effective_on > on and later.withdrawn_at is None
        if later.kind in PRICED and to_come and ChangeKind.TRANSFER in (kind, later.kind):
            raise Invalid(
                "on",
                _l(
                    "Something changes on %(day)s already. Choose that day or a later one, or "
                    "withdraw that change first.",
                    day=day_said(later.effective_on),
                ),
            )
    standing = history.standing(history.stretches(lease, changes), on)
    if standing is None:
        raise Invalid("on", _l("The lease has ended by that day. Renew it first."))
    return standing


def _change(
    lease: SeatLease, kind: ChangeKind, on: date, seats: int, plan_id: UUID, price_minor: int
) -> LeaseChange:
    return LeaseChange(
        tenant_id=lease.tenant_id,
        lease_id=lease.id,
        kind=kind,
        effective_on=on,
        seats=seats,
        plan_id=plan_id,
        price_minor=price_minor,
        ends_on=lease.ends_on,
        withdrawn_at=None,
    )


def _propose(
    lease: SeatLease,
    changes: Sequence[LeaseChange],
    change: LeaseChange,
    plan: SeatPlan,
    today: date,
    setup: tuple[int, int],
    wanted: int,
) -> Proposal:
    before = history.stretches(lease, changes)
    after = history.stretches(lease, [*changes, change])
    standing = history.standing(before, change.effective_on)
    seats_before, price_before = (standing.seats, standing.price_minor) if standing else (0, 0)
    on, until = change.effective_on, history.billed_until(lease, today)
    ends_on = lease.ends_on
    if change.kind == ChangeKind.TRANSFER and ends_on is not None:
        ends_on = max(ends_on, term_end(on, plan.minimum_months))
    return Proposal(
        lease=lease,
        plan=plan,
        on=on,
        seats_before=seats_before,
        seats_after=change.seats,
        before=parts(before, on),
        after=parts(after, on),
        now_minor=settling.difference(before, after, on, until),
        setup_minor=setup[0] * setup[1],
        setup_seats=setup[0],
        setup_each_minor=setup[1],
        monthly_before_minor=seats_before * price_before,
        price_after_minor=change.price_minor,
        ends_on=ends_on,
        wanted=wanted,
        earliest_on=supply.earliest_start(plan, wanted, today) if wanted else today,
    )


def _who_fit(lease: SeatLease, old: SeatPlan, plan: SeatPlan) -> int:
    """How many of those who sit there, or are kept for it, could sit on seats of this plan."""
    here = leases.assignments_of(lease.tenant_id)
    people: list[Any] = [seat.agent for seat in here if seat.lease_id == lease.id]
    if old.dedicated or not plan.dedicated:  # else they may serve others
        with system_door() as across:
            kept = earmarks.kept_for(across, lease.id)
            query = select(Agent.abilities, Agent.languages).where(Agent.id.in_(kept))
            people += across.execute(query).all()
    return sum(
        set(plan.needs) <= set(agent.abilities)
        and (not plan.languages or bool(set(plan.languages) & set(agent.languages)))
        for agent in people
    )


def _check_people(found: Proposal, field: str) -> None:
    if found.earliest_on is None:
        raise Invalid(field, _l("Nobody here can do this work yet. Choose another plan."))
    if found.on < found.earliest_on:
        raise Invalid(
            "on",
            _l(
                "So many people are there from %(day)s on. Choose this day or a later one, or "
                "fewer seats.",
                day=day_said(found.earliest_on),
            ),
        )


def _do(
    found: Proposal,
    kind: ChangeKind,
    about: str,
    params: dict[str, Any],
    person_id: UUID,
    key: UUID,
    today: date,
) -> LeaseChange:
    lease = found.lease
    changes = history.with_opening(lease)
    change = _change(
        lease, kind, found.on, found.seats_after, found.plan.id, found.price_after_minor
    )
    change.id, change.changed_by, change.request_key = uuid7(), person_id, key
    change.ends_on = lease.ends_on = found.ends_on
    session.add(change)
    session.flush()
    if found.wanted:
        supply.keep(lease, found.plan, found.wanted, found.on)
    settling.settle(lease, [*changes, change], found.on, today, about, params)
    settling.charge_setup(
        lease, found.plan, found.setup_seats, found.on, found.setup_each_minor, change
    )
    if found.on <= today:
        applying.apply(lease, change, person_id=person_id)
    return change
