"""Operations hear of a site that may be lost by mail, each in their language, once an alarm."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import current_app
from flask_babel import format_time
from flask_babel import gettext as _
from sqlalchemy import RowMapping, text

from muster import mail
from muster.activation.alarm_models import SiteAlarm
from muster.db import session
from muster.mail import Letter
from muster.places.models import Site
from muster.web.locale import reads_chinese, written_in

# Whoever may mark a site as down.
_HEARERS = text("""
SELECT DISTINCT p.id, p.email, p.locale
FROM staff_memberships s JOIN people p ON p.id = s.person_id
WHERE s.role IN ('admin', 'operations') AND p.email_confirmed_at IS NOT NULL
ORDER BY p.id LIMIT 50
""")


def tell(alarm: SiteAlarm, site: Site) -> None:
    """Write to everybody who can answer the alarm; the mails leave after the commit."""
    hearers = session.execute(_HEARERS).mappings().all()
    mail.send_many([_letter(hearer, alarm, site) for hearer in hearers])


def _letter(hearer: RowMapping, alarm: SiteAlarm, site: Site) -> Letter:
    with written_in(hearer["locale"]):
        name = site.name_zh if reads_chinese() else site.name_en
        return Letter(hearer["email"], _("Is %(site)s lost?", site=name), _words(alarm, site, name))


def _words(alarm: SiteAlarm, site: Site, name: str) -> str:
    said = [
        _(
            "%(site)s: %(lost)s of %(on_duty)s people on duty lost their lines between"
            " %(first)s and %(last)s (%(zone)s).",
            site=name,
            lost=alarm.lost,
            on_duty=alarm.on_duty,
            first=_at(alarm.first_lost_at, site),
            last=_at(alarm.last_lost_at, site),
            zone=site.time_zone,
        )
    ]
    if site.watch_acts_after is not None and alarm.clear:
        said.append(
            _(
                "Without an answer within %(minutes)s min it is marked as down by itself.",
                minutes=site.watch_acts_after,
            )
        )
    base = current_app.config["SETTINGS"].public_url
    answer = _("Say whether it is lost or a false alarm:")
    return "\n".join([*said, "", answer, f"{base}/ops/sites/{site.id}", ""])


def _at(moment: datetime, site: Site) -> str:
    return str(format_time(moment.astimezone(ZoneInfo(site.time_zone)), "short", rebase=False))
