"""From what was asked to advice: the day, the prices, the mixes, and the surge played through."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from muster.capacity import terms as standby
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
class Demand:
    """What comes on either kind of day. typical: of the history, where one was chosen."""

    typical: Typical | None
    weekdays: int
    ordinary: Days
    surge: Days

    @property
    def is_surge(self) -> bool:
        """Whether more come on a day of the surge than on an ordinary one."""
        return sum(self.surge.contacts) > sum(self.ordinary.contacts)

    @property
    def open_hours(self) -> float:
        """Hours of a day in which anything comes."""
        return advice.open_hours(self.ordinary, self.surge)


@dataclass(frozen=True, slots=True)
class Terms:
    """What is paid, in minor units, and how many in reserve one agent in the base can lead.

    plan_hours: a week in which a seat of the plan is staffed. copy_factor: None where those in
    reserve need nobody to lead them.
    """

    currency: str
    plan_hours: float
    hold_hour_minor: int
    use_hour_minor: int
    prices: Prices
    copy_factor: int | None


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that the page shows. compared: the mix with the base that was asked about."""

    demand: Demand
    target: Target
    terms: Terms
    advice: Advice
    compared: Mix | None
    played: Rehearsal

    @property
    def chosen(self) -> Mix:
        """The mix that is drawn and played through."""
        return self.compared or self.advice.best


def reckon(form: AdviceForm, plan: SeatPlan) -> Result:
    """The advice for a valid form. Raises Invalid beside the field that it is about."""
    demand = _demand(form)
    target = Target(
        form.level.data / 100,
        form.target.data,
        form.aht.data,
        form.patience.data,
        form.occupancy.data / 100,
    )
    terms = _terms(form, plan, demand)
    found = advice.advise(
        demand.ordinary,
        demand.surge,
        target,
        terms.prices,
        carries_ordinary=form.carries.data,
        copy_factor=terms.copy_factor,
    )
    compared = None if form.base.data is None else found.mix(form.base.data)
    lead = LEAD_SECONDS[form.lead.data]
    played = rehearsal.rehearse(
        found, compared or found.best, demand.surge, target, lead_seconds=lead
    )
    return Result(demand, target, terms, found, compared, played)


def _terms(form: AdviceForm, plan: SeatPlan, demand: Demand) -> Terms:
    rates = standby.prices(plan.currency)
    hot = form.lead.data == "hot"
    hold_hour = rates.hot_minor if hot else rates.warm_minor
    open_a_week = demand.open_hours * demand.weekdays
    plan_hours = hours_a_week(plan.service_window.get("hours") or {})
    seats = max(open_a_week / plan_hours, 1) / (1 - form.shrinkage.data / 100)
    prices = Prices(
        plan.price_minor, seats, hold_hour * open_a_week * WEEKS_A_MONTH, rates.use_minor
    )
    copy_factor = None if hot else standby.current().copy_factor
    return Terms(plan.currency, plan_hours, hold_hour, rates.use_minor, prices, copy_factor)


def _demand(form: AdviceForm) -> Demand:
    known = _typical(form)
    weekdays: int = known.weekdays if known else form.weekdays.data
    shape: str = form.shape.data
    by = by_hour(form.hours.data or "") if shape == OWN else profiles.SHAPES[shape]
    surge_days = form.surge_days.data / 12
    usual = max(weekdays * WEEKS_A_MONTH - surge_days, 0.0)
    shares, contacts = profiles.spread(1, by), form.contacts.data
    if known is not None:
        shares, contacts = known.shares or shares, known.contacts
    return Demand(
        known,
        weekdays,
        Days(_scaled(shares, contacts), usual),
        Days(_scaled(shares, form.surge.data), surge_days),
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


def _scaled(shares: tuple[float, ...], contacts: float) -> tuple[float, ...]:
    whole = sum(shares)
    return tuple(contacts * share / whole for share in shares)
