"""Languages that Muster comes with, until operations keep a list of their own."""

from __future__ import annotations

from babel import Locale
from sqlalchemy.dialects.postgresql import insert

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.places.models import Language

CODES = ("zh", "en", "yue", "ja", "ko", "es", "fr", "de", "ru", "ar", "pt", "th", "vi", "id")


def add_languages() -> int:
    """Put those on the list that are not on it, with their names; gives how many."""
    names_en, names_zh = Locale("en").languages, Locale("zh").languages
    rows = [
        {"id": uuid7(), "code": code, "name_en": names_en[code], "name_zh": names_zh[code]}
        for code in CODES
    ]
    added = session.execute(
        insert(Language).values(rows).on_conflict_do_nothing().returning(Language.id)
    ).all()
    if added:
        record("language.defaults_added", subject="languages", count=len(added))
    return len(added)
