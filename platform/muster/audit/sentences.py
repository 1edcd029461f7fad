"""Entries of the audit trail as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from muster.audit.actions import JOB, SYSTEM
from muster.audit.models import AuditEntry
from muster.audit.places import place

LOOKED = "operations.read"
KNOWN: Mapping[str, Any] = {
    "activation.begun": _l("%(who)s called %(seats)s seats in (%(subject)s)."),
    "activation.ceiling": _l("The cost of activation %(subject)s has reached its ceiling."),
    "activation.ended": _l("Activation %(subject)s is over."),
    "activation.named": _l("%(who)s named %(count)s people for activation %(subject)s."),
    "activation.reduced": _l("%(who)s reduced activation %(subject)s to %(seats)s seats."),
    "activation.releasing": _l("%(who)s began to send people back from activation %(subject)s."),
    "activation.short": _l("Nobody is left to call for %(seats)s seats of activation %(subject)s."),
    "agent.address_added": _l("%(who)s noted an address at which %(subject)s can be called in."),
    "agent.address_removed": _l(
        "%(who)s removed an address at which %(subject)s can be called in."
    ),
    "agent.addresses_revealed": _l("%(who)s looked at the addresses of %(subject)s unmasked."),
    "certification.granted": _l("%(who)s certified %(subject)s until %(until)s."),
    "certification.not_required": _l("%(who)s requires no certification for %(subject)s any more."),
    "certification.required": _l("%(who)s requires a certification for %(subject)s."),
    "certification.revoked": _l("%(who)s revoked the certification of %(subject)s: %(reason)s."),
    "cohort.changed": _l("%(who)s changed the cohort %(subject)s."),
    "cohort.created": _l("%(who)s entered the cohort %(subject)s."),
    "language.added": _l("%(who)s put the language %(subject)s on the list."),
    "language.defaults_added": _l("%(who)s put %(count)s languages on the list."),
    "language.retired": _l("%(who)s offers the language %(subject)s no more."),
    "loan.ended": _l("%(subject)s, who was lent, is back; %(count)s conversations handed back."),
    "loan.lent": _l("%(who)s lent %(subject)s to the queue %(queue)s."),
    "loan.recalled": _l("%(who)s recalled %(subject)s, who was lent."),
    "operations.imported": _l(
        "%(who)s brought in the file %(subject)s: %(created)s new, %(updated)s known,"
        " %(refused)s refused."
    ),
    "shift.planned": _l("%(who)s planned a shift for %(subject)s."),
    "shift.removed": _l("%(who)s removed a shift of %(subject)s."),
    "shift_pattern.ended": _l("%(who)s ended a weekly pattern of %(subject)s."),
    "shift_pattern.set": _l("%(who)s set the week of %(subject)s."),
    "site.alarm_confirmed": _l("%(who)s confirmed that the site %(subject)s is lost."),
    "site.alarm_dismissed": _l("%(who)s called the alarm at the site %(subject)s a false one."),
    "site.alarm_over": _l("The alarm at the site %(subject)s is over: people came back."),
    "site.alarm_raised": _l(
        "Alarm at the site %(subject)s: %(lost)s of %(of)s people lost their lines."
    ),
    "site.alarm_unanswered": _l(
        "Nobody answered the alarm at the site %(subject)s: it is marked as down by itself."
    ),
    "site.changed": _l("%(who)s changed the site %(subject)s."),
    "site.created": _l("%(who)s entered the site %(subject)s."),
    "site.down": _l("%(who)s marked the site %(subject)s as down: %(reason)s."),
    "site.lines_dropped_everywhere": _l(
        "Lines dropped at all sites at once (%(lost)s of %(of)s people): not the loss of one."
    ),
    "site.up": _l("%(who)s marked the site %(subject)s as up: %(reason)s."),
    "site.watch_set": _l("%(who)s changed the limits of the watch over the site %(subject)s."),
    "time_off.approved": _l(
        "%(who)s approved time off of %(subject)s; %(shifts)s shifts were cut."
    ),
    "time_off.declined": _l("%(who)s declined time off of %(subject)s."),
    "agent.assigned": _l("%(who)s seated agent %(subject)s."),
    "agent.changed": _l("%(who)s changed agent %(subject)s."),
    "agent.hired": _l("%(who)s took on agent %(subject)s."),
    "agent.left": _l(
        "%(subject)s has left after the last day: %(seats)s seats and %(shifts)s shifts ended."
    ),
    "agent.moved": _l("%(who)s lets agent %(subject)s serve these queues: %(queues)s."),
    "agent.retired": _l("%(who)s retired agent %(subject)s."),
    "agent.returned": _l("%(who)s took agent %(subject)s back."),
    "agent.state_set": _l("%(who)s put agent %(subject)s into %(state)s: %(reason)s."),
    "agent.unassigned": _l("%(who)s took agent %(subject)s off a seat."),
    "agents.told": _l("%(who)s sent a message to %(count)s agents: %(subject)s."),
    "alert.acknowledged": _l("%(who)s acknowledged an alert (%(subject)s)."),
    "arrivals.event_changed": _l("%(who)s changed the known event %(subject)s."),
    "arrivals.event_created": _l("%(who)s wrote down the known event %(subject)s."),
    "arrivals.event_deleted": _l("%(who)s deleted the known event %(subject)s."),
    "arrivals.series_changed": _l("%(who)s changed the history of arrivals %(subject)s."),
    "arrivals.series_created": _l("%(who)s began the history of arrivals %(subject)s."),
    "arrivals.series_deleted": _l("%(who)s deleted the history of arrivals %(subject)s."),
    "audit.exported": _l("%(who)s exported %(count)s entries of the audit trail."),
    "briefing.written": _l("%(who)s wrote the briefing “%(subject)s”."),
    "bulletin.changed": _l("%(who)s changed the bulletin %(subject)s."),
    "bulletin.pinned": _l("%(who)s pinned the bulletin %(subject)s."),
    "bulletin.reminded": _l("%(who)s reminded agents of the bulletin %(subject)s."),
    "bulletin.withdrawn": _l("%(who)s withdrew the bulletin %(subject)s."),
    "canned_reply.created": _l("%(who)s added the canned reply %(subject)s."),
    "canned_reply.removed": _l("%(who)s deleted the canned reply %(subject)s."),
    "canned_reply.updated": _l("%(who)s changed the canned reply %(subject)s."),
    "closing_rules.changed": _l("%(who)s changed how contacts end in %(subject)s."),
    "closing_tip.changed": _l("%(who)s changed the closing tip “%(subject)s”."),
    "closing_tip.created": _l("%(who)s added the closing tip “%(subject)s”."),
    "closing_tip.removed": _l("%(who)s removed the closing tip “%(subject)s”."),
    "coaching.changed": _l("%(who)s changed the language coach's note “%(subject)s”."),
    "coaching.defaults_added": _l("%(who)s added %(count)s notes of the language coach."),
    "coaching.removed": _l("%(who)s removed the language coach's note “%(subject)s”."),
    "coaching.written": _l("%(who)s wrote the language coach's note “%(subject)s”."),
    "charges.exported": _l("%(who)s exported %(count)s charges (month: %(subject)s)."),
    "company.created": _l("%(who)s signed up the company %(subject)s."),
    "company.updated": _l("%(who)s changed the settings of %(subject)s."),
    "consumer.blocked": _l("%(who)s blocked the consumer of inquiry %(subject)s."),
    "consumer.reported": _l("%(who)s reported the consumer of contact %(subject)s."),
    "consumer.unblocked": _l("%(who)s lifted the block %(subject)s."),
    "contact.read_along": _l("%(who)s read along in contact %(subject)s."),
    "contact.barge": _l("%(who)s joined the conversation of contact %(subject)s."),
    "contact.file_opened": _l("%(who)s opened the file %(name)s of contact %(subject)s."),
    "contact.listen": _l("%(who)s began to read along in contact %(subject)s."),
    "contact.placed": _l("%(who)s placed the waiting contact %(subject)s elsewhere."),
    "contact.prioritized": _l(
        "%(who)s changed the priority of the waiting contact %(subject)s to %(priority)s."
    ),
    "contact.supervision_ended": _l(
        "Supervision of contact %(subject)s by %(of)s ended (%(act)s, %(reason)s)."
    ),
    "contact.take_over": _l("%(who)s took contact %(subject)s over from its agent."),
    "contact.whisper": _l("%(who)s began to whisper to the agent of contact %(subject)s."),
    "directory.imported": _l(
        "The directory %(subject)s is in: %(created)s new, %(updated)s changed, %(failed)s refused."
    ),
    "disposition.created": _l("%(who)s added the disposition %(subject)s."),
    "disposition.fields_changed": _l("%(who)s changed what the disposition %(subject)s asks for."),
    "disposition.reinstated": _l("%(who)s offers the disposition %(subject)s again."),
    "disposition.renamed": _l("%(who)s called the disposition %(before)s %(subject)s."),
    "disposition.retired": _l("%(who)s offers the disposition %(subject)s no longer."),
    "email.confirmed": _l("%(who)s confirmed an e-mail address."),
    "help.asked": _l("%(who)s asked for help in contact %(subject)s."),
    "help.ended": _l("The call for help in contact %(subject)s ended (%(reason)s)."),
    "import.begun": _l("%(who)s began to import the file %(subject)s."),
    "import.done": _l(
        "The file %(subject)s is in: %(created)s new, %(updated)s changed, %(failed)s refused."
    ),
    "import.failed": _l("The import of %(subject)s could not go on."),
    "import.failures_exported": _l("%(who)s exported the refused rows of the file %(subject)s."),
    "inquiry.closed": _l("%(who)s closed inquiry %(subject)s for all."),
    "invitation.revoked": _l("%(who)s took back the invitation of %(subject)s."),
    "invitation.sent_again": _l("%(who)s sent the invitation of %(subject)s again."),
    "job.replayed": _l("%(who)s had the dead job %(subject)s tried again."),
    "lead.called": _l("%(who)s called the team lead: %(subject)s."),
    "mail.read": _l("%(who)s read a kept mail to %(subject)s."),
    "mail.sent_again": _l("%(who)s had the mail to %(subject)s sent again."),
    "member.invited": _l("%(who)s invited %(subject)s as %(role)s."),
    "member.joined": _l("%(subject)s joined as %(role)s."),
    "member.left": _l("%(subject)s left."),
    "member.removed": _l("%(who)s removed the member %(subject)s."),
    "member.role_changed": _l("%(who)s made %(subject)s %(after)s instead of %(before)s."),
    "operations.read": _l("%(who)s looked across companies: %(subject)s."),
    "password.changed": _l("%(who)s changed a password."),
    "password.reset": _l("%(subject)s set a new password by mail."),
    "password.reset_asked": _l("A new password was asked for %(subject)s."),
    "preview.allowed": _l("%(who)s lets agents see what consumers type before it is sent."),
    "preview.forbidden": _l("%(who)s lets agents see what consumers type no longer."),
    "person.updated": _l("%(who)s changed a profile to %(subject)s."),
    "plan.changed": _l("%(who)s changed the plan %(subject)s."),
    "plan.created": _l("%(who)s made the plan %(subject)s."),
    "plan.published": _l("%(who)s put the plan %(subject)s on the price list."),
    "plan.withdrawn": _l("%(who)s took the plan %(subject)s off the price list."),
    "product.deleted": _l("%(who)s deleted the product %(subject)s."),
    "surge.dismissed": _l("%(who)s dismissed the surge alarm of %(subject)s."),
    "surge.seen": _l(
        "A surge of %(subject)s was seen: %(offered)s came where %(expected)s were expected."
    ),
    "surge.signed": _l("%(who)s signed the surge watch of %(subject)s."),
    "vip.added": _l("%(who)s put %(subject)s on the list of VIPs."),
    "vip.removed": _l("%(who)s took %(subject)s off the list of VIPs."),
    "queue.created": _l("%(who)s made the queue %(subject)s."),
    "queue.changed": _l("%(who)s changed the queue %(subject)s."),
    "queue.retired": _l("%(who)s put the queue %(subject)s away."),
    "queue.reinstated": _l("%(who)s uses the queue %(subject)s again."),
    "queue.hours_changed": _l("%(who)s changed the opening hours of the queue %(subject)s."),
    "report.settled": _l("%(who)s settled the report %(subject)s."),
    "seats.cancelled": _l("%(who)s cancelled the lease of %(subject)s for the end of its term."),
    "seats.change_withdrawn": _l("%(who)s withdrew a change of the lease of %(subject)s."),
    "seats.changed": _l("%(who)s changed the lease of %(subject)s to %(seats)s seats."),
    "seats.ended": _l("%(who)s ended the lease %(subject)s."),
    "seats.extended": _l("%(who)s extended the lease of %(subject)s."),
    "seats.renewal_on": _l("%(who)s lets the lease of %(subject)s renew itself."),
    "seats.rented": _l("%(who)s rented %(seats)s seats of the plan %(subject)s."),
    "seats.transferred": _l("%(who)s moved a lease to the plan %(subject)s."),
    "showcase.published": _l("%(who)s published the showcase of %(subject)s."),
    "showcase.withdrawn": _l("%(who)s took the showcase of %(subject)s off the market."),
    "sign_in.created": _l("%(subject)s signed in."),
    "sign_in.ended": _l("%(who)s signed out."),
    "sign_in.ended_elsewhere": _l("%(who)s ended %(count)s other sign-ins."),
    "sign_in.failed": _l("Somebody failed to sign in as %(subject)s."),
    "skill.added": _l("%(who)s added the skill %(subject)s."),
    "staff.roles_changed": _l(
        "%(who)s changed the staff roles of %(subject)s from %(before)s to %(after)s."
    ),
    "standby.cancelled": _l("%(who)s cancelled the standby reservation no. %(subject)s."),
    "standby.confirmed": _l(
        "%(who)s confirmed the standby reservation no. %(subject)s: %(seats)s seats."
    ),
    "standby.held": _l("%(who)s had %(seats)s seats held as standby no. %(subject)s."),
    "standby.pot_opened": _l("%(who)s opened the shared reserve %(subject)s: %(seats)s seats."),
    "standby.priced": _l("%(who)s set the prices of standby in %(subject)s."),
    "standby.risk_judged": _l("%(who)s judged the risks of the hazard zone %(subject)s."),
    "standby.terms_set": _l("%(who)s changed the terms on which standby is sold: %(subject)s."),
    "state_reason.created": _l("%(who)s listed the state reason %(subject)s."),
    "state_reason.reinstated": _l("%(who)s offers the state reason %(subject)s again."),
    "state_reason.retired": _l("%(who)s offers the state reason %(subject)s no longer."),
    "supervision.agreed": _l("%(who)s agreed on these acts of supervision: %(subject)s."),
    "supervision.configured": _l("%(who)s changed how supervision is disclosed: %(subject)s."),
    "supervision.phrases_changed": _l(
        "%(who)s changed the words that raise alerts: %(subject)s (%(count)s)."
    ),
    "wallboard.created": _l("%(who)s made the wallboard link %(subject)s."),
    "wallboard.opened": _l("%(who)s opened the wallboard by the link %(subject)s."),
    "wallboard.revoked": _l("%(who)s revoked the wallboard link %(subject)s."),
    "word.allowed": _l("%(who)s allowed the word %(subject)s again."),
    "word.blocked": _l("%(who)s blocked the word %(subject)s."),
}


# What values of these details are called, such as roles; told by who knows them.
NAMED = frozenset({"role", "before", "after"})
_names: dict[str, Any] = {}


def name_values(names: Mapping[str, Any]) -> None:
    """Have these values, where they occur in a detail, said by these names."""
    _names.update(names)


def sentence(entry: AuditEntry) -> str:
    """What was done, as one sentence in the reader's language."""
    subject = place(entry.subject) if entry.action == LOOKED else entry.subject
    return _formed(entry.action, who(entry), subject, entry.detail)


def title(action: str) -> str:
    """The same without names: what a list of actions shows."""
    return _formed(action, "…", "…", {})


def who(entry: AuditEntry) -> str:
    """Whoever did it, readable."""
    if entry.person_id is None and entry.person_name.startswith((SYSTEM, JOB)):
        return str(_("The system"))
    return entry.person_name or _("Somebody who was not signed in")


def _formed(action: str, who: str, subject: str, detail: Mapping[str, Any]) -> str:
    form = KNOWN.get(action)
    if form is None:
        return str(_("%(who)s: %(action)s %(subject)s", who=who, action=action, subject=subject))
    return str(form) % _Words(detail, who=who, subject=subject)


class _Words(dict[str, Any]):
    """Values for a sentence; a detail that an old entry does not have is a dash."""

    def __getitem__(self, key: str) -> str:
        value = self.get(key)
        if key in NAMED:
            values = value if isinstance(value, list) else [value]
            value = ", ".join(str(_names.get(each, each)) for each in values if each)
        return "–" if value in (None, "") else str(value)
