"""Agents hear in time that a certification expires: once, thirty days before."""

from __future__ import annotations

from uuid import UUID

from flask_babel import format_date
from flask_babel import gettext as _
from sqlalchemy import RowMapping, text

from muster import mail
from muster.db import Acting, session, unit_of_work
from muster.tenancy.operations import system_door
from muster.web.locale import written_in

DUE = text("""
SELECT DISTINCT c.tenant_id FROM certifications c JOIN agents a ON a.id = c.agent_id
WHERE c.revoked_at IS NULL AND c.warned_at IS NULL AND a.retired_at IS NULL
  AND c.expires_at > now() AND c.expires_at < now() + interval '30 days'
""")

# Whoever has a later certification already is marked, and not written to.
MARK = text("""
WITH marked AS (
    UPDATE certifications c SET warned_at = now()
    WHERE c.tenant_id = :tenant AND c.revoked_at IS NULL AND c.warned_at IS NULL
      AND c.expires_at > now() AND c.expires_at < now() + interval '30 days'
    RETURNING c.agent_id, c.expires_at
)
SELECT p.email, p.locale, t.name AS company, m.expires_at
FROM marked m
JOIN tenants t ON t.id = :tenant
JOIN agents a ON a.id = m.agent_id AND a.retired_at IS NULL
JOIN people p ON p.id = a.person_id
WHERE p.email IS NOT NULL AND NOT EXISTS (
    SELECT FROM certifications later
    WHERE later.tenant_id = :tenant AND later.agent_id = m.agent_id
      AND later.revoked_at IS NULL AND later.expires_at > m.expires_at)
""")


def warn() -> int:
    """Write to every agent whose certification expires within 30 days; gives how many.

    Each company in a unit of work of its own, so that one that fails holds up no other.
    """
    with system_door() as across:
        companies = list(across.scalars(DUE))
    return sum(_warn_for(tenant_id) for tenant_id in companies)


def _warn_for(tenant_id: UUID) -> int:
    with unit_of_work(Acting(tenant_ids=(tenant_id,), staff=True)):
        rows = session.execute(MARK, {"tenant": tenant_id}).mappings().all()
        for row in rows:
            _write(row, tenant_id)
        return len(rows)


def _write(row: RowMapping, tenant_id: UUID) -> None:
    with written_in(row["locale"]):
        day = format_date(row["expires_at"], "long")
        mail.send(
            row["email"],
            _("Your certification for %(company)s expires on %(day)s",
              company=row["company"], day=day),
            _("Your certification for %(company)s expires on %(day)s.\n\n"
              "From then on you get no more contacts of this company, until you have it again."
              " Ask your trainer for the course.",
              company=row["company"], day=day),
            tenant_id=tenant_id,
        )  # fmt: skip
