"""A batch of companies into the database: a few statements, however many rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import Text

from marketplace.directory.mapping import DirectoryMapping
from marketplace.directory.reading import DirectoryCompany
from marketplace.matching.actions import index_companies
from marketplace.matching.documents import ProductDocument
from marketplace.showcase.documents import document_of
from muster.db import Acting, session, unit_of_work, uuid7
from muster.errors import Conflict
from muster.tenancy.models import TenantOrigin
from tenants.showcase.models import Showcase
from tenants.signup.companies import NewCompany, create_companies

KNOWN = text("SELECT external_key, id FROM tenants WHERE external_key = ANY (:keys)").bindparams(
    bindparam("keys", type_=ARRAY(Text))
)

TENANTS = """
UPDATE tenants SET name = row.name, phone = row.phone
FROM jsonb_to_recordset(:rows) AS row(id uuid, name text, phone text)
WHERE tenants.id = row.id AND (tenants.name, tenants.phone) IS DISTINCT FROM (row.name, row.phone)
RETURNING tenants.id
"""

_SHOWN = (
    "name", "tagline", "about", "languages", "regions", "categories", "opening_hours",
    "attributes", "attribute_roles", "phone", "website", "address",
)  # fmt: skip
SHOWCASES = f"""
INSERT INTO showcases (id, tenant_id, slug, name, tagline, about, languages, regions, categories,
                       opening_hours, attributes, attribute_roles, phone, website, address, color,
                       time_zone, published_at, updated_at)
SELECT showcase_id, id, slug, name, tagline, about,
       ARRAY(SELECT jsonb_array_elements_text(languages)),
       ARRAY(SELECT jsonb_array_elements_text(regions)),
       ARRAY(SELECT jsonb_array_elements_text(categories)),
       opening_hours, attributes, attribute_roles, phone, website, address, color,
       :time_zone, now(), now()
FROM jsonb_to_recordset(:rows) AS row(
    showcase_id uuid, id uuid, slug text, name text, tagline text, about text, languages jsonb,
    regions jsonb, categories jsonb, opening_hours jsonb, attributes jsonb,
    attribute_roles jsonb, phone text, website text, address text, color text)
ON CONFLICT (tenant_id) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _SHOWN)}, updated_at = now()
WHERE ({", ".join(f"showcases.{name}" for name in _SHOWN)})
      IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _SHOWN)})
RETURNING tenant_id
"""  # noqa: S608 — the names are ours

_SOLD = ("name", "description", "tags", "price_minor", "currency")
PRODUCTS = f"""
INSERT INTO products (id, tenant_id, slug, external_key, name, description, attributes, tags,
                      price_minor, currency, position, published_at, updated_at)
SELECT id, tenant_id, slug, key, name, description, '{{}}',
       ARRAY(SELECT jsonb_array_elements_text(tags)), price_minor, currency, position,
       now(), now()
FROM jsonb_to_recordset(:rows) AS row(
    id uuid, tenant_id uuid, slug text, key text, name text, description text, tags jsonb,
    price_minor bigint, currency text, position integer)
ON CONFLICT (tenant_id, external_key) DO UPDATE SET
    {", ".join(f"{name} = excluded.{name}" for name in _SOLD)}, position = excluded.position,
    published_at = COALESCE(products.published_at, now()), updated_at = now()
WHERE ({", ".join(f"products.{name}" for name in _SOLD)}, products.published_at IS NULL)
      IS DISTINCT FROM ({", ".join(f"excluded.{name}" for name in _SOLD)}, false)
RETURNING tenant_id
"""  # noqa: S608 — the names are ours

# A dish that is off the list is off the page; what was typed in by hand stays.
GONE = """
UPDATE products SET published_at = NULL, updated_at = now()
WHERE tenant_id = ANY (:tenants) AND published_at IS NOT NULL
  AND starts_with(external_key, :source)
  AND NOT EXISTS (
    SELECT FROM jsonb_to_recordset(:rows) AS row(tenant_id uuid, key text)
    WHERE row.tenant_id = products.tenant_id AND row.key = products.external_key)
RETURNING tenant_id
"""

Outcome = dict[str, str]


def write(companies: Sequence[DirectoryCompany], mapping: DirectoryMapping) -> Outcome:
    """Create or update these companies in one transaction; says by key what became of each.

    No two of them may have the same key. They are published at once, with a queue each, and
    those that are new or changed enter the search.
    """
    known = _known([company.key for company in companies])
    ids = {company.key: known.get(company.key) or uuid7() for company in companies}
    with unit_of_work(Acting(tenant_ids=tuple(ids.values()))):
        changed = _write(companies, mapping, ids, known)
        _index(companies, mapping, ids, changed)
    return {
        key: "created" if key not in known else "updated" if id_ in changed else "unchanged"
        for key, id_ in ids.items()
    }


def _known(keys: Sequence[str]) -> dict[str, UUID]:
    with unit_of_work(Acting(identity=True)):
        rows = session.execute(KNOWN, {"keys": list(keys)})
        return {row.external_key: row.id for row in rows}


def _write(
    companies: Sequence[DirectoryCompany],
    mapping: DirectoryMapping,
    ids: dict[str, UUID],
    known: dict[str, UUID],
) -> set[UUID]:
    rows = [_row(company, ids[company.key]) for company in companies]
    products = [
        {
            **{name: getattr(product, name) for name in product.__slots__},
            "id": str(uuid7()),
            "tenant_id": str(ids[company.key]),
            "position": position,
        }
        for company in companies
        for position, product in enumerate(company.products, 1)
    ]
    said = {
        "time_zone": mapping.time_zone,
        "source": f"{mapping.source}:",
        "tenants": list(known.values()),
    }
    _create([company for company in companies if company.key not in known], mapping, ids)
    changed = set(_run(TENANTS, rows, said)) if known else set()
    changed |= set(_run(SHOWCASES, rows, said))
    changed |= set(_run(PRODUCTS, products, said))
    if known:
        changed |= set(_run(GONE, products, said))
    return changed


def _create(
    companies: Sequence[DirectoryCompany], mapping: DirectoryMapping, ids: dict[str, UUID]
) -> None:
    """Client companies with what each needs to begin; raises Conflict if an address is taken."""
    new = [
        NewCompany(
            id=ids[company.key],
            slug=company.slug,
            name=company.name,
            phone=company.phone,
            color=company.color,
            locale=mapping.locale,
            time_zone=mapping.time_zone,
            currency=mapping.currency,
            origin=TenantOrigin.IMPORT,
            external_key=company.key,
        )
        for company in companies
    ]
    if new and len(create_companies(new, showcases=False)) < len(new):
        raise Conflict


def _row(company: DirectoryCompany, id_: UUID) -> dict[str, Any]:
    row = {name: getattr(company, name) for name in company.__slots__ if name != "products"}
    return {**row, "id": str(id_), "showcase_id": str(uuid7())}


def _run(sql: str, rows: list[dict[str, Any]], said: dict[str, Any]) -> list[UUID]:
    statement = text(sql).bindparams(bindparam("rows", type_=JSONB))
    values = {name: said[name] for name in said if f":{name}" in sql}
    result = session.execute(statement, {"rows": rows, **values})
    return list(result.scalars()) if "RETURNING" in sql else []


def _index(
    companies: Sequence[DirectoryCompany],
    mapping: DirectoryMapping,
    ids: dict[str, UUID],
    changed: set[UUID],
) -> None:
    index_companies(
        [
            document_of(_showcase(company, ids[company.key], mapping), _products(company))
            for company in companies
            if ids[company.key] in changed
        ]
    )


def _showcase(company: DirectoryCompany, id_: UUID, mapping: DirectoryMapping) -> Showcase:
    shown = {name: getattr(company, name) for name in (*_SHOWN, "slug", "color")}
    return Showcase(tenant_id=id_, time_zone=mapping.time_zone, **shown)


def _products(company: DirectoryCompany) -> list[ProductDocument]:
    return [
        ProductDocument(
            name=product.name,
            description=product.description,
            price_minor=product.price_minor,
            currency=product.currency or "",
            tags=product.tags,
        )
        for product in company.products
    ]
