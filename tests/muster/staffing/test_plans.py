"""The plan of many intervals says the same as one question after the other."""

from __future__ import annotations

import numpy as np
import pytest

from muster.staffing.answers import answer_all
from muster.staffing.plans import plan
from muster.staffing.questions import BadQuestion, ask

RATES = [0.0, 0.5, 3, 20, 199.9, 200, 4_000, 90_000.5]
TOLD = {"target_seconds": 20, "service_level": 0.8, "max_occupancy": 0.9}


@pytest.mark.parametrize("patience", [{}, {"patience_seconds": 90.0}])
def test_it_is_what_each_interval_takes(patience: dict[str, float]) -> None:
    model = "A" if patience else "C"
    asked = [
        ask({"model": model, "rate_per_hour": r, "aht_seconds": 180} | TOLD | patience)
        for r in RATES
    ]
    answers = [one for one in answer_all(asked) if isinstance(one, dict)]
    found = plan(RATES, 180, shrinkage=0.3, **TOLD, **patience)
    assert found.seated.tolist() == [one["agents"] for one in answers]
    assert (found.scheduled[0], found.service_level[0], found.occupancy[0]) == (0, 1, 0)
    for name in ("service_level", "occupancy", "p_wait"):
        singly = [one[name] for one in answers[1:]]
        assert getattr(found, name)[1:] == pytest.approx(singly, rel=1e-12), name
    assert (found.scheduled >= found.seated / 0.7 - 1e-9).all()


@pytest.mark.parametrize("target", [0, 5, 600, 7200])
@pytest.mark.parametrize("level", [0.05, 0.5, 0.99, 0.999999])
def test_any_target_gets_the_fewest(level: float, target: float) -> None:
    rates = np.geomspace(0.01, 1e6, 60)
    seated = plan(rates, 200, target_seconds=target, service_level=level).seated
    base = {"aht_seconds": 200, "target_seconds": target}
    rows = zip(rates, seated, strict=True)
    asked = [ask(base | {"rate_per_hour": rate, "agents": n}) for rate, n in rows]
    fewer = zip(rates[seated > 1], seated[seated > 1] - 1, strict=True)
    less = [ask(base | {"rate_per_hour": rate, "agents": n}) for rate, n in fewer]
    levels = [one["service_level"] for one in answer_all(asked) if isinstance(one, dict)]
    missed = [one["service_level"] for one in answer_all(less) if isinstance(one, dict)]
    assert min(levels) >= level * (1 - 1e-12)
    assert max(missed, default=0) < level


def test_a_plan_that_nobody_can_fill() -> None:
    with pytest.raises(BadQuestion, match=r"1,000,000 agents"):
        plan([100, 1e9], 180, target_seconds=20, service_level=0.8)


def test_a_plan_of_nothing() -> None:
    found = plan([], [], target_seconds=20, service_level=0.8)
    assert found.seated.size == 0
