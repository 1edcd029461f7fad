"""Work that computes for long, done where it does not hold up a web process's other requests."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

from gevent import get_hub
from gevent.monkey import is_module_patched

P = ParamSpec("P")
R = TypeVar("R")


def aside(work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call `work` in a real thread if this process is a gevent worker, else right here.

    Pillow lets go of the interpreter while it decodes, so streams go on meanwhile. `work` must
    need neither the request nor the session.
    """
    if not is_module_patched("socket"):
        return work(*args, **kwargs)
    outcome = get_hub().threadpool.apply(_outcome, (work, args, kwargs))
    if isinstance(outcome, BaseException):
        raise outcome
    return cast(R, outcome)


def _outcome(work: Callable[..., object], args: object, kwargs: object) -> object:
    # Handed over as a value: gevent would print a traceback for each refused upload.
    try:
        return work(*cast(tuple[object, ...], args), **cast(dict[str, object], kwargs))
    except Exception as error:  # noqa: BLE001 - raised again by the caller
        return error
