"""For what share of real questions is the place that was meant among the 20 companies chosen?

The questions are the first message of each of 500 Chinese dialogues. What was meant is what
the other side names: the first of its answers among the next three messages that names a place
of the directory tells the places that count (longest names first, so that 故宫 is not found in
a longer name). 488 of the 500 dialogues have such an answer. A question counts as answered if
any of those places is among the 20; the stricter figure asks for the first one named.

The directory is imported as an operator would, by `muster import companies`, with the mapping
in docs/examples. Beside it runs BM25 over pairs of characters of name and attributes, the
plain way to do this.
The engine was developed on the even-numbered dialogues (counted from 0) alone; both halves
are reported.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sqlalchemy import text

from benchmarks import companies, report
from benchmarks.report import Figure
from marketplace.directory.mapping import read_mapping
from marketplace.directory.running import bring_in
from marketplace.matching.queries import search

ROOT = Path(__file__).resolve().parent.parent
CHOSEN = 20
GOAL = 0.60


@dataclass(frozen=True, slots=True)
class Asked:
    """A real question and the names of the places that answered it, in their order."""

    number: int
    question: str
    meant: tuple[str, ...]


Engine = Callable[[str], Sequence[str]]


def questions(dialogues: Sequence[Mapping[str, Any]], names: Sequence[str]) -> list[Asked]:
    """The questions whose answer names a company of the directory."""
    named = re.compile("|".join(map(re.escape, sorted(names, key=len, reverse=True))))
    found = []
    for number, dialogue in enumerate(dialogues):
        first, *others = dialogue["messages"][:4]
        answers = (named.findall(one["content"]) for one in others if one["role"] == "sys")
        places = next(filter(None, answers), [])
        if places:
            found.append(Asked(number, first["content"], tuple(dict.fromkeys(places))))
    return found


def pairs(text: str) -> list[str]:
    """Pairs of characters, without spaces."""
    text = "".join(text.lower().split())
    return [text[at : at + 2] for at in range(len(text) - 1)]


def bm25(rows: Sequence[Mapping[str, Any]]) -> Engine:
    """BM25 (k1 1.2, b 0.75) over pairs of characters of the directory's rows as text."""
    bags = {row["名称"]: Counter(pairs(_as_text(row))) for row in rows}
    lengths = {name: bag.total() for name, bag in bags.items()}
    mean = sum(lengths.values()) / len(lengths)
    postings: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for name, bag in bags.items():
        for pair, count in bag.items():
            postings[pair].append((name, count))

    def find(question: str) -> list[str]:
        scores: dict[str, float] = defaultdict(float)
        for pair in set(pairs(question)):
            known = postings.get(pair, [])
            rarity = math.log(1 + (len(bags) - len(known) + 0.5) / (len(known) + 0.5))
            for name, count in known:
                part = 1.2 * (0.25 + 0.75 * lengths[name] / mean)
                scores[name] += rarity * count * 2.2 / (count + part)
        return sorted(scores, key=lambda name: -scores[name])[:CHOSEN]

    return find


def _as_text(row: Mapping[str, Any]) -> str:
    """Names and values of a row, without the lists of other places nearby, which only mislead."""
    told = [(k, v) for k, v in row.items() if v is not None and not k.startswith("周边")]
    return " ".join(f"{k} {' '.join(v) if isinstance(v, list) else v}" for k, v in told)


def muster(names: Mapping[UUID, str]) -> Engine:
    """The engine, on the database of the current application context."""

    def find(question: str) -> list[str]:
        return [names[match.tenant_id] for match in search(question, limit=CHOSEN)]

    return find


def recall(asked: Sequence[Asked], engine: Engine, *, strictly: bool = False) -> float:
    """The share of questions for which `engine` chooses a place that was meant."""
    hits = 0
    for one in asked:
        chosen = set(engine(one.question))
        hits += bool(chosen & set(one.meant[:1] if strictly else one.meant))
    return hits / len(asked)


def run() -> list[Figure]:
    """The figures, or none where the reference data is not there."""
    folder = companies.reference_data()
    if folder is None:
        print(f"directory_recall: skipped, {companies.DATA} is not set")
        return []
    rows = companies.lines(folder / companies.DIRECTORY)
    asked = questions(companies.lines(folder / companies.DIALOGUES), [row["名称"] for row in rows])
    parts = (
        (f"all {len(asked)} questions", asked),
        ("even half (developed on)", [one for one in asked if one.number % 2 == 0]),
        ("odd half (not looked at)", [one for one in asked if one.number % 2 == 1]),
        ("first 50", asked[:50]),
    )
    with companies.scratch() as index, index.app.app_context():
        engines = muster(_import(folder, index)), bm25(rows)
        found = [_figure(what, part, *engines) for what, part in parts]
        what = f"all {len(asked)}, the first place named"
        return [*found, _figure(what, asked, *engines, strictly=True)]


def _import(folder: Path, index: companies.Indexed) -> dict[UUID, str]:
    """Bring in the directory as an operator would; gives the names of its companies."""
    mapping = read_mapping(ROOT / "docs" / "examples" / "places.toml")
    with TemporaryDirectory() as temporary:
        failures = Path(temporary) / "failures.csv"
        counts = bring_in(folder / companies.DIRECTORY, mapping, failures, lambda _: None)
    assert not counts["failed"], counts
    companies.settle(index.owner)
    with index.owner.connect() as connection:
        return {
            row.id: row.name for row in connection.execute(text("SELECT id, name FROM tenants"))
        }


def _figure(
    what: str, part: Sequence[Asked], ours: Engine, plain: Engine, *, strictly: bool = False
) -> Figure:
    share = recall(part, ours, strictly=strictly)
    beside = recall(part, plain, strictly=strictly)
    return Figure(
        "match",
        f"{what}: meant place among {CHOSEN}",
        100 * share,
        "%",
        100 * beside,
        "% BM25 on pairs",
        f"≥ {GOAL:.0%}",
        share >= GOAL,
    )


if __name__ == "__main__":
    report.publish("directory_recall", run())
