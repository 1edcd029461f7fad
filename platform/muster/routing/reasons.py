"""Why routing did what it did: kept as a short code with values, read as a sentence."""

from __future__ import annotations

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

LONGEST_IDLE = "offer.longest_idle"
ACCEPTED = "offer.accepted"
DECLINED = "offer.declined"
EXPIRED = "offer.expired"
TAKEN = "contact.taken"
AGENT_LEFT = "agent.left"
DESK_GONE = "desk.gone"
SEAT_ENDED = "seat.ended"

SENTENCES: dict[str, str | LazyString] = {
    LONGEST_IDLE: _l(
        "Least busy and longest idle of %(n)s free agents who speak the language (%(language)s)"
    ),
    ACCEPTED: _l("Accepted the offer"),
    DECLINED: _l("Declined the offer"),
    EXPIRED: _l("Did not answer the offer in time"),
    TAKEN: _l("Taken from the waiting contacts"),
    AGENT_LEFT: _l("The agent went off before answering"),
    DESK_GONE: _l("The desk was closed or lost its line"),
    SEAT_ENDED: _l("The agent does not serve this company any more"),
}


def encode(code: str, **values: object) -> str:
    """A code and its values as one word each: `offer.longest_idle n=4 language=zh`."""
    return " ".join([code, *(f"{name}={value}" for name, value in values.items())])


def describe(reason: str) -> str:
    """The sentence of an encoded reason in the reader's language; other text as it stands."""
    code, *pairs = reason.split(" ")
    if code not in SENTENCES:
        return reason
    values = dict(pair.partition("=")[::2] for pair in pairs)
    try:
        return str(SENTENCES[code]) % values
    except KeyError:
        return reason
