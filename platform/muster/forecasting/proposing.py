"""How many seats a surge needs more than an ordinary hour, by Erlang C."""

from __future__ import annotations

import math

from muster.forecasting.models import SurgePolicy
from muster.staffing.answers import answer
from muster.staffing.questions import BadQuestion, Model, Question

SERVICE_LEVEL, TARGET_SECONDS, MAX_OCCUPANCY = 0.8, 20.0, 0.85


def seats_for(rate_per_hour: float, aht_seconds: float) -> int:
    """Seated heads for 80 % within 20 s at no more than 85 % occupancy."""
    if rate_per_hour <= 0:
        return 0
    question = Question(
        Model.C,
        rate_per_hour,
        aht_seconds,
        target_seconds=TARGET_SECONDS,
        service_level=SERVICE_LEVEL,
        max_occupancy=MAX_OCCUPANCY,
    )
    try:
        return int(answer(question)["seated_heads"])
    except BadQuestion:  # more than the formulas go to: then the load itself tells
        return math.ceil(rate_per_hour * aht_seconds / 3600 / MAX_OCCUPANCY)


def extra_seats(peak_per_hour: float, expected_per_hour: float, aht_seconds: float) -> int:
    """Seats beyond those that the expected load needs; at least one."""
    needed = seats_for(peak_per_hour, aht_seconds) - seats_for(expected_per_hour, aht_seconds)
    return max(needed, 1)


def affordable(policy: SurgePolicy, seats: int, hours: float) -> int:
    """As many of these seats as the client signed for, for so many hours; 0 if none."""
    if policy.seat_limit is None or policy.budget_minor is None or policy.price_minor is None:
        return 0
    cost = policy.price_minor * hours
    paid = math.floor(policy.budget_minor / cost) if cost > 0 else seats
    return max(min(seats, policy.seat_limit, paid), 0)
