"""The audit trail as a table for a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

from muster.audit.models import AuditEntry
from muster.audit.sentences import sentence

COLUMNS = ("time", "person", "action", "subject", "company", "address", "sentence", "detail")
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def address_of(entry: AuditEntry) -> str:
    """From where it was done."""
    return entry.address


def as_csv(
    entries: Iterable[AuditEntry],
    companies: Mapping[UUID, str],
    *,
    address_of: Callable[[AuditEntry], str] = address_of,
) -> str:
    """Entries as CSV, times in UTC.

    companies: the name of each company that occurs. address_of: what to say of where an entry
    came from.
    """
    target = io.StringIO()
    target.write("\ufeff")  # without it, spreadsheets read Chinese as noise
    writer = csv.writer(target, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        company = companies.get(entry.tenant_id, "") if entry.tenant_id else ""
        writer.writerow(map(harmless, _row(entry, company, address_of(entry))))
    return target.getvalue()


def harmless(cell: str) -> str:
    """`cell` so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(STARTS_FORMULA) else cell


def _row(entry: AuditEntry, company: str, address: str) -> tuple[str, ...]:
    return (
        entry.created_at.isoformat(timespec="seconds"),
        entry.person_name,
        entry.action,
        entry.subject,
        company,
        address,
        sentence(entry),
        json.dumps(entry.detail, ensure_ascii=False, sort_keys=True),
    )
