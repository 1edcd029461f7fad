"""The answer to a wish: yes with its price, or no with what is short and what would be yes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from flask_babel import lazy_gettext as _l

from muster.capacity import allocating, asking, facts, hours, pots, terms
from muster.capacity.allocating import TIERS, Need, Reach, Taken
from muster.capacity.asking import COLD_MINUTES, WARM_MINUTES, Ask, Step
from muster.capacity.facts import Buyer, Facts
from muster.capacity.models import ReservationKind, Tier
from muster.capacity.pots import Part
from muster.capacity.reading import Free, Hours, PoolHours
from muster.capacity.terms import Current, Price
from muster.db.exchange import Row
from muster.errors import Invalid

MOST_SITES = 5


@dataclass(frozen=True, slots=True)
class SiteShort:
    """What one site could give in the hour that is short most: people, and seats for them."""

    site_id: UUID
    people: int
    places: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """What stands in the way: how many of which tier, and in which hour most of them.

    have, needed: people of this tier and those before it. hours: in how many hours it is short.
    led: the missing people were not asked for, but would have to lead `factor` others each.
    skill_names: what skill_names.NAMES has found of those asked for.
    """

    tier: str
    at: datetime
    have: int
    needed: int
    hours: int
    led: bool
    factor: int
    skill_names: list[Row]
    sites: tuple[SiteShort, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A wish that would be answered with yes, and why it is offered."""

    reason: str
    ask: Ask
    price: Price
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """What has to be taken for a yes: people by pool, seats by site, hour by hour."""

    pools: list[PoolHours]
    taken: Taken
    sites: dict[UUID, Hours]
    free: Free


@dataclass(frozen=True, slots=True)
class Answer:
    """Yes if `shortage` is None. For a part of a pot, `part` says which and how likely it is."""

    ask: Ask
    price: Price
    need: Need
    terms: Current
    shortage: Shortage | None = None
    alternatives: tuple[Alternative, ...] = ()
    part: Part | None = None
    refused: str = ""
    holding: Holding | None = field(default=None, repr=False)

    @property
    def yes(self) -> bool:
        """Whether it can be promised."""
        return self.shortage is None and not self.refused


class _Desk:
    """Answers one buyer, with what is free read once for all alternatives."""

    def __init__(self, known: Facts) -> None:
        ask = known.ask
        asking.check_known(known.unknown_skills, known.unknown_languages)
        if not len(known.everywhere.at):
            raise Invalid("starts_on", _l("No hour of this window is to come any more."))
        self.ask, self.everywhere, self.base_seats = ask, known.everywhere, known.base_seats
        self.skill_names = known.skill_names
        self.pots = known.pots
        self.terms = terms.in_force_of(known.in_force)
        self.rates = terms.prices_of(known.buyer.currency, known.in_force)
        self.reaches: dict[tuple[tuple[str, ...], tuple[UUID, ...]], Reach] = {}
        self.open = int(hours.mask(ask.window, ask.time_zone, ask.first, ask.last).sum())

    def price(self, ask: Ask) -> Price:
        same = (ask.window, ask.first, ask.last) == (self.ask.window, self.ask.first, self.ask.last)
        count = self.open if same else int(
            hours.mask(ask.window, ask.time_zone, ask.first, ask.last).sum()
        )  # fmt: skip
        return terms.price(ask, count, self.rates)

    def need(self, ask: Ask) -> Need:
        return allocating.need(ask, copy_factor=self.terms.copy_factor, base_seats=self.base_seats)

    def free(self, ask: Ask) -> Free:
        return self.everywhere.without(ask.avoid_hazard_zones, ask.avoid_sites)

    def reach(self, ask: Ask) -> Reach:
        """The most that can be had in each hour; alternatives ask for the same again and again."""
        places = (ask.avoid_hazard_zones, ask.avoid_sites)
        if places not in self.reaches:
            self.reaches[places] = allocating.reach(self.free(ask))
        return self.reaches[places]

    def sold_out(self) -> bool:
        """Whether nobody can be had in any hour, wherever it may be."""
        return not self.reach(self.ask.but(avoid_hazard_zones=(), avoid_sites=())).all.any()

    def missing(self, ask: Ask) -> dict[Tier, Hours]:
        """How many are missing in each hour, by tier with those before it."""
        missing = self.reach(ask).short(self.need(ask))
        if ask.first != self.ask.first:
            base, midnight = self.everywhere.base, datetime.combine(ask.first, time())
            first = hours.number(base, midnight.replace(tzinfo=ZoneInfo(ask.time_zone)))
            for tier in TIERS:
                missing[tier][self.everywhere.at < first] = 0
        return missing

    def fits(self, ask: Ask) -> bool:
        """Whether a wish like the buyer's, that begins no sooner, can be promised."""
        return not any(missing.any() for missing in self.missing(ask).values())

    def short(self, ask: Ask, free: Free) -> Shortage | None:
        needed, within = self.need(ask), self.reach(ask)
        missing = self.missing(ask)
        tier = next((tier for tier in TIERS if missing[tier].any()), None)
        if tier is None:
            return None
        worst = int(missing[tier].argmax())
        return Shortage(
            tier=tier,
            at=hours.moment(free.base, int(free.at[worst])),
            have=int(within.of(tier)[worst]),
            needed=needed.of(tier),
            hours=int(np.count_nonzero(missing[tier])),
            led=tier == Tier.HOT and needed.hot > ask.within(WARM_MINUTES),
            factor=self.terms.copy_factor,
            skill_names=self.skill_names,
            sites=_sites(free, tier, worst),
        )


def answer(buyer: Buyer, ask: Ask) -> Answer:
    """Answer a wish that has passed `asking.check`.

    Raises Invalid if there is no price in the buyer's currency, no hour of it is to come, or
    nobody has what it asks for.
    """
    return reckon(facts.read(buyer, ask))


def reckon(known: Facts, *, hold: bool = False) -> Answer:
    """The same, from what is known already. hold: also say who has to be taken."""
    ask, desk = known.ask, _Desk(known)
    price, needed = desk.price(ask), desk.need(ask)
    if ask.kind == ReservationKind.SHARED:
        part = pots.part_for(ask, known.pots, led=needed.led)
        if part.refused:
            return Answer(
                ask, price, needed, desk.terms, None, _alternatives(desk, None), part, part.refused
            )
        return Answer(ask, price, needed, desk.terms, part=part)
    free = desk.free(ask)
    shortage = desk.short(ask, free)
    if shortage is not None:
        return Answer(ask, price, needed, desk.terms, shortage, _alternatives(desk, shortage))
    if not hold:
        return Answer(ask, price, needed, desk.terms)
    holding = Holding(*allocating.assign(free, needed), free)
    return Answer(ask, price, needed, desk.terms, holding=holding)


def _sites(free: Free, tier: Tier, hour: int) -> tuple[SiteShort, ...]:
    """The sites that could give most in an hour, with what limits each."""
    people: dict[UUID, int] = {}
    for pool in free.people():
        if pool.site_id and TIERS.index(Tier(pool.tier)) <= TIERS.index(tier):
            people[pool.site_id] = people.get(pool.site_id, 0) + int(pool.free[hour])
    places = allocating.places_by_site(free)
    found = [
        SiteShort(site, count, int(places[site][hour]) if site in places else 0)
        for site, count in people.items()
    ]
    found.sort(key=lambda site: (-min(site.people, site.places), str(site.site_id)))
    return tuple(found[:MOST_SITES])


def _alternatives(desk: _Desk, shortage: Shortage | None) -> tuple[Alternative, ...]:
    """The nearest wishes that would be yes, each tried and not guessed."""
    if desk.sold_out():
        return tuple(_shared(desk))
    offers = _offers(desk, shortage, _WAYS)
    return (*(offers or _offers(desk, shortage, _FARTHER_WAYS)), *_shared(desk))


def _offers(desk: _Desk, shortage: Shortage | None, ways: Mapping[str, Way]) -> list[Alternative]:
    offers: list[Alternative] = []
    for reason, make in ways.items():
        for wish in make(desk, shortage):
            if wish == desk.ask or wish in [offer.ask for offer in offers]:
                continue
            if desk.fits(wish):
                offers.append(Alternative(reason, wish, desk.price(wish)))
                break
    return offers


def _most(desk: _Desk, ask: Ask) -> tuple[int, int, int]:
    """How many can be held: hot, in four hours, and in three days."""
    within = desk.reach(ask)
    hot, warm, cold = (allocating.least(within.of(tier)) for tier in TIERS)
    k = desk.terms.copy_factor
    led = max(hot, (1 + k) * hot + k * desk.base_seats)
    return hot, min(warm, led), min(cold, led)


def _fewer(desk: _Desk, shortage: Shortage | None) -> Iterator[Ask]:
    """The same ramp, as far as it can be held."""
    ask = desk.ask.but(kind=ReservationKind.GUARANTEED)
    hot, warm, most = _most(desk, ask)
    steps: list[Step] = []
    for step in ask.ramp:
        limit = (
            hot if step.minutes < WARM_MINUTES else warm if step.minutes < COLD_MINUTES else most
        )
        seats = min(step.seats, limit, most)
        if seats > (steps[-1].seats if steps else 0):
            steps.append(Step(seats, step.minutes))
    if steps:
        yield ask.but(ramp=tuple(steps))


def _fewer_later(desk: _Desk, shortage: Shortage | None) -> Iterator[Ask]:
    """As many as can be held: all of them in three days, or in four hours."""
    ask = desk.ask.but(kind=ReservationKind.GUARANTEED)
    _hot, warm, most = _most(desk, ask)
    for seats, minutes in ((most, COLD_MINUTES), (warm, WARM_MINUTES)):
        if seats and minutes > ask.ramp[-1].minutes:
            yield ask.but(ramp=(Step(min(seats, ask.seats), minutes),))


def _later(desk: _Desk, shortage: Shortage | None) -> Iterator[Ask]:
    """As many seats, but what is short of them later: in four hours, or in three days."""
    ask = desk.ask.but(kind=ReservationKind.GUARANTEED)
    within = desk.reach(ask)
    hot, warm = (allocating.least(within.of(tier)) for tier in TIERS[:2])
    for soonest in (WARM_MINUTES, COLD_MINUTES):
        best: dict[int, int] = {}
        for step in ask.ramp:
            limit = hot if step.minutes < WARM_MINUTES else warm
            now = step.seats if step.minutes >= COLD_MINUTES else min(step.seats, limit)
            best[step.minutes] = max(best.get(step.minutes, 0), now)
            if now < step.seats:
                then = max(soonest, WARM_MINUTES if step.minutes < WARM_MINUTES else COLD_MINUTES)
                best[then] = max(best.get(then, 0), step.seats)
        yield ask.but(ramp=_rising(best))


def _rising(best: dict[int, int]) -> tuple[Step, ...]:
    steps: list[Step] = []
    for minutes, seats in sorted(best.items()):
        if seats > (steps[-1].seats if steps else 0):
            steps.append(Step(seats, minutes))
    return tuple(steps)


def _elsewhere(desk: _Desk, shortage: Shortage | None) -> Iterator[Ask]:
    """At sites that were to be avoided: first those in other zones, then all."""
    ask = desk.ask.but(kind=ReservationKind.GUARANTEED)
    if ask.avoid_sites:
        yield ask.but(avoid_sites=())
    if ask.avoid_hazard_zones:
        yield ask.but(avoid_hazard_zones=())
        yield ask.but(avoid_hazard_zones=(), avoid_sites=())


def _start_later(desk: _Desk, shortage: Shortage | None) -> Iterator[Ask]:
    """The same from the first day after the last hour that is short."""
    ask = desk.ask.but(kind=ReservationKind.GUARANTEED)
    free, missing = desk.everywhere, desk.missing(ask)
    bad = np.flatnonzero(np.logical_or.reduce([missing[tier] > 0 for tier in TIERS]))
    if not len(bad):
        return
    last = hours.moment(free.base, int(free.at[bad[-1]]))
    first = last.astimezone(ZoneInfo(ask.time_zone)).date() + timedelta(days=1)
    if ask.first < first <= ask.last:
        wish = ask.but(first=first)
        if hours.mask(wish.window, wish.time_zone, wish.first, wish.last).any():
            yield wish


def _guaranteed(desk: _Desk, shortage: Shortage | None) -> Iterator[Ask]:
    """Guaranteed instead of shared."""
    if desk.ask.kind == ReservationKind.SHARED:
        yield desk.ask.but(kind=ReservationKind.GUARANTEED)


Way = Callable[[_Desk, "Shortage | None"], Iterator[Ask]]
_WAYS: dict[str, Way] = {
    "guaranteed": _guaranteed,
    "later": _later,
    "elsewhere": _elsewhere,
    "start_later": _start_later,
    "fewer": _fewer,
}
_FARTHER_WAYS: dict[str, Way] = {"fewer_later": _fewer_later}  # where nothing nearer is a yes


def _shared(desk: _Desk) -> Iterator[Alternative]:
    if desk.ask.kind == ReservationKind.SHARED:
        return
    wish = desk.ask.but(kind=ReservationKind.SHARED)
    part = pots.part_for(wish, desk.pots, led=desk.need(wish).led)
    if not part.refused:
        yield Alternative("shared", wish, desk.price(wish), part.probability)
