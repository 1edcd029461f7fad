"""Keeping the question box useful: limits, a puzzle near a limit, blocked words and people."""

from __future__ import annotations

import hashlib
import hmac
import re
import time
from dataclasses import asdict, dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l

from muster.db import Acting
from muster.db.single_trip import single_trip
from muster.errors import Invalid, NotAllowed
from muster.identity import throttle

HOUR_SECONDS = 3600
QUESTIONS_AN_ADDRESS = 60
QUESTIONS_A_SESSION = 20
NUMBERS_A_PHONE = 10
MESSAGES_A_MINUTE = 40
# From this share of a limit on, the browser must work for the question.
PUZZLE_FROM = 0.5
PUZZLE_BITS = 16
PUZZLE_SECONDS = 600
MOST_LINKS = 2
_BLOCKED = """
SELECT EXISTS (SELECT FROM consumer_blocks
               WHERE subject_hash IN (%(address_hash)s, %(session_hash)s) AND until > now())
           AS blocked,
       EXISTS (SELECT FROM blocked_words WHERE strpos(%(question)s, word) > 0) AS worded
"""
LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def hashed(value: str, secret: str) -> str:
    """A keyed hash of an address or a session: recognisable again, not readable."""
    key = hashlib.sha256(b"inquiry abuse " + secret.encode()).digest()
    return hmac.new(key, value.encode(), "sha256").hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, as far as abuse is concerned."""

    address_hash: str
    session_hash: str


def must_solve(asker: Asker) -> bool:
    """Is this asker so near a limit that the browser must solve a puzzle first?"""
    return (
        throttle.used(f"ask:address:{asker.address_hash}") >= PUZZLE_FROM * QUESTIONS_AN_ADDRESS
        or throttle.used(f"ask:session:{asker.session_hash}") >= PUZZLE_FROM * QUESTIONS_A_SESSION
    )


def count_question(asker: Asker) -> bool:
    """Count one question; raises TooMany past the limits of its address or session.

    Gives whether this question had to come with a solved puzzle, as `must_solve` said before.
    """
    uses = throttle.check_all(
        {
            f"ask:address:{asker.address_hash}": QUESTIONS_AN_ADDRESS,
            f"ask:session:{asker.session_hash}": QUESTIONS_A_SESSION,
        },
        HOUR_SECONDS,
    )
    limits = (QUESTIONS_AN_ADDRESS, QUESTIONS_A_SESSION)
    return any(count > PUZZLE_FROM * limit for count, limit in zip(uses, limits, strict=True))


def count_message(inquiry_id: UUID) -> None:
    """Count one message of a consumer; raises TooMany past MESSAGES_A_MINUTE."""
    throttle.check(f"say:{inquiry_id}", MESSAGES_A_MINUTE, 60)


def count_number(phone: str, secret: str) -> None:
    """Count one use of a phone number; raises TooMany past NUMBERS_A_PHONE an hour."""
    throttle.check(f"number:{hashed(phone, secret)}", NUMBERS_A_PHONE, HOUR_SECONDS)


def check(asker: Asker, question: str) -> None:
    """Raise NotAllowed if operations staff have blocked this asker, Invalid for blocked words.

    Blocked are too many links and the words that operations keep. One round trip.
    """
    if len(LINK.findall(question)) > MOST_LINKS:
        raise Invalid("question", _l("Please leave out the links; two at most."))
    values = {**asdict(asker), "question": question.casefold()}
    [found] = single_trip(Acting(market=True), _BLOCKED, values)
    if found["blocked"]:
        raise NotAllowed(_l("You cannot ask questions here at the moment."))
    if found["worded"]:
        raise Invalid(
            "question", _l("This question has words in it that we do not pass on to companies.")
        )


def new_puzzle(secret: str, now: float | None = None) -> str:
    """A puzzle for the browser: find a number whose hash with it begins with PUZZLE_BITS zeros."""
    begun = f"{int(now if now is not None else time.time()):x}"
    return f"{begun}.{_seal(begun, secret)}"


def is_solved(puzzle: str, answer: str, secret: str, now: float | None = None) -> bool:
    """Is `answer` a solution of a puzzle of ours that is not too old?"""
    begun, _, seal = puzzle.partition(".")
    if not hmac.compare_digest(seal, _seal(begun, secret)) or len(answer) > 20:
        return False
    age = (now if now is not None else time.time()) - int(begun, 16)
    digest = hashlib.sha256(f"{puzzle}:{answer}".encode()).digest()
    solved = int.from_bytes(digest[:4], "big") >> (32 - PUZZLE_BITS) == 0
    return solved and -60 <= age <= PUZZLE_SECONDS


def _seal(begun: str, secret: str) -> str:
    key = hashlib.sha256(b"inquiry puzzle " + secret.encode()).digest()
    return hmac.new(key, begun.encode(), "sha256").hexdigest()[:24]
