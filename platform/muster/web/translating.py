"""The words of templates, translated once for all who read them in the same language.

What Flask-Babel does anew for every word (find the request, its language, its catalogue) was half
of the time in which a page with many rows was made. A process reads its catalogues once, so what
was found in them stays right until it ends.
"""

from __future__ import annotations

from typing import Any

from babel import Locale
from flask import Flask
from flask_babel import get_locale, get_translations
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup

from muster.web.display import number

MOST = 20_000  # in a language; there are fewer, unless somebody translates what people typed


class Words:
    """Looks words up for the templates of one application."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str, Markup]] = {}  # by language

    @pass_eval_context
    def gettext(self, context: EvalContext, message: str, /, **variables: Any) -> str:
        """A message in the reader's language with its variables, escaped where HTML is made.

        A message is a format string also without variables, as Jinja's own `_` has it.
        """
        reader: Locale | None = get_locale()
        known = self._known.setdefault(reader.language if reader else "", {})
        said = known.get(message)
        if said is None:
            said = Markup(get_translations().ugettext(message))  # noqa: S704 — our own words
            if len(known) < MOST:
                known[message] = said
        if not context.autoescape:
            return str(said) % variables
        return said % variables if "%" in said else said


def init_app(app: Flask) -> None:
    """Let templates find their words here, and count as the reader writes numbers."""
    words = Words()
    counted: Any = app.jinja_env.globals["ngettext"]

    @pass_context
    def ngettext(
        context: Context, singular: str, plural: str, num: int, /, **variables: Any
    ) -> str:
        said: str = counted(context, singular, plural, num, **{"num": number(num)} | variables)
        return said

    app.jinja_env.globals.update(_=words.gettext, gettext=words.gettext, ngettext=ngettext)
