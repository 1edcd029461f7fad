"""What a wall's page is drawn from, for one company or for all of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import render_template, request
from flask_babel import get_timezone

from muster.supervision import alerts, calling, queries, telling, terms, thresholds
from muster.supervision.drawing import drawings
from muster.supervision.terms import Source
from muster.tenancy.doors import may
from muster.tenancy.zones import midnight
from muster.web.locale import locale_code

MATTERS = (
    "live.read",
    "live.manage",
    "bulletins.pin",
    "bulletins.pin_all",
)  # permissions that change what is drawn


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
        "unheard": terms.unheard(source) if tenant_id is None and source else frozenset(),
        "me": str(person_id),
    }


def tiles(whose: UUID | None, show: Callable[[], dict[str, Any]]) -> str:
    """The moving part of a wall, drawn once for all who ask for the same at the same time.

    whose: the company, None for all of them. show: reads what `wall` gives, for the template.
    Only a call for help is drawn differently for whoever is called.
    """

    def draw() -> tuple[str, bool]:
        shown = show()
        return render_template("supervision/_tiles.html", **shown), not shown["help"]

    side = request.blueprint  # clients and operations are not shown the same of one company
    rights = tuple(may(permission) for permission in MATTERS)
    return drawings.shared((side, whose, locale_code(), str(get_timezone()), rights), draw)
