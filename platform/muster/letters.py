"""Which letters are Chinese, and which scripts put no spaces between their words."""

from __future__ import annotations

import re

# Inside the brackets of a regular expression: the unified ideographs with all that Unicode has
# added to them.
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"
KANA = "\u3040-\u30ff"
HANGUL = "\uac00-\ud7af"
THAI = "\u0e00-\u0e7f"
UNSPACED = HAN + KANA + HANGUL + THAI

_HAN = re.compile(f"[{HAN}]")


def has_chinese(text: str) -> bool:
    """Whether a single letter of `text` is Chinese."""
    return _HAN.search(text) is not None
