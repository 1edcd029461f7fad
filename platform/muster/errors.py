"""Expected failures. Each carries the HTTP status under which the edge renders it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, TypeAlias

from flask_babel import LazyString, lazy_gettext

Message: TypeAlias = str | LazyString


class DomainError(Exception):
    """An expected failure: rendered to the person, never reported as a crash."""

    status: ClassVar[int] = 400
    default: ClassVar[Message] = lazy_gettext("That is not possible.")

    def __init__(self, message: Message | None = None) -> None:
        self.message: Message = message if message is not None else self.default
        super().__init__(str(type(self).__name__))


class NotFound(DomainError):
    status = 404
    default = lazy_gettext("There is nothing at this address, or it is not yours to see.")


class NotAllowed(DomainError):
    status = 403
    default = lazy_gettext("You are not allowed to do this.")


class Conflict(DomainError):
    status = 409
    default = lazy_gettext("Somebody else was faster. Look at the page again.")


class TooMany(DomainError):
    status = 429
    default = lazy_gettext("That was too often. Wait a little and try again.")


class Unavailable(DomainError):
    status = 503
    default = lazy_gettext("This part is not available at the moment. Try again shortly.")


class Invalid(DomainError):
    """A value that cannot be accepted; `field` names the input it belongs beside.

    others: what is wrong beside that, each to be told beside a field of its own.
    """

    status = 422
    default = lazy_gettext("This value cannot be used.")

    def __init__(self, field: str, message: Message | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.others: tuple[Invalid, ...] = ()


def checked(*checks: Callable[[], str]) -> list[str]:
    """What each of the checks gives; where some fail, the first one's Invalid with the others."""
    given, faults = [], []
    for check in checks:
        try:
            given.append(check())
        except Invalid as fault:
            faults.append(fault)
    if faults:
        first, *others = faults
        first.others = tuple(others)
        raise first
    return given
