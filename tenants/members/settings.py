"""A company's own settings, and what repeats them."""

from __future__ import annotations

import re
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from muster.account import rights
from muster.audit.actions import record
from muster.db import session
from muster.errors import Invalid, existing
from muster.tenancy import money, phones, zones
from muster.tenancy.models import Membership, Tenant
from muster.web.locale import LOCALES
from tenants.showcase.actions import announce
from tenants.showcase.models import Showcase

COLOR = re.compile(r"#[0-9a-f]{6}")


def of(tenant_id: UUID) -> Tenant:
    """The company; raises NotFound."""
    return existing(session.get(Tenant, tenant_id))


def change(
    tenant_id: UUID,
    *,
    name: str,
    color: str,
    phone: str,
    locale: str,
    currency: str,
    time_zone: str,
) -> None:
    """Change a company's settings; its public page follows at once.

    phone: as it is dialled, or "". Raises Invalid(field).
    """
    tenant = of(tenant_id)
    values = {
        "name": name,
        "color": _color(color),
        "phone": phones.normalise(phone, zones.region(time_zone)) if phone else None,
        "locale": _one_of("locale", locale, LOCALES),
        "currency": _one_of("currency", currency, money.CURRENCIES),
        "time_zone": _one_of("time_zone", time_zone, zones.countries()),
    }
    changed = {field: value for field, value in values.items() if getattr(tenant, field) != value}
    if not changed:
        return
    session.execute(update(Tenant).where(Tenant.id == tenant_id).values(changed))
    _tell_showcase(tenant_id, changed)
    record("company.updated", subject=name, tenant_id=tenant_id, fields=sorted(changed))
    rights.changed(
        *session.scalars(select(Membership.person_id).where(Membership.tenant_id == tenant_id))
    )


def _tell_showcase(tenant_id: UUID, changed: dict[str, str | None]) -> None:
    repeated = {
        field: value for field, value in changed.items() if field in ("name", "color", "time_zone")
    }
    if repeated:
        session.execute(update(Showcase).where(Showcase.tenant_id == tenant_id).values(repeated))
        announce(tenant_id)


def _color(color: str) -> str:
    plain = color.lower()
    if COLOR.fullmatch(plain) is None:
        raise Invalid("color", _l("Write the colour as # and six digits, such as #0b7285."))
    return plain


def _one_of(field: str, value: str, known: object) -> str:
    if value not in known:  # type: ignore[operator]  # a tuple or a mapping
        raise Invalid(field, _l("Choose a value from the list."))
    return value
