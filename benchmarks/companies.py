"""Companies to match questions to: the real directory, and many made after its likeness."""

from __future__ import annotations

import gzip
import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from marketplace.matching.actions import index_companies
from marketplace.matching.counting import count_anew
from marketplace.matching.documents import CompanyDocument
from muster.db import Acting, Base, unit_of_work
from muster.db.session import init_app
from muster.letters import HAN
from muster.runtime import embedded
from muster.runtime.schema import upgrade
from muster.settings import Settings
from muster.web import catalogues

DATA = "MUSTER_REFERENCE_DATA"
DIRECTORY = "text/catalogue_zh_beijing.jsonl.gz"
DIALOGUES = "text/crosswoz_test_dialogues.jsonl.gz"
# The directory's own names of what every company has; all its other fields are attributes.
_NAME, _CATEGORY, _RATING, _NEARBY = "名称", "领域", "评分", "周边"
_CHINESE = re.compile(f"[{HAN}]")


def reference_data() -> Path | None:
    """Where the reference data lies, or None if this machine has none."""
    folder = os.environ.get(DATA)
    return Path(folder) if folder else None


def lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a compressed file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def directory(folder: Path) -> list[CompanyDocument]:
    """The companies of the real directory, one a row; ids count from 1."""
    rows = lines(folder / DIRECTORY)
    return [_company(number, row) for number, row in enumerate(rows, 1)]


def _company(number: int, row: Mapping[str, Any]) -> CompanyDocument:
    told = {name: value for name, value in row.items() if value not in (None, "", [])}
    nearby = [value for name, value in told.items() if name.startswith(_NEARBY)]
    own = (_NAME, _CATEGORY, _RATING)
    return CompanyDocument(
        tenant_id=UUID(int=number),
        name=row[_NAME],
        categories=(row[_CATEGORY],),
        languages=("zh",),
        attributes=[
            (name, value)
            for name, value in told.items()
            if name not in own and not name.startswith(_NEARBY)
        ],
        rating=row[_RATING],
        mentions=[name for names in nearby for name in names],
    )


@dataclass
class Maker:
    """Makes companies whose kinds, facts, prices and fame are distributed as in `models`."""

    models: Sequence[CompanyDocument]
    random: random.Random = field(default_factory=lambda: random.Random(20261122))
    _names: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._characters = [c for one in self.models for c in _CHINESE.findall(one.name)]
        self._mentioned = [name for one in self.models for name in one.mentions]
        self._values: dict[tuple[str, str], list[Any]] = defaultdict(list)
        self._kin: dict[str, list[CompanyDocument]] = defaultdict(list)
        for one in self.models:
            self._kin[one.categories[0]].append(one)
            for name, value in one.attributes:
                several = value if isinstance(value, list) else [value]
                self._values[one.categories[0], name] += several

    def make(self, count: int) -> Iterator[CompanyDocument]:
        """`count` companies, the same ones in every run."""
        for number in range(count):
            model = self.random.choice(self.models)
            kin = self._kin[model.categories[0]]
            first = "".join(self.random.choices(self._characters, k=self.random.randint(2, 4)))
            name = first + self.random.choice(kin).name[-4:]
            made = replace(
                model,
                tenant_id=UUID(int=1_000_000 + number),
                name=name,
                attributes=[
                    (key, self._like(model, key, value)) for key, value in model.attributes
                ],
                rating=self.random.choice(kin).rating,
                mentions=[self._somebody() for _ in model.mentions],
            )
            self._names.append(name)
            yield made

    def _like(self, model: CompanyDocument, name: str, value: Any) -> Any:
        values = self._values[model.categories[0], name]
        if isinstance(value, list):
            return [self.random.choice(values) for _ in value]
        other = self.random.choice(values)
        if isinstance(other, int | float):
            return round(other * self.random.uniform(0.8, 1.25))
        if len(other) > 12:  # an address: of this company alone
            return f"{other[:6]}{self.random.randint(1, 999)}{other[6:]}"
        return other

    def _somebody(self) -> str:
        """Whom a company mentions: mostly another made one, the old ones more often."""
        if self._names and self.random.random() < 0.8:
            return self._names[int(len(self._names) * self.random.random() ** 3)]
        return self.random.choice(self._mentioned)


@dataclass(frozen=True, slots=True)
class Indexed:
    """Companies in a scratch database of their own.

    app: an application that connects as the application's role. unbound: one that connects as
    the owner, a superuser, whom no policy binds.
    """

    app: Flask
    unbound: Flask
    owner: Engine


@contextmanager
def scratch() -> Iterator[Indexed]:
    """A migrated database with nothing in it."""
    with embedded.scratch_postgres() as url:
        values = {"MUSTER_ENV": "test", "DATABASE_URL": url, "REDIS_URL": "redis://127.0.0.1:1"}
        settings = Settings.from_environment(values)
        upgrade(settings)
        app, unbound = Flask("app"), Flask("unbound")
        init_app(app, settings)
        catalogues.init_app(app, "en")  # a company's first words are in its own language
        init_app(unbound, Settings.from_environment({**values, "APP_DATABASE_URL": url}))
        yield Indexed(app, unbound, create_engine(url, poolclass=NullPool))


@contextmanager
def indexed(documents: Iterable[CompanyDocument]) -> Iterator[Indexed]:
    """A scratch database in which these companies are indexed and counted."""
    with scratch() as index:
        with index.app.app_context():
            _fill(index.owner, list(documents))
        yield index


def settle(owner: Engine) -> None:
    """Count the index and let the planner know it, as the clock would do in a while."""
    with unit_of_work(Acting(staff=True)):
        count_anew()
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE matching_companies"))
        connection.execute(text("VACUUM ANALYZE matching_terms"))


def _fill(owner: Engine, documents: Sequence[CompanyDocument]) -> None:
    tenants = Base.metadata.tables["tenants"]
    rows = [
        {"id": one.tenant_id, "slug": f"c{one.tenant_id.int}", "name": one.name[:200]}
        for one in documents
    ]
    with owner.begin() as connection:
        connection.execute(tenants.insert(), rows)
    for start in range(0, len(documents), 5_000):
        with unit_of_work(Acting(staff=True)):
            index_companies(documents[start : start + 5_000])
        if start == 0:
            settle(owner)  # from now on it is known which companies are among the foremost
    settle(owner)
