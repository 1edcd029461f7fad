"""Many products at once, from a file: one statement a batch, whatever its size."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Text

from muster.db import session, uuid7
from tenants.showcase.slugs import apart, slug_of

Outcome = Literal["created", "updated", "unchanged"]

# Columns that a file may bring, with how an existing product takes the new value.
BROUGHT = {
    "external_key": "COALESCE(excluded.external_key, products.external_key)",
    "name": "excluded.name",
    "description": "excluded.description",
    "tags": "excluded.tags",
    "price_minor": "excluded.price_minor",
    "currency": "excluded.currency",
    "link": "excluded.link",
    # Facts that the file does not speak of stay as they are.
    "attributes": "(products.attributes - CAST(:attributes AS text[])) || excluded.attributes",
    "published_at": "COALESCE(products.published_at, excluded.published_at)",
}

KNOWN = text("""
SELECT id, external_key, name FROM products
WHERE tenant_id = :tenant_id AND (external_key = ANY (:keys) OR name = ANY (:names))
ORDER BY position, id
""").bindparams(bindparam("keys", type_=ARRAY(Text)), bindparam("names", type_=ARRAY(Text)))

TAKEN = text("SELECT slug FROM products WHERE tenant_id = :tenant_id AND slug = ANY (:slugs)")

LAST = text("SELECT COALESCE(max(position), 0) FROM products WHERE tenant_id = :tenant_id")

BRING = """
INSERT INTO products (id, tenant_id, slug, external_key, name, description, attributes, tags,
                      price_minor, currency, link, position, published_at, updated_at)
SELECT id, :tenant_id, slug, external_key, name, description, attributes,
       ARRAY(SELECT jsonb_array_elements_text(tags)), price_minor, currency, link,
       :position + ordinal, CASE WHEN published THEN now() END, now()
FROM jsonb_to_recordset(:rows) AS row(
  id uuid, slug text, external_key text, name text, description text, attributes jsonb,
  tags jsonb, price_minor bigint, currency text, link text, ordinal int, published boolean)
ON CONFLICT (id) DO UPDATE SET {changes}, updated_at = now()
WHERE ({before}) IS DISTINCT FROM ({after})
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Row:
    """A product as a file tells it. The fields that the file lacks keep these defaults."""

    name: str
    external_key: str | None = None
    description: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    price_minor: int | None = None
    currency: str | None = None
    link: str | None = None
    published: bool = False


def bring_in(
    tenant_id: UUID, rows: Sequence[Row], *, told: Collection[str], attributes: Sequence[str]
) -> list[Outcome]:
    """Create or update one product a row; says for each what became of it.

    A row is the product with its external key; without a key, the first product of its name.
    told: the columns of BROUGHT that the file has; others of a known product stay as they are.
    attributes: the names of the facts that the file has. No two rows may mean the same product.
    The caller announces the change.
    """
    known = find_known(tenant_id, rows)
    new = {number: uuid7() for number, row in enumerate(rows) if known[number] is None}
    slugs = _slugs(tenant_id, {id_: rows[number].name for number, id_ in new.items()})
    values = []
    for number, row in enumerate(rows):
        id_ = known[number] or new[number]
        # A known product keeps its address; the statement wants one all the same.
        slug = slugs.get(id_, str(id_))
        values.append({**asdict(row), "id": str(id_), "slug": slug, "ordinal": number + 1})
    written = set(
        session.execute(
            _statement(told),
            {
                "tenant_id": tenant_id,
                "rows": values,
                "position": session.scalar(LAST, {"tenant_id": tenant_id}),
                **({"attributes": list(attributes)} if "attributes" in told else {}),
            },
        ).scalars()
    )
    return [_outcome(known[number], written) for number in range(len(rows))]


def find_known(tenant_id: UUID, rows: Sequence[Row]) -> list[UUID | None]:
    """The product that each row means, if the company has it."""
    keys = [row.external_key for row in rows if row.external_key]
    names = [row.name for row in rows]
    found = session.execute(KNOWN, {"tenant_id": tenant_id, "keys": keys, "names": names}).all()
    by_key = {row.external_key: row.id for row in found if row.external_key}
    meant = [by_key.get(row.external_key) for row in rows]
    claimed = {id_ for id_ in meant if id_}
    by_name: dict[tuple[str, bool], list[UUID]] = {}
    for each in reversed(found):
        if each.id not in claimed:
            by_name.setdefault((each.name, each.external_key is None), []).append(each.id)
    return [id_ or _called(row, by_name) for row, id_ in zip(rows, meant, strict=True)]


def _called(row: Row, by_name: dict[tuple[str, bool], list[UUID]]) -> UUID | None:
    """A product of that name which no other row means, one typed in by hand before others.

    A row with a key of its own does not take a product that has another key.
    """
    for keyless in (True,) if row.external_key else (True, False):
        waiting = by_name.get((row.name, keyless))
        if waiting:
            return waiting.pop()
    return None


def _slugs(tenant_id: UUID, names: dict[UUID, str]) -> dict[UUID, str]:
    slugs = {id_: slug_of(name, id_) for id_, name in names.items()}
    used = set(session.scalars(TAKEN, {"tenant_id": tenant_id, "slugs": list(slugs.values())}))
    for id_, slug in slugs.items():
        slugs[id_] = apart(slug, id_) if slug in used else slug
        used.add(slugs[id_])
    return slugs


def _statement(told: Collection[str]) -> Any:
    columns = [column for column in BROUGHT if column in {*told, "published_at"}]
    sql = BRING.format(
        changes=", ".join(f"{column} = {BROUGHT[column]}" for column in columns),
        before=", ".join(f"products.{column}" for column in columns),
        after=", ".join(BROUGHT[column] for column in columns),
    )
    return text(sql).bindparams(bindparam("rows", type_=JSONB), bindparam("tenant_id", type_=Uuid))


def _outcome(known: UUID | None, written: set[UUID]) -> Outcome:
    if known is None:
        return "created"
    return "updated" if known in written else "unchanged"
