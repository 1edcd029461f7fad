"""The end of contacts as a feature: its clock, and why it moves contacts."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.closing import ending, jobs, returning
from muster.features import Feature
from muster.routing import reasons

reasons.SENTENCES.update(
    {
        ending.SILENCE: _l("The consumer was silent for too long"),
        ending.WRAP_UP_OVER: _l("Wrap-up over"),
        returning.RETURNED: _l("The consumer has come back; for who took it first"),
        returning.NOT_SOLVED: _l("The consumer says that it is not solved; for who took it first"),
        returning.SNOOZED: _l("Snoozed"),
        returning.SNOOZE_OVER: _l("Back from its snooze"),
        "disposed": _l("Closed with a disposition"),
        "solved": _l("The agent ended the exchange"),
        "consumer.closed": _l("The consumer closed the window"),
        "consumer.chose_other": _l("The consumer chose another company"),
    }
)

FEATURE = Feature(name="closing", periodic=jobs.PERIODIC, packages=("muster.closing",))
