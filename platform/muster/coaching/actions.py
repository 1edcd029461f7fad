"""Writing, changing and removing notes; each is the operator's or one company's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from muster.audit.actions import record
from muster.coaching import defaults
from muster.coaching.models import CoachingNote, CultureNote
from muster.db import session, uuid7
from muster.errors import Invalid, NotFound

AnyNote = CultureNote | CoachingNote
MOST_NOTES = 500
MOST_PHRASES = 40
LONGEST_PHRASE = 80


@dataclass(frozen=True, slots=True)
class Words:
    """What a note says; see `muster.coaching.models.Note`."""

    language: str
    region: str
    title_en: str
    title_zh: str
    body_en: str
    body_zh: str
    phrases: tuple[str, ...]

    @property
    def title(self) -> str:
        """The title in either language."""
        return self.title_en or self.title_zh


def write(tenant_id: UUID | None, words: Words, *, note_id: UUID) -> None:
    """Add a note of a company's, or with None of the operator's.

    note_id: made by whoever asks; the same again adds nothing. Raises Invalid.
    """
    _check(words)
    if _found(tenant_id, note_id) is not None:
        return
    count = session.scalar(select(func.count()).select_from(_model(tenant_id)))
    if (count or 0) >= MOST_NOTES:
        raise Invalid("title_en", _l("There are 500 notes already. Remove some first."))
    session.add(_new(tenant_id, words, note_id))
    session.flush()
    record("coaching.written", subject=words.title, tenant_id=tenant_id)


def change(tenant_id: UUID | None, note_id: UUID, words: Words) -> None:
    """Change a note. Raises NotFound, Invalid."""
    _check(words)
    note = find(tenant_id, note_id)
    for name, value in asdict(words).items():
        setattr(note, name, list(value) if name == "phrases" else value)
    note.updated_at = func.now()
    record("coaching.changed", subject=words.title, tenant_id=tenant_id)


def remove(tenant_id: UUID | None, note_id: UUID) -> None:
    """Remove a note for good. Raises NotFound."""
    note = find(tenant_id, note_id)
    session.delete(note)
    record("coaching.removed", subject=note.title_en or note.title_zh, tenant_id=tenant_id)


def find(tenant_id: UUID | None, note_id: UUID) -> AnyNote:
    """One note; raises NotFound."""
    note = _found(tenant_id, note_id)
    if note is None:
        raise NotFound
    return note


def add_defaults() -> int:
    """Give the operator the notes that come with Muster, but for those it has; gives how many."""
    known = set(session.scalars(select(CultureNote.title_en)))
    fresh = [Words(**entry) for entry in defaults.notes() if entry["title_en"] not in known]
    for words in fresh:
        session.add(_new(None, words, uuid7()))
    session.flush()
    if fresh:
        record("coaching.defaults_added", count=len(fresh))
    return len(fresh)


def phrases(typed: str) -> tuple[str, ...]:
    """Phrases as typed, one a line; each once. Raises Invalid."""
    found = tuple(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))
    if len(found) > MOST_PHRASES or any(len(phrase) > LONGEST_PHRASE for phrase in found):
        raise Invalid("phrases", _l("At most 40 phrases of at most 80 characters."))
    return found


def _model(tenant_id: UUID | None) -> type[AnyNote]:
    return CultureNote if tenant_id is None else CoachingNote


def _found(tenant_id: UUID | None, note_id: UUID) -> AnyNote | None:
    if tenant_id is None:
        return session.get(CultureNote, note_id)
    return session.scalar(
        select(CoachingNote).where(CoachingNote.tenant_id == tenant_id, CoachingNote.id == note_id)
    )


def _new(tenant_id: UUID | None, words: Words, note_id: UUID) -> AnyNote:
    values = asdict(words) | {"phrases": list(words.phrases)}
    if tenant_id is None:
        return CultureNote(id=note_id, updated_at=func.now(), **values)
    return CoachingNote(id=note_id, tenant_id=tenant_id, updated_at=func.now(), **values)


def _check(words: Words) -> None:
    if not words.title:
        raise Invalid("title_en", _l("A note needs a title, in one of the languages at least."))
    if not (words.body_en or words.body_zh):
        raise Invalid("body_en", _l("A note needs a text, in one of the languages at least."))


def of_company(tenant_id: UUID) -> Sequence[CoachingNote]:
    """A company's own notes, by language."""
    return session.scalars(
        select(CoachingNote)
        .where(CoachingNote.tenant_id == tenant_id)
        .order_by(CoachingNote.language, CoachingNote.id)
        .limit(MOST_NOTES)
    ).all()


def of_operator() -> Sequence[CultureNote]:
    """The operator's notes, by language."""
    return session.scalars(
        select(CultureNote).order_by(CultureNote.language, CultureNote.id).limit(MOST_NOTES)
    ).all()


def about(tenant_id: UUID, language: str) -> list[AnyNote]:
    """Notes on consumers of a language, the company's own first. `zh-TW` finds `zh` too."""
    first = language.lower().split("-")[0]
    own = session.scalars(
        select(CoachingNote)
        .where(CoachingNote.tenant_id == tenant_id, CoachingNote.language == first)
        .order_by(CoachingNote.id)
        .limit(MOST_NOTES)
    ).all()
    general = session.scalars(
        select(CultureNote)
        .where(CultureNote.language == first)
        .order_by(CultureNote.id)
        .limit(MOST_NOTES)
    ).all()
    return [*own, *general]
