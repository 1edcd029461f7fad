"""Why routing did what it did: kept as a short code with values, read as a sentence."""

from __future__ import annotations

from urllib.parse import unquote

from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

LONGEST_IDLE = "offer.longest_idle"
PREFERRED = "offer.preferred"
ACCEPTED = "offer.accepted"
DECLINED = "offer.declined"
EXPIRED = "offer.expired"
TAKEN = "contact.taken"
AGENT_LEFT = "agent.left"
DESK_GONE = "desk.gone"
SEAT_ENDED = "seat.ended"
RECALLED = "seat.recalled"
TO_QUEUE = "transfer.queue"
TO_AGENT = "transfer.agent"
QUEUE_RETIRED = "queue.retired"
TO_OTHER_QUEUE = "overflow.queue"
TO_BACKLINE = "overflow.backline"
TO_MEMBERS = "overflow.members"
WISH_LATE = "wish.late"
VIP = "offer.vip"
FIRST_ASK = "offer.first_ask"
IS_VIP = "consumer.vip"
IS_VIP_BY_MAIL = "consumer.vip_by_mail"
CAME_BACK = "consumer.came_back"
ASKED_FOR = "offer.asked_for"
NOTE = "note"

SENTENCES: dict[str, str | LazyString] = {
    LONGEST_IDLE: _l(
        "Least busy and longest idle of %(n)s free agents who speak the language (%(language)s)"
    ),
    PREFERRED: _l(
        "Best of %(n)s free agents who speak the language (%(language)s): has the skills that the"
        " queue prefers (%(skills)s)"
    ),
    ACCEPTED: _l("Accepted the offer"),
    DECLINED: _l("Declined the offer"),
    EXPIRED: _l("Did not answer the offer in time"),
    TAKEN: _l("Taken from the waiting contacts"),
    AGENT_LEFT: _l("The agent went off before answering"),
    DESK_GONE: _l("The desk was closed or lost its line"),
    SEAT_ENDED: _l("The agent does not serve this company any more"),
    RECALLED: _l("The agent was recalled to standby before answering"),
    TO_QUEUE: _l("Passed on to the queue “%(queue)s”"),
    TO_AGENT: _l("Passed on to %(name)s"),
    QUEUE_RETIRED: _l("The queue “%(queue)s” was put away; moved to “%(to)s”"),
    TO_OTHER_QUEUE: _l("Waited %(seconds)s s in “%(queue)s”: moved to “%(to)s” by its rule"),
    TO_BACKLINE: _l("Waited %(seconds)s s in “%(queue)s”: moved to the backline “%(to)s”"),
    TO_MEMBERS: _l("Waited %(seconds)s s in “%(queue)s”: now for the company's own people, too"),
    WISH_LATE: _l("%(name)s could not take it in time; now anybody who fits may"),
    VIP: _l("The named agent of a VIP"),
    FIRST_ASK: _l("Answered this consumer before"),
    IS_VIP: _l("A VIP by the number that was left: comes first, for the named agent or team"),
    IS_VIP_BY_MAIL: _l(
        "A VIP by the e-mail address for answers: comes first, for the named agent or team"
    ),
    CAME_BACK: _l("Was here before, by the number that was left: waits for the agent who knows"),
    ASKED_FOR: _l("Asked for by name: passed on to this agent"),
}


def encode(code: str, **values: object) -> str:
    """A code and its values as one word each: `offer.longest_idle n=4 language=zh`.

    note: what a person wrote beside it, said after the sentence.
    """
    return " ".join([code, *(f"{name}={_one_word(value)}" for name, value in values.items())])


def _one_word(value: object) -> str:
    """As statements write it, too: what would end the word or be read as an escape is escaped."""
    return str(value).replace("%", "%25").replace(" ", "%20")


def describe(reason: str) -> str:
    """The sentence of an encoded reason in the reader's language; other text as it stands."""
    code, *pairs = reason.split(" ")
    if code not in SENTENCES:
        return reason
    values = {name: unquote(value) for name, _, value in (pair.partition("=") for pair in pairs)}
    note = values.pop(NOTE, "")
    if "language" in values:
        values["language"] = _language(values["language"])
    try:
        sentence = str(SENTENCES[code]) % values
    except KeyError:
        return reason
    return str(_l("%(sentence)s: %(note)s", sentence=sentence, note=note)) if note else sentence


def _language(code: str) -> str:
    """As the reader calls it."""
    locale = get_locale()
    return str(locale.languages.get(code, code)) if locale else code
