"""Which jobs there are. A slice registers its own by decorating a function."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, get_type_hints
from uuid import UUID

Lane = Literal["default", "slow"]
ActsAs = Literal["tenant", "system"]
Work = Callable[..., None]


class UnknownJob(LookupError):
    """No job of this name is registered in this process."""


@dataclass(frozen=True)
class Registered:
    """A kind of job: what does the work, and on what terms."""

    name: str
    work: Work
    attempts: int
    lane: Lane
    timeout_seconds: int
    acts: ActsAs

    def check(self, arguments: Mapping[str, Any]) -> None:
        """Raise TypeError if the work cannot be called with these keyword arguments."""
        inspect.signature(self.work).bind(**arguments)

    @cached_property
    def _types(self) -> dict[str, Any]:
        return get_type_hints(self.work)

    def restore(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Arguments as the work expects them, from the JSON values that the row keeps."""
        return {name: self._restored(name, value) for name, value in arguments.items()}

    def _restored(self, name: str, value: Any) -> Any:
        wanted = self._types.get(name) in (UUID, UUID | None)
        return UUID(value) if wanted and isinstance(value, str) else value


_jobs: dict[str, Registered] = {}


def job(
    name: str,
    *,
    attempts: int = 5,
    lane: Lane = "default",
    timeout_seconds: int = 60,
    acts: ActsAs = "tenant",
) -> Callable[[Work], Work]:
    """Register the decorated function as the job `name` ("noun.verb").

    It takes keyword arguments: ids and other small JSON values (UUIDs where annotated so).
    attempts: how often it is tried before it is dead. lane: "slow" for what may take minutes;
    it gets a process of its own, and mail does not wait behind it. acts: a "tenant" job runs
    in one unit of work that acts for the company it was enqueued for, and is marked finished in
    the same transaction; a "system" job runs with nobody acting and opens units of work itself.
    """

    def register(work: Work) -> Work:
        if name in _jobs:
            raise ValueError(f"job {name} is registered twice")
        _jobs[name] = Registered(name, work, attempts, lane, timeout_seconds, acts)
        return work

    return register


def registered() -> Mapping[str, Registered]:
    """Every job of this process, by name."""
    return MappingProxyType(_jobs)


def look_up(name: str) -> Registered:
    """The job of this name; raises UnknownJob."""
    try:
        return _jobs[name]
    except KeyError:
        raise UnknownJob(f"no job is called {name!r}") from None
