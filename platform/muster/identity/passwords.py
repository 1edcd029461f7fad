"""Passwords: Argon2id, the same work whether or not the person exists, no stored plain text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import gevent
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import lazy_gettext as _l
from gevent import monkey

from muster.errors import Invalid

SHORTEST, LONGEST = 10, 200
_COMMON = """
1234567890 0123456789 0987654321 12345678910 123456789a a123456789 q1w2e3r4t5 1q2w3e4r5t
1qaz2wsx3edc qazwsxedcr qwertyuiop qwerty12345 qwerty123456 asdfghjkl1 zxcvbnm123 password12
password123 password1234 passw0rd123 p@ssw0rd123 admin12345 administrator changeme123
iloveyou123 letmein123 welcome123 woaini1314 woaini520 woaini1314520 5201314520 1314520520
"""
COMMON = frozenset(_COMMON.split())

# OWASP Password Storage Cheat Sheet, Argon2id with 19 MiB: about 30 ms of one core.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODY = _hasher.hash("the password of nobody")
_Result = TypeVar("_Result")


def hash_password(password: str) -> str:
    """What is stored of a password."""
    return _aside(lambda: _hasher.hash(password))


def verify(stored: str | None, password: str) -> bool:
    """Whether the password is the stored one. Without a stored one: False, after equal work."""

    def check() -> bool:
        try:
            _hasher.verify(stored or _NOBODY, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    return _aside(check)


def is_outdated(stored: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(stored)


def check_strength(password: str, *about: str) -> None:
    """Refuse a password that would be guessed; `about` is what everyone knows of the person.

    Raises Invalid("password").
    """
    if len(password) < SHORTEST:
        raise Invalid("password", _l("Use at least 10 characters. A short sentence is a good one."))
    if len(password) > LONGEST:
        raise Invalid("password", _l("Use at most 200 characters."))
    plain = password.casefold()
    known = {word.casefold() for word in about} | {
        address.partition("@")[0].casefold() for address in about if "@" in address
    }
    if plain in COMMON or plain in known or len(set(plain)) < 5:
        raise Invalid("password", _l("This password would be guessed soon. Choose another one."))


def _aside(work: Callable[[], _Result]) -> _Result:
    # Hashing is meant to be slow. Under gevent it runs in a real thread, so that the streams of
    # this process go on moving meanwhile.
    if monkey.is_module_patched("threading"):
        result: _Result = gevent.get_hub().threadpool.apply(work)
        return result
    return work()
