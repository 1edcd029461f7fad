"""What the desk's scripts send, turned into values or refused."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _l

from muster.errors import Invalid


def sent() -> dict[str, Any]:
    """The JSON object of the request; an empty one if there is none. Raises Invalid."""
    value = request.get_json(silent=True) if request.get_data() else {}
    if not isinstance(value, dict):
        raise Invalid("body", _l("We could not read what this page sent. Reload it."))
    return value


def text(value: Any, field: str) -> str:
    """A text as the database can keep it. Raises Invalid for anything but a text or nothing."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Invalid(field)
    # PostgreSQL knows neither NUL nor half a surrogate pair; everything else stays as it is.
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def uuid(value: Any, field: str) -> UUID:
    """An id. Raises Invalid for anything else."""
    try:
        return UUID(str(value))
    except ValueError:
        raise Invalid(field, _l("We could not read what this page sent. Reload it.")) from None


def uuid_or_none(value: Any, field: str) -> UUID | None:
    """An id, or None if nothing was sent. Raises Invalid."""
    return uuid(value, field) if value else None


def mapping(value: Any, field: str) -> dict[str, Any]:
    """An object; an empty one if nothing was sent. Raises Invalid for anything else."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Invalid(field, _l("We could not read what this page sent. Reload it."))
    return value


def moment_or_none(value: Any, field: str) -> datetime | None:
    """A moment with its zone, as ISO 8601; None if nothing was sent. Raises Invalid."""
    if value in (None, ""):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        raise Invalid(field, _l("We could not read what this page sent. Reload it."))
    return moment


def number(value: Any, field: str) -> int:
    """A whole number from 0 on. Raises Invalid."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise Invalid(field)
    return min(value, 2**31 - 1)
