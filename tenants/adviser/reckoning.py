"""From what was asked to advice: the day, the prices, the mixes, and the surge played through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from muster.capacity import terms
from muster.capacity.hours import hours_a_week
from muster.errors import Invalid
from muster.forecasting import points, series
from muster.forecasting.history import history
from muster.staffing import advice, profiles, rehearsal
from muster.staffing.advice import Advice, Days, Mix, Prices, Target
from muster.staffing.profiles import Typical
from muster.staffing.rehearsal import Rehearsal
from muster.workforce.models import SeatPlan
from tenants.adviser.forms import LEAD_SECONDS, OWN, AdviceForm, by_hour

WEEKS_A_MONTH = 365.25 / 12 / 7
LONGEST_DAYS = 400


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that the page shows. compared: the mix with the base that was asked about."""

    advice: Advice
    chosen: Mix
    compared: Mix | None
    target: Target
    prices: Prices
    ordinary: Days
    surge: Days
    played: Rehearsal
    typical: Typical | None
    weekdays: int
    open_hours: float
    plan_hours_a_week: float
    rates: Any
    hold_hour_minor: int
    copy_factor: int | None
    currency: str

    @property
    def is_surge(self) -> bool:
        """Whether more come on a day of the surge than on an ordinary one."""
        return sum(self.surge.contacts) > sum(self.ordinary.contacts)


def reckon(form: AdviceForm, plan: SeatPlan) -> Result:
    """The advice for a valid form. Raises Invalid beside the field that it is about."""
    known = _typical(form)
    weekdays: int = known.weekdays if known else form.weekdays.data
    ordinary, surge = _days(form, known, weekdays)
    target = Target(
        form.level.data / 100,
        form.target.data,
        form.aht.data,
        form.patience.data,
        form.occupancy.data / 100,
    )
    open_hours = advice.open_hours(ordinary, surge)
    rates = terms.prices(plan.currency)
    hot = form.lead.data == "hot"
    hold_hour = rates.hot_minor if hot else rates.warm_minor
    hours_a_month = open_hours * weekdays * WEEKS_A_MONTH
    plan_hours = hours_a_week(plan.service_window.get("hours") or {})
    seats = max(open_hours * weekdays / plan_hours, 1) / (1 - form.shrinkage.data / 100)
    prices = Prices(plan.price_minor, seats, hold_hour * hours_a_month, rates.use_minor)
    copy_factor = None if hot else terms.current().copy_factor
    found = advice.advise(
        ordinary,
        surge,
        target,
        prices,
        carries_ordinary=form.carries.data,
        copy_factor=copy_factor,
    )
    compared = None if form.base.data is None else found.mix(form.base.data)
    chosen = compared or found.best
    lead = LEAD_SECONDS[form.lead.data]
    return Result(
        found,
        chosen,
        compared,
        target,
        prices,
        ordinary,
        surge,
        rehearsal.rehearse(found, chosen, surge, target, lead_seconds=lead),
        known,
        weekdays,
        open_hours,
        plan_hours,
        rates,
        hold_hour,
        copy_factor,
        plan.currency,
    )


def _typical(form: AdviceForm) -> Typical | None:
    """An ordinary day of the history that was chosen, if one was."""
    series_id = form.series_id()
    if series_id is None:
        return None
    chosen = series.find(series_id)
    rows = ((row[0], row[1]) for row in points.read(series_id))
    past = history(
        rows, chosen.interval_minutes, ZoneInfo(chosen.time_zone), longest_days=LONGEST_DAYS
    )
    found = None if past is None else profiles.typical(past.grid, past.first.weekday())
    if found is None:
        raise Invalid("source", _l("Nothing is known of this history yet: bring in numbers first."))
    return found


def _days(form: AdviceForm, known: Typical | None, weekdays: int) -> tuple[Days, Days]:
    shape = by_hour(form.hours.data or "") if form.shape.data == OWN else None
    by = shape or profiles.SHAPES[form.shape.data]
    surge_days = form.surge_days.data / 12
    usual = max(weekdays * WEEKS_A_MONTH - surge_days, 0.0)
    if known is None:
        return (
            Days(profiles.spread(form.contacts.data, by), usual),
            Days(profiles.spread(form.surge.data, by), surge_days),
        )
    shares = known.shares or profiles.spread(1, by)
    return (
        Days(_scaled(shares, known.contacts), usual),
        Days(_scaled(shares, form.surge.data), surge_days),
    )


def _scaled(shares: tuple[float, ...], contacts: float) -> tuple[float, ...]:
    whole = sum(shares)
    return tuple(contacts * share / whole for share in shares)
