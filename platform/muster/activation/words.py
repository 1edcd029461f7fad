"""States, readiness and reasons of activations in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from muster.activation.alarm_models import AlarmState
from muster.activation.models import Activation, ActivationChange
from muster.activation.states import Kind, Origin, State, Tier
from muster.activation.states import PersonState as P

KINDS: Mapping[str, Any] = {
    Kind.REAL: _l("Activation"),
    Kind.DRILL: _l("Drill"),
    Kind.SITE_LOSS: _l("Replacement of a lost site"),
}
ORIGINS: Mapping[str, Any] = {
    Origin.CLIENT: _l("by the client"),
    Origin.OPERATIONS: _l("by operations"),
    Origin.SURGE: _l("by the surge watch"),
    Origin.SITE_LOSS: _l("because a site was lost"),
}
STATES: Mapping[str, tuple[Any, str]] = {
    State.OPEN: (_l("Running"), "good"),
    State.RELEASING: (_l("On the way back"), "warn"),
    State.ENDED: (_l("Over"), ""),
}
ALARMS: Mapping[str, tuple[Any, str]] = {
    AlarmState.OPEN: (_l("waits for an answer"), "bad"),
    AlarmState.CONFIRMED: (_l("confirmed: marked as down"), "warn"),
    AlarmState.ALONE: (_l("nobody answered: marked as down by itself"), "warn"),
    AlarmState.FALSE: (_l("false alarm"), ""),
    AlarmState.BACK: (_l("over: the people came back"), "good"),
    AlarmState.EVERYWHERE: (_l("not the loss of one site"), ""),
}
TIERS: Mapping[str, Any] = {
    Tier.HOT: _l("certified"),
    Tier.WARM: _l("to be briefed"),
    Tier.COLD: _l("in training"),
}
PEOPLE: Mapping[str, tuple[Any, str]] = {
    P.UNNAMED: (_l("Nobody named yet"), "warn"),
    P.CALLED: (_l("Called"), "info"),
    P.COMING: (_l("Coming"), "info"),
    P.BRIEFED: (_l("Briefed"), "info"),
    P.ARRIVED: (_l("Arrived"), "info"),
    P.SEATED: (_l("Seated"), "good"),
    P.TAKING: (_l("Taking contacts"), "good"),
    P.LEAVING: (_l("Ends the last contact"), "warn"),
    P.DECLINED: (_l("Cannot come"), ""),
    P.TIMED_OUT: (_l("Not in time"), ""),
    P.GONE: (_l("Not available"), ""),
    P.RELEASED: (_l("Back"), ""),
}
OVER: Mapping[str, Any] = {
    "silent": _l("no answer in time"),
    "late": _l("said yes and did not arrive in time"),
    "deleted": _l("is not with us any more"),
    "retired": _l("does not work here any more"),
    "site": _l("the site is down"),
    "serves": _l("serves the company already"),
    "not_needed": _l("not needed any more"),
}
SHORT: Mapping[str, Any] = {
    "nobody": _l("Everybody who could come has been asked. We keep looking, and call whoever "
                 "becomes free."),
    "led": _l("Those who are certified can lead no more people than those who come. We call more "
              "as more of them sit."),
}  # fmt: skip
RELEASES: Mapping[str, Any] = {
    "asked": _l("somebody asked for it"),
    "time": _l("its time was over"),
    "complete": _l("everybody was there"),
    "ceiling": _l("the ceiling was reached"),
    "site_up": _l("the site is back"),
}
WAYS: Mapping[str, Any] = {
    "desk": _l("Desk"),
    "mail": _l("E-mail"),
    "sms": _l("Text message"),
    "voice": _l("Voice call"),
}
NOT_COVERED: Mapping[str, Any] = {
    "": _l("covered"),
    "reserve_used": _l("its standby is in use already"),
    "no_reserve": _l("no standby is reserved, and nobody is free elsewhere"),
    "few": _l("fewer people are free elsewhere than seats were lost"),
}
PRIORITIES: Mapping[str, Any] = {
    "guaranteed": _l("guaranteed standby"),
    "shared": _l("shared standby"),
    "dedicated": _l("dedicated seats, no standby"),
    "other": _l("shared seats, no standby"),
}
# What charges of this room are for, in the list of charges.
CHARGES: Mapping[str, Any] = {
    "activation.use": _l("Standby seats in use, %(number)s"),
    "activation.drill": _l("Drill %(number)s"),
    "activation.credit": _l("Credit for %(missing)s seats missing at %(number)s"),
}


def change(row: ActivationChange) -> str:
    """A change of an activation as a sentence."""
    detail = row.detail
    sentences = {
        "begun": lambda: ngettext("%(num)s seat called in, %(origin)s",
                                  "%(num)s seats called in, %(origin)s",
                                  detail["seats"], origin=ORIGINS[detail["origin"]]),
        "short": lambda: ngettext("Nobody is left to call for %(num)s seat",
                                  "Nobody is left to call for %(num)s seats", detail["seats"]),
        "ceiling": lambda: _("The cost has reached the ceiling"),
        "reduced": lambda: ngettext("Reduced to %(num)s seat", "Reduced to %(num)s seats",
                                    detail["seats"]),
        "releasing": lambda: _("Release began: %(why)s", why=RELEASES[detail["reason"]]),
        "named": lambda: ngettext("%(num)s person named for a place of a cohort",
                                  "%(num)s people named for places of a cohort", detail["count"]),
        "ended": lambda: _("Everybody is back"),
    }  # fmt: skip
    return str(sentences[row.what]())


def name(activation: Activation) -> str:
    """An activation's kind and number."""
    return f"{KINDS[activation.kind]} A-{activation.number:04d}"
