"""Alarms of the watch over sites: raised once, answered, or taken back when people return."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import RowMapping, func, insert, select, text
from sqlalchemy.orm import Session

from muster.activation import silence, warning
from muster.activation.alarm_models import AlarmState, SiteAlarm, SiteAlarmPerson
from muster.activation.silence import Limits, Line, Seen
from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Conflict, existing
from muster.places import actions as places
from muster.places.models import Site, SiteChange
from muster.routing import reasons
from muster.routing.passes import GRACE_SECONDS

RECENT_MINUTES = 30  # what dropped longer ago is no news
AFTERWARDS = timedelta(minutes=1)  # what drops so soon after lines dropped everywhere belongs to it

# A line is lost when its desk has not been heard of for so long: whoever is still signed in by
# name, or whom routing has signed off for it. Who signs out properly has another reason. A desk
# that was never heard of, as of accounts that nobody uses, has no line to lose.
_SIGNED_OFF = """(a.state = 'offline' AND a.state_reason = :gone
    AND a.state_since > now() - :recent * interval '1 minute' AND a.seen_at <= a.state_since)"""
_SILENT = "a.state <> 'offline' AND a.seen_at < now() - :grace * interval '1 second'"
# Whose shift was over is not on duty, and may close the lid and go home with all the others.
LINES = text(f"""
WITH there AS MATERIALIZED (
    SELECT a.id, a.site_id, a.seen_at, {_SIGNED_OFF} OR {_SILENT} AS lost
    FROM agents a LEFT JOIN sites s ON s.id = a.site_id
    WHERE a.retired_at IS NULL AND a.seen_at IS NOT NULL AND s.down_since IS NULL
      AND (a.state <> 'offline' OR {_SIGNED_OFF})
)
SELECT t.id, t.site_id, t.seen_at, t.lost FROM there t
WHERE EXISTS (SELECT FROM there WHERE lost AND site_id IS NOT NULL)
  AND NOT (t.lost AND EXISTS (
      SELECT FROM shifts h WHERE h.agent_id = t.id
        AND h.ends_at BETWEEN t.seen_at - interval '12 hours' AND t.seen_at + interval '10 minutes')
    AND NOT EXISTS (
      SELECT FROM shifts h WHERE h.agent_id = t.id AND h.starts_at <= t.seen_at
        AND h.ends_at > t.seen_at + interval '10 minutes'))
  AND NOT EXISTS (
      SELECT FROM site_alarm_people p JOIN site_alarms m ON m.id = p.alarm_id
      WHERE p.agent_id = t.id AND m.state = 'open')
""")  # noqa: S608 — the joined text is ours
# Who of an alarm has not come back.
STILL_LOST = text(f"""
SELECT count(*) FROM site_alarm_people p JOIN agents a ON a.id = p.agent_id
WHERE p.alarm_id = :alarm AND a.seen_at <= p.heard_at
  AND ((a.state = 'offline' AND a.state_reason = :gone) OR {_SILENT})
""")  # noqa: S608 — the joined text is ours
# From when on lines that drop say something new of a site.
NEWS_SINCE = text("""
SELECT GREATEST(
    (SELECT max(created_at) FROM site_changes WHERE site_id = :site),
    (SELECT max(COALESCE(answered_at, created_at)) FROM site_alarms WHERE site_id = :site),
    (SELECT max(last_lost_at) + :afterwards FROM site_alarms WHERE state = 'everywhere'))
""")
LISTED = text("""
SELECT m.*, i.code, i.name_en, i.name_zh, COALESCE(p.name, '') AS answered_name,
       now() AS now
FROM site_alarms m LEFT JOIN sites i ON i.id = m.site_id LEFT JOIN people p ON p.id = m.answered_by
WHERE (CAST(:site AS uuid) IS NULL OR m.site_id = CAST(:site AS uuid))
  AND (NOT :current OR m.state = 'open'
       OR (m.state = 'everywhere' AND m.created_at > now() - interval '2 hours'))
ORDER BY m.id DESC LIMIT :most
""")
PEOPLE = text("""
SELECT a.id, a.display_name, p.heard_at, a.seen_at > p.heard_at AS is_back
FROM site_alarm_people p JOIN agents a ON a.id = p.agent_id
WHERE p.alarm_id = :alarm ORDER BY p.heard_at, a.display_name LIMIT 200
""")
PARAMETERS = {"gone": reasons.DESK_GONE, "grace": GRACE_SECONDS}


def lines(reader: Session) -> list[Line]:
    """People on duty at sites that work, or at none; nobody while no line of a site is lost."""
    found = reader.execute(LINES, PARAMETERS | {"recent": RECENT_MINUTES})
    return [Line(row.id, row.site_id, row.seen_at, row.lost) for row in found]


def news(people: Collection[Line], sites: Collection[Site]) -> list[tuple[Site, Seen]]:
    """What is to be told of which sites, as far as it is not known yet."""
    zones = {site.id: site.hazard_zone for site in sites}
    concerned = {line.site_id for line in people if line.lost}
    found = []
    for site in sites:
        if site.id not in concerned or not site.watched:
            continue
        since = _news_since(site.id)
        fresh = [
            line
            for line in people
            if line.site_id != site.id or not line.lost or since is None or line.heard_at > since
        ]
        seen = silence.look(fresh, site.id, zones, _limits(site))
        if seen is not None:
            found.append((site, seen))
    return found


def raise_alarm(site_id: UUID, seen: Seen) -> SiteAlarm | None:
    """Raise the alarm for a site, or note that lines dropped everywhere; None if it is known.

    Whoever comes second, in whichever process, finds the first one's row.
    """
    site = places.find_site(site_id, lock=True)
    known = _news_since(site_id)
    if site.down_since is not None or (known is not None and seen.first_at <= known):
        return None
    if seen.everywhere:
        return _note_everywhere(seen)
    limits = _limits(site)
    alarm = _row(seen, site_id=site_id, state=AlarmState.OPEN)
    alarm.share_limit, alarm.people_limit = limits.share, limits.people
    alarm.minutes_limit = site.watch_minutes
    if seen.clear and site.watch_acts_after is not None:
        alarm.acts_at = func.now() + timedelta(minutes=site.watch_acts_after)
    session.add(alarm)
    session.flush()
    people = [
        {"id": uuid7(), "alarm_id": alarm.id, "agent_id": line.agent_id, "heard_at": line.heard_at}
        for line in seen.lost
    ]
    session.execute(insert(SiteAlarmPerson), people)
    record("site.alarm_raised", subject=site.code, lost=alarm.lost, of=alarm.on_duty)
    warning.tell(alarm, site)
    return alarm


def confirm(alarm_id: UUID, *, by: UUID) -> UUID:
    """The site is lost: mark it as down for what was seen. Gives the site.

    Raises NotFound; Conflict if somebody has answered otherwise, or people came back meanwhile.
    """
    alarm, site = _held(alarm_id)
    if alarm.state == AlarmState.CONFIRMED:
        return site.id
    _refuse_answered(alarm)
    _answer(alarm, AlarmState.CONFIRMED, by)
    record("site.alarm_confirmed", subject=site.code)
    places.mark_down(site.id, reason(alarm), by=by)
    return site.id


def dismiss(alarm_id: UUID, *, by: UUID) -> UUID:
    """The site is not lost: a false alarm. Gives the site; errors as of `confirm`."""
    alarm, site = _held(alarm_id)
    if alarm.state == AlarmState.FALSE:
        return site.id
    _refuse_answered(alarm)
    _answer(alarm, AlarmState.FALSE, by)
    record("site.alarm_dismissed", subject=site.code)
    return site.id


def go_on(alarm_id: UUID, people: Collection[Line]) -> None:
    """What time does to an open alarm: people came back, or nobody has answered for too long.

    people: as `lines` gives them. Where many have dropped elsewhere since, it is left to people.
    """
    alarm, site = _held(alarm_id)
    if alarm.state != AlarmState.OPEN:
        return
    still = session.execute(STILL_LOST, PARAMETERS | {"alarm": alarm_id}).scalar_one()
    enough = alarm.people_limit or 1, alarm.share_limit or 1
    if still < enough[0] or not silence.reaches(still, alarm.on_duty, enough[1]):
        _answer(alarm, AlarmState.BACK, None)
        record("site.alarm_over", subject=site.code)
    elif alarm.acts_at is None or alarm.acts_at > _now():
        return
    elif not _well_elsewhere(people, site.id, alarm.share_limit or 1):
        alarm.clear, alarm.acts_at = False, None
    else:
        _answer(alarm, AlarmState.ALONE, None)
        record("site.alarm_unanswered", subject=site.code)
        places.mark_down(site.id, reason(alarm), by=None)


def note_down(site_id: UUID) -> None:
    """A site was marked as down, by whichever button: that answers what the watch asks."""
    alarm = session.scalar(
        select(SiteAlarm)
        .where(SiteAlarm.site_id == site_id, SiteAlarm.state == AlarmState.OPEN)
        .with_for_update()
    )
    if alarm is None:
        return
    changed_by = session.scalar(
        select(SiteChange.changed_by)
        .where(SiteChange.site_id == site_id)
        .order_by(SiteChange.id.desc())
        .limit(1)
    )
    _answer(alarm, AlarmState.CONFIRMED, changed_by)


def reason(alarm: SiteAlarm) -> str:
    """Why a site is marked as down, in the language of whoever does it."""
    return str(
        _(
            "%(lost)s of %(on_duty)s people there lost their lines within %(minutes)s min",
            lost=alarm.lost,
            on_duty=alarm.on_duty,
            minutes=alarm.minutes_limit,
        )
    )


def open_ids(reader: Session) -> Sequence[UUID]:
    """Alarms that nobody has answered."""
    return reader.scalars(select(SiteAlarm.id).where(SiteAlarm.state == AlarmState.OPEN)).all()


def count_open() -> int:
    """How many alarms wait for an answer."""
    waits = select(func.count()).where(SiteAlarm.state == AlarmState.OPEN)
    return session.scalar(waits) or 0


def listed(*, site_id: UUID | None = None, current: bool = False, most: int = 20) -> list[Any]:
    """Alarms, the last one first; with `current` those to be seen by whoever looks in."""
    values = {"site": site_id, "current": current, "most": most}
    return list(session.execute(LISTED, values).mappings())


def people_of(alarm_id: UUID) -> Sequence[RowMapping]:
    """Whose lines dropped, and who is back."""
    return session.execute(PEOPLE, {"alarm": alarm_id}).mappings().all()


def _limits(site: Site) -> Limits:
    return Limits(site.watch_share, site.watch_people, timedelta(minutes=site.watch_minutes))


def _news_since(site_id: UUID) -> datetime | None:
    values: Mapping[str, Any] = {"site": site_id, "afterwards": AFTERWARDS}
    since: datetime | None = session.execute(NEWS_SINCE, values).scalar_one()
    return since


def _well_elsewhere(people: Collection[Line], site_id: UUID, share: int) -> bool:
    others = [line for line in people if line.site_id != site_id]
    return not silence.reaches(2 * sum(line.lost for line in others), len(others), share)


def _note_everywhere(seen: Seen) -> SiteAlarm:
    alarm = _row(seen, site_id=None, state=AlarmState.EVERYWHERE)
    session.add(alarm)
    session.flush()
    lost, on_duty = seen.lost_elsewhere + alarm.lost, seen.on_duty_elsewhere + alarm.on_duty
    record("site.lines_dropped_everywhere", lost=lost, of=on_duty)
    return alarm


def _row(seen: Seen, **values: Any) -> SiteAlarm:
    return SiteAlarm(
        id=uuid7(),
        first_lost_at=seen.first_at,
        last_lost_at=seen.last_at,
        lost=len(seen.lost),
        on_duty=seen.on_duty,
        lost_elsewhere=seen.lost_elsewhere,
        on_duty_elsewhere=seen.on_duty_elsewhere,
        clear=seen.clear,
        **values,
    )


def _held(alarm_id: UUID) -> tuple[SiteAlarm, Site]:
    """An alarm and its site, the site's row first, as whoever marks a site as down holds it."""
    site_id = existing(session.scalar(select(SiteAlarm.site_id).where(SiteAlarm.id == alarm_id)))
    site = places.find_site(site_id, lock=True)
    query = select(SiteAlarm).where(SiteAlarm.id == alarm_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one(), site


def _refuse_answered(alarm: SiteAlarm) -> None:
    if alarm.state == AlarmState.BACK:
        raise Conflict(_l("The people are there again; the alarm is over."))
    if alarm.state != AlarmState.OPEN:
        raise Conflict(_l("This alarm was answered otherwise meanwhile."))


def _answer(alarm: SiteAlarm, state: AlarmState, by: UUID | None) -> None:
    alarm.state, alarm.answered_at, alarm.answered_by = state, _now(), by
    session.flush()


def _now() -> datetime:
    return session.execute(select(func.now())).scalar_one()
