"""In which language a company has written, and what languages are called."""

from __future__ import annotations

import re

from babel import Locale
from flask_babel import get_locale

from muster.letters import HAN, HANGUL, KANA

_HAN = re.compile(f"[{HAN}]")
_KANA = re.compile(f"[{KANA}]")
_HANGUL = re.compile(f"[{HANGUL}]")
_LATIN = re.compile("[A-Za-z]")


def tongue(text: str) -> str:
    """The language tag of a text by its script; "" where the script does not tell."""
    if _KANA.search(text):
        return "ja"
    if _HANGUL.search(text):
        return "ko"
    if len(_HAN.findall(text)) * 3 > len(_LATIN.findall(text)):
        return "zh-Hans"
    return ""


def language_name(code: str) -> str:
    """What the reader calls a language."""
    return str((get_locale() or Locale("en")).languages.get(code, code))
