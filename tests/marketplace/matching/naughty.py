"""Strings that have broken programs: the kinds of the big list, and all of it where it is."""

from __future__ import annotations

import json
import os
from pathlib import Path

OWN = [
    "",
    " ",
    "undefined",
    "NULL",
    "'; DROP TABLE matching_terms; --",
    "a' & b | !c:*",
    "\\",
    "\\u0000",
    "\x00\x01\x1f\x7f",
    "\ud800",
    "\u202etest\u202c",
    "\ufeff",
    "田中さんにあげて下さい",
    "사회과학원 어학연구소",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤",
    "👩🏽‍👩‍👧‍👦 🇨🇳",
    "﷽" * 20,
    "<script>alert(1)</script>",
    "1/0",
    "1e999",
    "9" * 400,
    "-9223372036854775808元以下",
    "0x80000000",
    "１２３",
    "٠١٢٣٤٥٦٧٨٩ 元",
    "...",
    "%s%d%n {0} {{}}",
    "\u2028\u2029",
    "ＮａＮ以上",
    "Infinity stars",
]


def _big_list() -> list[str]:
    folder = os.environ.get("MUSTER_REFERENCE_DATA")
    if not folder:
        return []
    return list(json.loads((Path(folder) / "dirty/blns.json").read_text(encoding="utf-8")))


NAUGHTY = [*OWN, *_big_list()]
