"""Owners and supervisors hear of a surge by mail, each in their language, once a surge."""

from __future__ import annotations

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select, text

from muster import mail
from muster.db import session
from muster.forecasting.models import AlarmOutcome, ArrivalSeries, SurgeAlarm
from muster.tenancy.models import Tenant
from muster.web.display import number
from muster.web.locale import written_in

_HEARERS = text("""
SELECT p.email, p.locale, t.name AS company, t.slug
FROM memberships m JOIN people p ON p.id = m.person_id JOIN tenants t ON t.id = m.tenant_id
WHERE m.tenant_id = :tenant AND m.role IN ('owner', 'supervisor')
  AND p.email_confirmed_at IS NOT NULL
ORDER BY p.id LIMIT 50
""")


def tell(series: ArrivalSeries, alarm: SurgeAlarm) -> None:
    """Write to everybody who decides on seats; the mails leave after the commit."""
    for hearer in session.execute(_HEARERS, {"tenant": series.tenant_id}).mappings().all():
        with written_in(hearer["locale"]):
            mail.send(
                hearer["email"],
                _(
                    "%(company)s: a surge of “%(name)s”",
                    company=hearer["company"],
                    name=series.name,
                ),
                _words(series, alarm, hearer["slug"]),
                tenant_id=series.tenant_id,
            )


def why(alarm: SurgeAlarm) -> str:
    """Why people are called in, in the reader's language."""
    return str(
        _(
            "A surge: %(offered)s came where %(expected)s were expected.",
            offered=number(alarm.offered),
            expected=number(round(alarm.expected)),
        )
    )


def reason(series: ArrivalSeries, alarm: SurgeAlarm) -> str:
    """The same in the company's language: whoever is called reads it."""
    locale = session.scalar(select(Tenant.locale).where(Tenant.id == series.tenant_id))
    with written_in(locale):
        return why(alarm)


def _words(series: ArrivalSeries, alarm: SurgeAlarm, slug: str) -> str:
    came = _(
        "%(offered)s came where %(expected)s were expected, at the rate of %(peak)s an hour.",
        offered=alarm.offered,
        expected=round(alarm.expected),
        peak=round(alarm.peak_per_hour),
    )
    if alarm.outcome == AlarmOutcome.ACTIVATED:
        next_step = _("Standby seats were activated, as was signed.")
    else:
        next_step = ngettext(
            "%(num)s more seat is proposed for the next four hours.",
            "%(num)s more seats are proposed for the next four hours.",
            alarm.seats,
        )
    base = current_app.config["SETTINGS"].public_url
    return f"{came}\n{next_step}\n\n{base}/portal/{slug}/arrivals/series/{series.id}/surges\n"
