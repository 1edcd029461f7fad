"""New companies with what each needs to begin: a queue, dispositions, a draft of a showcase.

Set-based: the same few statements for one company and for thousands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import bindparam, func, insert, select, text
from sqlalchemy.dialects.postgresql import JSONB, array

from muster.db import session, uuid7
from muster.tenancy.models import Tenant, TenantOrigin
from tenants.showcase.models import Showcase

COLOR = "#0b7285"

TENANTS = text("""
INSERT INTO tenants (id, slug, name, locale, time_zone, currency, phone, color, origin,
                     external_key)
SELECT id, slug, name, locale, time_zone, currency, phone, color, origin, external_key
FROM jsonb_to_recordset(:rows) AS row(
  id uuid, slug text, name text, locale text, time_zone text, currency text, phone text,
  color text, origin text, external_key text)
ON CONFLICT DO NOTHING
RETURNING id
""").bindparams(bindparam("rows", type_=JSONB))

QUEUES = text("""
INSERT INTO queues (id, tenant_id, name, languages, skills, opening_hours, is_default)
SELECT new_id(), id, :name, ARRAY[locale], '{}', '{}', true FROM tenants WHERE id = ANY (:ids)
""")
DISPOSITIONS = text("""
INSERT INTO dispositions (id, tenant_id, code, name, position)
SELECT new_id(), t.id, d.code, d.name, d.position
FROM tenants t, unnest(CAST(:codes AS text[]), CAST(:names AS text[])) WITH ORDINALITY
     AS d (code, name, position)
WHERE t.id = ANY (:ids)
""")


@dataclass(frozen=True, slots=True)
class NewCompany:
    """A company that is to be. phone: as `muster.tenancy.phones.normalise` stores it."""

    name: str
    slug: str
    locale: str = "zh"
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"
    phone: str | None = None
    color: str = COLOR
    origin: str = TenantOrigin.SIGNUP
    external_key: str | None = None
    id: UUID = field(default_factory=uuid7)


def create_companies(companies: Sequence[NewCompany], *, showcases: bool = True) -> set[UUID]:
    """Create companies, each with a default queue, dispositions and a draft of a showcase.

    Gives the ids of those made: one whose slug or external key is taken is left out. To be
    called while acting for these very ids (`Acting(tenant_ids=…)`); some hundreds at a time are
    best. showcases: False if the caller writes them itself.
    """
    rows = [asdict(company) | {"id": str(company.id)} for company in companies]
    made = set(session.execute(TENANTS, {"rows": rows}).scalars())
    by_locale: dict[str, list[UUID]] = {}
    for company in companies:
        if company.id in made:
            by_locale.setdefault(company.locale, []).append(company.id)
    for locale, ids in by_locale.items():
        queue, endings = _words(locale)
        session.execute(QUEUES, {"ids": ids, "name": queue})
        session.execute(
            DISPOSITIONS, {"ids": ids, "codes": list(endings), "names": list(endings.values())}
        )
    if showcases:
        session.execute(_showcases(made))
    return made


def _showcases(ids: set[UUID]) -> Any:
    columns = {
        "id": func.new_id(),
        "tenant_id": Tenant.id,
        "slug": Tenant.slug,
        "name": Tenant.name,
        "languages": array([Tenant.locale]),
        "phone": Tenant.phone,
        "color": Tenant.color,
        "time_zone": Tenant.time_zone,
        "updated_at": func.now(),
    }
    draft = select(*columns.values()).where(Tenant.id.in_(ids))
    return insert(Showcase).from_select(list(columns), draft)


def _words(locale: str) -> tuple[str, dict[str, str]]:
    """The first queue's name and the first dispositions, in the company's language."""
    with force_locale(locale):
        return _("Customer service"), {
            "solved": _("Solved"),
            "follow_up": _("To be followed up"),
            "not_for_us": _("Not for us"),
        }
