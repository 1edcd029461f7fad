"""Many questions in a CSV file: a line each, and what is wrong with a line in its place."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from muster.staffing.answers import answer_all
from muster.staffing.questions import LIMITS, BadQuestion, Question, ask

MOST_LINES = 100_000
# Columns may be called as the options are, or as in tables of reference values.
_OTHER_NAMES = {"arrival_rate_per_hour": "rate_per_hour", "finite_room_k": "finite_room"}
_TOLD_AGAIN = ("id", "name")
_ASKED = {*LIMITS, "model", "variant"} - {"state"}


def answered(
    file: Path, otherwise: Mapping[str, str], states: tuple[float, ...] = ()
) -> list[dict[str, Any]]:
    """An answer a line, with its `line` (the heading is 1) and its `id` and `name`.

    A line that cannot be answered has `error` with the column and why. otherwise: what counts
    where a line leaves a value out. Other columns are ignored. Raises BadQuestion for "batch" if
    the file is no table of questions.
    """
    lines = _read(file)
    asked: list[Question | BadQuestion] = [_ask(line, otherwise, states) for _, line in lines]
    found = iter(answer_all([one for one in asked if isinstance(one, Question)]))
    rows = []
    for (number, line), question in zip(lines, asked, strict=True):
        outcome = next(found) if isinstance(question, Question) else question
        head: dict[str, Any] = {"line": number}
        head |= {name: line[name] for name in _TOLD_AGAIN if line.get(name)}
        if isinstance(outcome, BadQuestion):
            rows.append(head | {"error": {"column": outcome.name, "message": outcome.why}})
        else:
            rows.append(head | outcome)
    return rows


def _read(file: Path) -> list[tuple[int, dict[str, str]]]:
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            reader = csv.DictReader(text, restkey="", restval="")
            names = [_name(name) for name in reader.fieldnames or ()]
            if not _ASKED.intersection(names):
                raise BadQuestion("batch", f"{file} has no column that is known: see the manual")
            reader.fieldnames = names
            lines = [(reader.line_num, dict(line)) for line in reader]
    except (UnicodeDecodeError, csv.Error) as problem:
        raise BadQuestion("batch", f"{file} is no CSV file in UTF-8: {problem}") from problem
    if len(lines) > MOST_LINES:
        raise BadQuestion("batch", f"{file} has more than {MOST_LINES:,} lines")
    return lines


def _name(name: str) -> str:
    plain = name.strip().lower().replace("-", "_").replace(" ", "_")
    return _OTHER_NAMES.get(plain, plain)


def _ask(
    line: Mapping[str, str], otherwise: Mapping[str, str], states: tuple[float, ...]
) -> Question | BadQuestion:
    told = {name: line[name].strip() for name in _ASKED if line.get(name, "").strip()}
    given = {name: value for name, value in otherwise.items() if not _instead(name, told)}
    try:
        return ask(given | told, states)
    except BadQuestion as problem:
        return problem


def _instead(name: str, told: Mapping[str, str]) -> bool:
    """Whether a line says something that leaves no room for this option."""
    if name in {"service_level", "max_occupancy"}:
        return "agents" in told
    if name == "patience_seconds":
        return told.get("model", "A").upper() != "A"
    return name == "agents" and "service_level" in told
