"""The day of the surge, played with and without the reserve, on the same contacts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from muster.staffing import simulation
from muster.staffing.advice import Advice, Days, Mix, Target
from muster.staffing.day import Day, Duration, Joining, Shape
from muster.staffing.profiles import SLOT_SECONDS
from muster.staffing.simulation import Outcome

SEED = 1
AHT_VARIATION = 0.8


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Outcomes of one day. called_at: the second at which the reserve was called, if it was."""

    without: Outcome
    helped: Outcome
    owned: Outcome
    called_at: float | None
    joined_at: float | None


def rehearse(
    advice: Advice, chosen: Mix, surge: Days, target: Target, *, lead_seconds: float | None
) -> Rehearsal:
    """Play the surge: about half a second of processor time for 200,000 contacts and each run.

    The base is there in all open hours. The reserve is called when the need first exceeds the
    base, and sits after lead_seconds; None: the surge is known, and it sits from that moment on.
    Handling times are lognormal, patience is exponential. Raises BadQuestion for more people than
    can be played.
    """
    short = np.flatnonzero(advice.surge.seated > chosen.base)
    called = float(short[0]) * SLOT_SECONDS if short.size and chosen.standby else None
    joined = None if called is None else called + (lead_seconds or 0.0)
    ramp = () if joined is None else (Joining(joined, chosen.standby),)
    alone = _day(advice, surge, target, chosen.base, ())
    drawn = simulation.draw(alone, SEED)
    with_ramp = _day(advice, surge, target, chosen.base, ramp)
    owned = _day(advice, surge, target, advice.peak, ())
    return Rehearsal(
        simulation.serve(alone, drawn),
        simulation.serve(with_ramp, drawn),
        simulation.serve(owned, drawn),
        called,
        joined,
    )


def _day(advice: Advice, surge: Days, target: Target, base: int, ramp: tuple[Joining, ...]) -> Day:
    there = (advice.surge.seated > 0) | (advice.ordinary.seated > 0)
    return Day(
        SLOT_SECONDS,
        surge.contacts,
        tuple(base if one else 0 for one in there.tolist()),
        Duration(target.aht_seconds, Shape.LOGNORMAL, AHT_VARIATION),
        Duration(target.patience_seconds),
        ramp,
    )
