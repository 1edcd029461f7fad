"""How rows for the ids of addresses and jobs are made; tests/watch/makers has what makes them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, insert

from muster.db import Base, uuid7
from tests.cast import ANN, HUALAN, known_id

Maker = Callable[[Engine], Any]  # an id, or a list of them as a job takes it
MAKERS: dict[str, Maker] = {}
SOON = timedelta(hours=1)
FIRST_PRODUCT = known_id("product hualan")
# Where an address names a thing and what it belongs to, the owner is always the same one.
TOGETHER = (
    ({"product_id", "picture_id"}, "product_id", FIRST_PRODUCT),
    ({"lease_id", "assignment_id"}, "lease_id", HUALAN.lease_id),
    ({"agent_id", "address_id"}, "agent_id", ANN.agent_id),
    ({"lease_id", "lease_change_id"}, "lease_id", HUALAN.lease_id),
)


class NoMaker(LookupError):
    """An argument is new: write a maker for it in tests/watch/makers."""


def make(name: str, owner: Engine) -> Any:
    """A fresh id of Hualan's for the argument `name`; raises NoMaker."""
    if name not in MAKERS:
        raise NoMaker(f"tests/watch/makers makes nothing for <{name}>")
    return MAKERS[name](owner)


def make_all(names: set[str], owner: Engine) -> dict[str, UUID]:
    """Ids for several arguments of one address, so that they belong together."""
    together = {name: row_id for pair, name, row_id in TOGETHER if pair <= names}
    return {name: together.get(name) or make(name, owner) for name in names}


def makes(*names: str) -> Callable[[Maker], Maker]:
    """The decorated function makes ids for these arguments."""

    def register(maker: Maker) -> Maker:
        MAKERS.update(dict.fromkeys(names, maker))
        return maker

    return register


def add(owner: Engine, model: type[Base], **values: Any) -> UUID:
    """Write one row as the owner of the database; gives its id."""
    row_id = uuid7()
    with owner.begin() as connection:
        connection.execute(insert(model).values(id=row_id, **values))
    return row_id


def now() -> datetime:
    """This moment."""
    return datetime.now(UTC)
