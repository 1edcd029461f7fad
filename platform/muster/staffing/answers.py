"""Questions answered, many at once: those of one kind go through the formulas together."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from typing import Any, TypeAlias

import numpy as np

from muster.staffing import heads
from muster.staffing.heads import Goal
from muster.staffing.limits import MOST_AGENTS
from muster.staffing.measures import column, measure
from muster.staffing.poisson import Array
from muster.staffing.questions import BadQuestion, Model, Question
from muster.staffing.traffic import Traffic

Answer: TypeAlias = dict[str, Any]
_STATES_SHOWN = 10


def answer(question: Question) -> Answer:
    """Every measure by its name. Raises BadQuestion where no number of heads is enough."""
    (found,) = answer_all([question])
    if isinstance(found, BadQuestion):
        raise found
    return found


def answer_all(questions: Sequence[Question]) -> list[Answer | BadQuestion]:
    """The answers in the order of the questions; what went wrong in the place of one."""
    groups: dict[Hashable, list[int]] = {}
    for at, question in enumerate(questions):
        groups.setdefault(_kind(question), []).append(at)
    result: list[Answer | BadQuestion] = [{}] * len(questions)
    for places in groups.values():
        for place, found in zip(places, _alike([questions[at] for at in places]), strict=True):
            result[place] = found
    return result


def _kind(question: Question) -> Hashable:
    return (
        question.model,
        question.variant,
        question.asks_for_heads,
        math.isnan(question.target_seconds),
        math.isnan(question.finite_room),
        question.states,
    )


def _alike(questions: Sequence[Question]) -> list[Answer | BadQuestion]:
    traffic = Traffic.of(column(questions, "rate_per_hour"), column(questions, "aht_seconds"))
    seated = column(questions, "agents")
    if questions[0].asks_for_heads:
        seated = heads.required(traffic, _goal(questions))
    too_many = BadQuestion("service_level", f"this takes more than {MOST_AGENTS:,} agents")
    found: list[Answer | BadQuestion] = [
        too_many if heads_ > 0 else _nobody(question)
        for heads_, question in zip(seated, questions, strict=True)
    ]
    possible = np.flatnonzero((seated >= 1) & (seated <= MOST_AGENTS)).tolist()
    if possible:
        asked = [questions[at] for at in possible]
        rows = _measured(asked, traffic.at(np.array(possible)), seated[possible])
        for at, row in zip(possible, rows, strict=True):
            found[at] = row
    return found


def _goal(questions: Sequence[Question]) -> Goal:
    return Goal(
        column(questions, "service_level"),
        column(questions, "target_seconds"),
        column(questions, "max_occupancy"),
        column(questions, "patience_seconds"),
        column(questions, "concurrency"),
        questions[0].variant,
    )


def _nobody(question: Question) -> Answer:
    """Where nothing comes in, nobody is needed and nothing can be measured."""
    return _asked(question, 0.0) | _heads(question, 0.0)


def _measured(questions: Sequence[Question], traffic: Traffic, seated: Array) -> list[Answer]:
    places = seated * column(questions, "concurrency")
    counts = _counts(questions, places)
    columns, chances = measure(questions, traffic, places, counts)
    stable = (traffic.free(places) > 0) | (questions[0].model is not Model.C)
    stable |= not math.isnan(questions[0].finite_room)
    rows = []
    for at, question in enumerate(questions):
        row = _asked(question, seated[at]) | _heads(question, seated[at])
        row |= {"load_erlang": float(traffic.load[at]), "stable": bool(stable[at])}
        if not stable[at]:
            row["note"] = "unstable: the load reaches the agents, and the line grows for ever"
        row |= {name: _plain(values[at]) for name, values in columns.items()}
        for n, chance in zip(counts[at], chances[at], strict=True):
            row[f"p_state[n={int(n)}]"] = float(chance)
        rows.append(row)
    return rows


def _counts(questions: Sequence[Question], places: Array) -> Array:
    """The numbers of contacts asked about; else all agents busy, and 0 to 9 in the line."""
    if questions[0].states:
        return np.array([one.states for one in questions], np.float64)
    return places[:, np.newaxis] + np.arange(_STATES_SHOWN)


def _asked(question: Question, agents: float) -> Answer:
    """What was asked, under the names that reference tables use."""
    told: Answer = {
        "model": str(question.model),
        "arrival_rate_per_hour": question.rate_per_hour,
        "aht_seconds": question.aht_seconds,
    }
    for name in ("patience_seconds", "target_seconds"):
        if math.isfinite(getattr(question, name)):
            told[name] = getattr(question, name)
    if math.isfinite(question.finite_room):
        told["finite_room_K"] = int(question.finite_room)
    if question.concurrency > 1:
        told["concurrency"] = int(question.concurrency)
    return {**told, "agents": int(agents)}


def _heads(question: Question, seated: float) -> Answer:
    """How many people: seated, and on the payroll."""
    found: Answer = {}
    if question.asks_for_heads:
        level = f"{question.service_level:.2f}"
        exact = level if float(level) == question.service_level else question.service_level
        found = {f"agents_required@sl{exact}": int(seated), "max_occupancy": question.max_occupancy}
    if question.asks_for_heads or question.shrinkage:
        found |= {
            "shrinkage": question.shrinkage,
            "seated_heads": int(seated),
            "scheduled_heads": int(heads.scheduled(np.array(seated), question.shrinkage)),
        }
    return found


def _plain(value: Any) -> float | None:
    """As JSON knows it: what is infinite has no number."""
    return float(value) if math.isfinite(value) else None
