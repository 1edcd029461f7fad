"""Text as the index sees it: normalised, cut into words, in Chinese and in English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from rjieba import Jieba

QUESTION_LENGTH = 2_000
SURFACE_LENGTH = 40
_SURFACES = 1_500
_SHORT = 8

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
_UNSPACED = _HAN + "\u3040-\u30ff\uac00-\ud7af\u0e00-\u0e7f"
_RUNS = re.compile(rf"[{_UNSPACED}]+|[^\W_{_UNSPACED}]+")
_CHINESE = re.compile(rf"[{_UNSPACED}]")
_INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufe00-\ufe0f\ufeff]")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\u301c\uff5e~]")
_SPACE = re.compile(r"\s+")
_LOOSE_SPACE = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")

_ENGLISH_STOP = frozenset(
    "a about all also am an and any anyone are as at be been but by can could did do does for from"
    " get give good had has have hello help hi how i if in is it its just know let like looking"
    " may me might my near nice no not of on one or our please recommend recommended she should"
    " so some somebody someone tell thank thanks that the their them there these they this those"
    " to too us very want wanted was we were what when where which who whom whose why will with"
    " would you your".split()
)


def normalise(text: str) -> str:
    """One form for everything that looks or means the same: NFKC, lower case, plain dashes.

    Spaces are dropped beside anything but Latin letters and digits, where they mean nothing.
    """
    text = unicodedata.normalize("NFKC", text.replace("\x00", " "))
    text = _INVISIBLE.sub("", text).casefold()
    text = _DASHES.sub("-", text)
    return _LOOSE_SPACE.sub("", _SPACE.sub(" ", text).strip())


@cache
def _jieba() -> Jieba:
    return Jieba()


def stem(word: str) -> str:
    """An English word without its most common endings: 'hotels', 'repaired', 'repairing'."""
    if len(word) <= 3 or not word.isascii():
        return word
    for ending, kept in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("s", "")):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            if ending == "s" and word[-2] in "su":
                return word
            word = word[: len(word) - len(ending)] + kept
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def words(text: str) -> Iterator[str]:
    """Search words of a normalised text, with repeats: Chinese words and pairs, English stems.

    Both kinds of token together: a dictionary loses words it does not have, pairs alone
    find words that are not there.
    """
    for run in _RUNS.findall(text):
        if _CHINESE.match(run):
            if len(run) == 1:
                yield run
            yield from (word for word in _jieba().cut(run) if len(word) > 2)
            yield from (run[at : at + 2] for at in range(len(run) - 1))
        elif run not in _ENGLISH_STOP:
            yield stem(run)


def surfaces(text: str) -> set[str]:
    """Pieces of a normalised question that might be something companies have published.

    Every short piece of Chinese, whatever a dictionary thinks of it, and longer pieces that
    begin and end at words. Bounded however long the question is.
    """
    cuts = _word_bounds(text)
    longest = _SHORT if len(text) <= 150 else 4
    found = {
        text[at : at + size]
        for run in _chinese_runs(text)
        for size in range(1, longest + 1)
        for at in range(run[0], run[1] - size + 1)
    }
    for first, start in enumerate(cuts):
        if len(found) >= _SURFACES:
            break
        for end in cuts[first + 1 : first + 25]:
            if end - start > SURFACE_LENGTH:
                break
            found.add(text[start:end].strip())
    found.discard("")
    return found


def _chinese_runs(text: str) -> list[tuple[int, int]]:
    return [found.span() for found in _RUNS.finditer(text) if _CHINESE.match(found.group())]


def _word_bounds(text: str) -> list[int]:
    bounds = [0]
    for word in _jieba().cut(text):
        bounds.append(bounds[-1] + len(word))
    return bounds
