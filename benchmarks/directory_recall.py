"""For what share of real questions is the place that was meant among the 20 companies chosen?

The questions are the first message of each of 500 Chinese dialogues. What was meant is what
the other side names: the first of its answers among the next three messages that names a place
of the directory tells the places that count (longest names first, so that 故宫 is not found in
a longer name). 488 of the 500 dialogues have such an answer. A question counts as answered if
any of those places is among the 20; the stricter figure asks for the first one named.

Beside it runs BM25 over pairs of characters of name and attributes, the plain way to do this.
The engine was developed on the even-numbered dialogues (counted from 0) alone; both halves
are reported.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks import companies, report
from benchmarks.report import Figure
from marketplace.matching.documents import CompanyDocument
from marketplace.matching.queries import search
from muster.db import Acting, unit_of_work

CHOSEN = 20
GOAL = 0.60


@dataclass(frozen=True, slots=True)
class Asked:
    """A real question and the places that answered it, by number, the first named first."""

    number: int
    question: str
    meant: tuple[int, ...]


Engine = Callable[[str], Sequence[int]]


def questions(
    dialogues: Sequence[Mapping[str, Any]], documents: Sequence[CompanyDocument]
) -> list[Asked]:
    """The questions whose answer names a company of the directory."""
    ids = {one.name: one.tenant_id.int for one in documents}
    named = re.compile("|".join(map(re.escape, sorted(ids, key=len, reverse=True))))
    found = []
    for number, dialogue in enumerate(dialogues):
        first, *others = dialogue["messages"][:4]
        answers = (named.findall(one["content"]) for one in others if one["role"] == "sys")
        places = next(filter(None, answers), [])
        if places:
            meant = tuple(dict.fromkeys(ids[place] for place in places))
            found.append(Asked(number, first["content"], meant))
    return found


def pairs(text: str) -> list[str]:
    """Pairs of characters, without spaces."""
    text = "".join(text.lower().split())
    return [text[at : at + 2] for at in range(len(text) - 1)]


def bm25(rows: Sequence[Mapping[str, Any]]) -> Engine:
    """BM25 (k1 1.2, b 0.75) over pairs of characters of the directory's rows as text."""
    bags = {number: Counter(pairs(_as_text(row))) for number, row in enumerate(rows, 1)}
    lengths = {number: bag.total() for number, bag in bags.items()}
    mean = sum(lengths.values()) / len(lengths)
    postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, bag in bags.items():
        for pair, count in bag.items():
            postings[pair].append((number, count))

    def find(question: str) -> list[int]:
        scores: dict[int, float] = defaultdict(float)
        for pair in set(pairs(question)):
            known = postings.get(pair, [])
            rarity = math.log(1 + (len(bags) - len(known) + 0.5) / (len(known) + 0.5))
            for number, count in known:
                part = 1.2 * (0.25 + 0.75 * lengths[number] / mean)
                scores[number] += rarity * count * 2.2 / (count + part)
        return sorted(scores, key=lambda number: -scores[number])[:CHOSEN]

    return find


def _as_text(row: Mapping[str, Any]) -> str:
    """Names and values of a row, without the lists of other places nearby, which only mislead."""
    told = [(k, v) for k, v in row.items() if v is not None and not k.startswith("周边")]
    return " ".join(f"{k} {' '.join(v) if isinstance(v, list) else v}" for k, v in told)


def muster(question: str) -> list[int]:
    """The engine, on the database of the current application context."""
    with unit_of_work(Acting(market=True)):
        return [match.tenant_id.int for match in search(question, limit=CHOSEN)]


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
    documents = companies.directory(folder)
    asked = questions(companies.lines(folder / companies.DIALOGUES), documents)
    plain = bm25(companies.lines(folder / companies.DIRECTORY))
    parts = (
        (f"all {len(asked)} questions", asked),
        ("even half (developed on)", [one for one in asked if one.number % 2 == 0]),
        ("odd half (not looked at)", [one for one in asked if one.number % 2 == 1]),
        ("first 50", asked[:50]),
    )
    with companies.indexed(documents) as index, index.app.app_context():
        found = [_figure(what, part, plain) for what, part in parts]
        strict = _figure(f"all {len(asked)}, the first place named", asked, plain, strictly=True)
    return [*found, strict]


def _figure(what: str, part: Sequence[Asked], plain: Engine, *, strictly: bool = False) -> Figure:
    share = recall(part, muster, strictly=strictly)
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
    figures = run()
    if figures:
        report.save("directory_recall", figures)
        print(report.table(figures))
