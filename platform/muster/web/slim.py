"""Takes out of Tabler's style sheet the families that no page of Muster uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

BRANDS = (
    "x|facebook|twitter|linkedin|google|youtube|vimeo|dribbble|github|instagram|pinterest|vk|rss|"
    "flickr|bitbucket|tabler"
)
# The layouts of Muster have a navigation of their own; the rest are gadgets it does not show.
FAMILIES = (
    "navbar|carousel|ribbon|form-imagecheck|form-colorinput|input-otp|switch-icon|signal|"
    "sparkline|sortable|bg-pattern|bg-gradient|card-gradient|card-stamp|card-rotate|"
    "chart-sparkline|fslightbox|plyr|tox|ts-|litepicker|jvm|noUi|dropzone|apexcharts|"
    "offcanvas-(?:sm|md|lg|xl|xxl|floating)|hljs"
)
DROPPED = re.compile(rf"\.(?:(?:{FAMILIES})[\w-]*|[a-z-]+-(?:{BRANDS})(?:-(?:lt|fg))?)(?![\w-])")
NESTED = ("@media", "@supports", "@layer", "@container")


def slim(sheet: str) -> str:
    """`sheet` (minified) without the rules whose every selector needs a dropped class."""
    return "".join(_kept(prelude, body) for prelude, body in _rules(sheet))


def _kept(prelude: str, body: str | None) -> str:
    if body is None:
        return prelude
    if prelude.startswith(NESTED):
        inner = slim(body)
        return f"{prelude}{{{inner}}}" if inner else ""
    if prelude.startswith("@"):
        return f"{prelude}{{{body}}}"
    kept = [one for one in _selectors(prelude) if not _needs_dropped(one)]
    return f"{','.join(kept)}{{{body}}}" if kept else ""


def _needs_dropped(selector: str) -> bool:
    required = re.sub(r":not\([^)]*\)", "", selector)
    return bool(DROPPED.search(required)) or "[data-vc" in required


def _rules(sheet: str) -> Iterator[tuple[str, str | None]]:
    """The top-level rules: prelude and body; a statement such as @charset has no body."""
    start = depth = opened = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|/\*.*?\*/|[{};]', sheet, re.DOTALL):
        mark, at = match[0], match.start()
        if mark == "{":
            opened = at if depth == 0 else opened
            depth += 1
        elif mark == "}":
            depth -= 1
            if depth == 0:
                yield sheet[start:opened], sheet[opened + 1 : at]
                start = at + 1
        elif depth == 0 and (mark == ";" or mark.startswith("/*")):
            yield sheet[start : match.end()], None
            start = match.end()


def _selectors(prelude: str) -> list[str]:
    """The selectors of a list; a comma inside parentheses separates nothing."""
    depth, found = 0, [""]
    for letter in prelude:
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return found
