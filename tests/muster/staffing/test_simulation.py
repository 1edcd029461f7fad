"""A simulated day: repeatable, in step with Erlang A, and right about who is there."""

from __future__ import annotations

import math

import numpy as np
import pytest

from muster.staffing import simulation
from muster.staffing.answers import answer
from muster.staffing.day import Day, Duration, Joining, Loss, Shape, Span
from muster.staffing.estimates import estimate, quantile
from muster.staffing.questions import BadQuestion, ask
from muster.staffing.simulation import Drawn

MINUTE, HOUR = 60.0, 3600.0
STEADY = Duration(60, Shape.CONSTANT)


def day(contacts: tuple[float, ...], agents: tuple[int, ...], **more: object) -> Day:
    told: dict[str, object] = {"aht": Duration(180), "patience": Duration(120)}
    return Day(HOUR, contacts, agents, **(told | more))  # type: ignore[arg-type]  # as named above


def drawn(*arrivals: float, service: float = 60, patience: float = math.inf) -> Drawn:
    count = len(arrivals)
    return Drawn(np.array(arrivals), np.full(count, service), np.full(count, patience))


def test_the_same_seed_gives_the_same_day() -> None:
    one = day((100, 300, 50), (5, 12, 4))
    first, again, other = (simulation.run(one, seed) for seed in (7, 7, 8))
    assert first.waits.tolist() == again.waits.tolist()
    assert first.waits.tolist() != other.waits.tolist()


def test_more_agents_meet_the_same_contacts() -> None:
    few = simulation.run(day((300, 300), (10, 10)), 3)
    many = simulation.run(day((300, 300), (10, 20)), 3)
    assert few.arrivals.tolist() == many.arrivals.tolist()
    assert many.answer_rate() > few.answer_rate()


@pytest.mark.parametrize(("agents", "patience"), [(12, 120), (30, 60), (27, 1e7)])
def test_it_agrees_with_erlang_a(agents: int, patience: float) -> None:
    rate = 20 * 12 if agents == 12 else 500
    steady = day((rate,) * 8, (agents,) * 8, patience=Duration(patience))
    runs = [simulation.run(steady, seed).between(HOUR, 7 * HOUR) for seed in range(20)]
    given = {"model": "A", "rate_per_hour": rate, "aht_seconds": 180, "patience_seconds": patience}
    exact = answer(ask(given | {"agents": agents, "target_seconds": 20}))
    for measured, name in (
        ([1 - one.answer_rate() for one in runs], "p_abandon"),
        ([one.mean_wait_seconds() for one in runs], "asa_seconds"),
        ([one.service_level(20) or 0 for one in runs], "service_level"),
        ([one.wait_percentile_seconds(0.95) for one in runs], "wait_p95_seconds"),
    ):
        found = estimate(measured)
        near = abs(found.mean - exact[name]) < 2 * found.margin + 1e-4
        assert near, (name, found, exact[name])


def test_who_comes_first_is_answered_first() -> None:
    one = day((3,), (1,), aht=STEADY)
    found = simulation.serve(one, drawn(0, 10, 20))
    assert found.waits.tolist() == [0, 50, 100]
    assert found.answered.all()


def test_who_loses_patience_takes_nobody() -> None:
    one = day((3,), (1,), aht=STEADY)
    found = simulation.serve(one, drawn(0, 10, 70, patience=20))
    assert found.answered.tolist() == [True, False, True]
    assert found.waits.tolist() == [0, 20, 0]
    assert found.service_level(20) == 2 / 3


def test_whoever_goes_home_finishes_the_contact_in_hand() -> None:
    one = day((2, 1), (1, 0), aht=STEADY)
    found = simulation.serve(one, drawn(HOUR - 10, HOUR - 5, HOUR + 1))
    assert found.answered.tolist() == [True, False, False]


def test_whoever_comes_later_answers_those_who_wait() -> None:
    one = day((1, 0), (0, 1), aht=STEADY)
    assert simulation.serve(one, drawn(HOUR - 100)).waits.tolist() == [100]


def test_standby_joins_by_its_ramp() -> None:
    ramp = (Joining(15 * MINUTE, 1), Joining(30 * MINUTE, 2))
    one = day((4,), (0,), aht=STEADY, joining=ramp)
    found = simulation.serve(one, drawn(0, 1, 2, 3, service=2 * HOUR))
    assert found.waits.tolist() == [900, 1799, 1798, 3597]
    assert found.answered.tolist() == [True, True, True, False]


def test_standby_lifts_the_answer_rate() -> None:
    surge = (400.0,) * 6
    without = simulation.run(day(surge, (8,) * 6), 1)
    helped = simulation.run(day(surge, (8,) * 6, joining=(Joining(15 * MINUTE, 16),)), 1)
    assert without.answer_rate() < 0.5
    assert helped.answer_rate() > 0.9
    hours = helped.by_interval()
    assert sum(one.offered for one in hours) == helped.offered
    assert hours[5].answer_rate() > hours[0].answer_rate()


def test_a_lost_site_breaks_its_contacts_off_and_they_wait_again() -> None:
    one = day((3,), (2,), aht=STEADY, loss=Loss(40, 0.5))
    found = simulation.serve(one, drawn(0, 10, 60))
    # The second agent is lost with the contact of second 10, which the first takes at second 60,
    # before the one that came then.
    assert found.broken == 1
    assert found.waits.tolist() == [0, 20, 60]
    assert found.answered.all()


def test_everything_is_lost() -> None:
    found = simulation.run(day((60, 60), (30, 30), loss=Loss(HOUR, 1.0)), 1)
    first, second = found.by_interval()
    assert first.answer_rate() > 0.9
    assert second.answer_rate() == 0


def test_agents_by_interval_become_spans() -> None:
    spans = day((0, 0, 0), (2, 3, 1)).spans()
    assert sorted(spans, key=lambda span: (span.starts, span.ends)) == [
        Span(0, 2 * HOUR),
        Span(0, 2 * HOUR),
        Span(HOUR, 3 * HOUR),
    ]


def test_an_empty_day() -> None:
    found = simulation.run(day((0,), (3,)), 1)
    assert (found.offered, found.answer_rate(), found.service_level(20)) == (0, 1, None)
    assert (found.mean_wait_seconds(), found.wait_percentile_seconds(0.9)) == (0, 0)


@pytest.mark.parametrize("shape", Shape)
def test_durations_have_their_mean(shape: Shape) -> None:
    generator = np.random.default_rng(5)
    found = Duration(240, shape, variation=0.7).draw(generator, 40_000)
    assert found.mean() == pytest.approx(240, rel=0.02)
    spread = {Shape.EXPONENTIAL: 1, Shape.LOGNORMAL: 0.7, Shape.CONSTANT: 0}[shape]
    assert found.std() / 240 == pytest.approx(spread, abs=0.03)


@pytest.mark.parametrize(
    ("contacts", "agents", "more", "name"),
    [
        ((), (), {}, "agents"),
        ((1.0, 2.0), (1,), {}, "agents"),
        ((-1.0,), (1,), {}, "contacts"),
        ((math.nan,), (1,), {}, "contacts"),
        ((2e6,), (1,), {}, "contacts"),
        ((1.0,), (-1,), {}, "agents"),
        ((1.0,), (1,), {"joining": (Joining(0, 10**9),)}, "agents"),
        ((1.0,), (1,), {"aht": Duration(0)}, "aht_seconds"),
        ((1.0,), (1,), {"loss": Loss(0, 1.5)}, "loss"),
    ],
)
def test_what_is_no_day(
    contacts: tuple[float, ...], agents: tuple[int, ...], more: dict[str, object], name: str
) -> None:
    with pytest.raises(BadQuestion) as problem:
        day(contacts, agents, **more)
    assert problem.value.name == name


def test_the_interval_of_a_mean() -> None:
    assert quantile(19) == pytest.approx(2.0930, abs=1e-4)
    assert quantile(5) == pytest.approx(2.5706, abs=5e-3)
    found = estimate([1, 2, 3, 4, 5, 6])
    assert found.covers(3.5)
    assert found.covers(5.4)
    assert not found.covers(5.6)
