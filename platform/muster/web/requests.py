"""Requests as Muster takes them: nothing in an address that no text in the database can hold."""

from __future__ import annotations

from flask import Flask, Request, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from muster.errors import NotFound

NUL = "\x00"


class Asked(Request):
    """A request whose query holds no NUL. Forms say so beside the field: `forms.keepable`."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        """The query."""
        given = super().args
        if b"%00" not in self.query_string:
            return given
        return ImmutableMultiDict(
            (name, value.replace(NUL, "")) for name, value in given.items(multi=True)
        )


def init_app(app: Flask) -> None:
    """Take requests so; no page has an address with NUL in it."""
    app.request_class = Asked
    app.before_request(_refuse_nul)


def _refuse_nul() -> None:
    if NUL in request.path:
        raise NotFound
