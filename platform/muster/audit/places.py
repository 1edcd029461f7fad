"""Where the operator's staff looked across companies, in the reader's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

# What `operations_door` is told, without the number or the day that may follow.
PLACES: Mapping[str, Any] = {
    "academy": _l("the academy"),
    "activation": _l("a call-in"),
    "activations": _l("call-ins"),
    "agent": _l("an agent"),
    "agents": _l("agents"),
    "audit": _l("the audit trail"),
    "audit export": _l("the audit trail as a file"),
    "bulletin": _l("a bulletin"),
    "bulletins": _l("bulletins"),
    "called person": _l("somebody who is called in"),
    "client": _l("a client"),
    "clients": _l("clients"),
    "companies with seats": _l("companies with seats"),
    "inquiries": _l("inquiries"),
    "inquiry": _l("an inquiry"),
    "lease": _l("a lease"),
    "leases": _l("leases"),
    "lending to queue": _l("lending to a queue"),
    "live stream": _l("live updates"),
    "live wall": _l("the live wall"),
    "loan": _l("a loan"),
    "loans": _l("loans"),
    "overview": _l("the overview"),
    "reservation": _l("a reservation"),
    "site loss": _l("the loss of a site"),
    "site losses": _l("losses of sites"),
    "standby": _l("standby promises"),
    "standby.pots": _l("shared reserves"),
    "supervision terms of": _l("terms of supervision"),
    "timeline": _l("a timeline"),
    "timelines": _l("timelines"),
}


def place(told: str) -> str:
    """The place by its name; what follows it, such as a day or a number, stays as it is."""
    words = told.split(" ")
    for count in range(len(words), 0, -1):
        if name := PLACES.get(" ".join(words[:count])):
            return " ".join([str(name), *words[count:]])
    return told
