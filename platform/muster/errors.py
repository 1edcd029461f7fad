"""Expected failures. Each carries the HTTP status under which the edge renders it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar, Self, TypeAlias, TypeVar

from flask_babel import LazyString, lazy_gettext

Message: TypeAlias = str | LazyString
T = TypeVar("T")


class DomainError(Exception):
    """An expected failure: rendered to the person, never reported as a crash.

    field: the input that it belongs beside; "" where it is about no single one. others: what is
    wrong beside that, each with a field of its own.
    """

    field: str = ""
    others: tuple[Self, ...] = ()
    status: ClassVar[int] = 400
    default: ClassVar[Message] = lazy_gettext("That is not possible.")

    def __init__(self, message: Message | None = None) -> None:
        self.message: Message = message if message is not None else self.default
        super().__init__(str(type(self).__name__))

    @property
    def all(self) -> tuple[Self, ...]:
        """This and what is wrong beside it."""
        return (self, *self.others)


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
    """A value that cannot be accepted."""

    status = 422
    default = lazy_gettext("This value cannot be used.")

    def __init__(self, field: str, message: Message | None = None) -> None:
        super().__init__(message)
        self.field = field


def existing(found: T | None) -> T:
    """What was looked for; raises NotFound where nothing was found."""
    if found is None:
        raise NotFound
    return found


def checked(*checks: Callable[[], str]) -> list[str]:
    """What each of the checks gives; where some fail, the first one's Invalid with the others."""
    given, faults = [], []
    for check in checks:
        try:
            given.append(check())
        except Invalid as fault:
            faults.append(fault)
    refuse(faults)
    return given


def refuse(faults: Iterable[Invalid]) -> None:
    """Raise the first of these with the others beside it; nothing where there is none."""
    if found := list(faults):
        first, *others = found
        first.others = tuple(others)
        raise first
