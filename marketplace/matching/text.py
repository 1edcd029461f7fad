"""Text as the index sees it: normalised, cut into words, in Chinese and in English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from muster.letters import UNSPACED

LONGEST_QUESTION = 2_000
LONGEST_SURFACE = 40
MOST_SURFACES = 2_000

Span = tuple[int, int]

_RUN = re.compile(rf"[{UNSPACED}]+|[^\W_{UNSPACED}]+")
_IS_UNSPACED = re.compile(rf"[{UNSPACED}]")
_ENGLISH_WORD = re.compile(r"[a-z]{4,}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")
_DASH = re.compile(r"[\u2010-\u2015\u2212\u301c\uff5e~]")
_PLAIN = re.compile(r"[a-z0-9\u4e00-\u9fff]*")
_STOPS = frozenset(",;!?。、")
_SPACES = re.compile(r"\s+")
_LOOSE_SPACE = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
_MOST_MARKS = re.compile(r"([\u0300-\u036f]{3})[\u0300-\u036f]+")


def normalise(text: str) -> str:
    """One form for everything that looks or means the same: NFKC, lower case, plain dashes.

    Spaces are dropped beside anything but Latin letters and digits, where they mean nothing.
    The result holds no control characters and no line breaks.
    """
    if _PLAIN.fullmatch(text):
        return text
    text = _LONE_SURROGATE.sub(" ", _CONTROL.sub(" ", text))
    text = unicodedata.normalize("NFKC", _MOST_MARKS.sub(r"\1", text)).casefold()
    text = _DASH.sub("-", _INVISIBLE.sub("", text))
    return _LOOSE_SPACE.sub("", _SPACES.sub(" ", text).strip())


def shown(text: str, longest: int) -> str:
    """A text as it was written, without what PostgreSQL and JSON cannot hold."""
    return _LONE_SURROGATE.sub("\ufffd", text[:longest].replace("\x00", ""))


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """A name or a value as it is looked up: normalised, English words without their endings."""
    return _fold(normalise(text))


def _fold(text: str) -> str:
    if _ENGLISH_WORD.search(text) is None:
        return text
    return _ENGLISH_WORD.sub(lambda found: stem(found.group()), text)


def stem(word: str) -> str:
    """An English word without its most common endings: 'hotels', 'repaired', 'repairing'."""
    if len(word) <= 3 or not (word.isascii() and word.isalpha()):
        return word
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            if ending != "s" or word[-2] not in "su":
                word = word[: len(word) - len(ending)] + kept
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


@cache
def _cut() -> Callable[[str], list[str]]:
    # Its dictionary takes 33 MiB and half a second: only a process that cuts words pays for it.
    from rjieba import cut  # noqa: PLC0415 - see above

    return cut


def words(text: str) -> Iterator[tuple[str, Span]]:
    """Search words of a normalised text with their places, repeats included.

    Chinese gives dictionary words of three characters and more and every pair of characters:
    a dictionary loses the words that it does not have, pairs find words that are not there.
    """
    for run in _RUN.finditer(text):
        start, found = run.start(), run.group()
        if not _IS_UNSPACED.match(found):
            yield stem(found), run.span()
            continue
        if len(found) == 1:
            yield found, run.span()
        for at in range(len(found) - 1):
            yield found[at : at + 2], (start + at, start + at + 2)
        if len(found) > 2:
            at = start
            for word in _cut()(found):
                if len(word) > 2:
                    yield word, (at, at + len(word))
                at += len(word)


def surfaces(text: str) -> dict[str, list[Span]]:
    """Pieces of a normalised question that companies may have published, by look-up key.

    Every short piece of Chinese, whatever a dictionary thinks of it, and longer pieces that
    begin and end at words. Never more than about MOST_SURFACES, however long the question.
    """
    found: dict[str, list[Span]] = {}
    english = _ENGLISH_WORD.search(text) is not None
    for span in _spans(text):
        piece = text[span[0] : span[1]]
        if piece[0] != " " and piece[-1] != " ":
            found.setdefault(_fold(piece) if english else piece, []).append(span)
    return found


def _spans(text: str) -> set[Span]:
    longest = 8 if len(text) <= 100 else 6 if len(text) <= 200 else 4
    spans = {
        (at, at + size)
        for run in _RUN.finditer(text)
        if _IS_UNSPACED.match(run.group())
        for size in range(2, longest + 1)
        for at in range(run.start(), run.end() - size + 1)
    }
    bounds = word_bounds(text)
    most = max(1, (MOST_SURFACES - min(len(spans), MOST_SURFACES)) // max(1, len(bounds)))
    for first, start in enumerate(bounds):
        for end in bounds[first + 1 : first + 1 + min(most, 24)]:
            if end - start > LONGEST_SURFACE or text[end - 1] in _STOPS:
                break
            spans.add((start, end))
    return spans


def word_bounds(text: str) -> list[int]:
    """Where the words of a normalised text begin and end, from 0 on."""
    bounds = [0]
    for word in _cut()(text):
        bounds.append(bounds[-1] + len(word))
    return bounds
