"""What a wall's page is drawn from, for one company or for all of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from muster.supervision import alerts, calling, queries, telling, terms, thresholds
from muster.supervision.terms import Source
from muster.tenancy.zones import midnight


def wall(
    tenant_id: UUID | None, zone: str, person_id: UUID, source: Source | None = None
) -> dict[str, Any]:
    """Everything that the moving part of the wall shows; a fixed number of queries.

    zone: where the day begins at midnight. source: the operations door's session, if that looks.
    """
    shown = queries.wall(tenant_id, midnight(zone, datetime.now(UTC)), source)
    chosen = terms.settings(tenant_id, source)[1] if tenant_id else {}
    return {
        "wall": shown,
        "levels": {
            name: f"is-{level}" if level else ""
            for name, level in thresholds.levels(shown, chosen).items()
        },
        "limits": thresholds.limits(chosen),
        "help": calling.waiting(tenant_id, source),
        "alerts": alerts.shown(tenant_id, source),
        "told": telling.sent(tenant_id, source),
        "terms": terms.of(tenant_id, source) if tenant_id else terms.Terms(),
        "me": str(person_id),
    }
