"""The template global `icon('name')`: an icon of Tabler's set as inline SVG."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from markupsafe import Markup

from muster.web.paths import DIST

SHEET = DIST / "icons.tsv"


class AssetsMissing(RuntimeError):
    """The third-party assets have not been built yet."""


class UnknownIcon(LookupError):
    """No icon of this name; see https://tabler.io/icons for the names."""


def icon(name: str, label: str = "", class_: str = "") -> Markup:
    """The icon `name` as SVG; `label` is read to screen readers, without one it is decoration.

    Filled variants end in `-filled`. Raises UnknownIcon.
    """
    said = f'role="img" aria-label="{escape(str(label))}"' if label else 'aria-hidden="true"'
    drawn = 'fill="currentColor"' if name.endswith("-filled") else 'fill="none"'
    stroke = "" if name.endswith("-filled") else 'stroke="currentColor" stroke-width="1.75" '
    return Markup(  # noqa: S704 - our own icons; label and class are escaped above
        f'<svg class="icon {escape(class_)}" width="24" height="24" viewBox="0 0 24 24" {drawn} '
        f'{stroke}stroke-linecap="round" stroke-linejoin="round" {said}>{_shapes(name)}</svg>'
    )


@lru_cache(maxsize=512)
def _shapes(name: str) -> str:
    # The whole sheet is looked through once a name; keeping its 6,000 icons would cost 4 MB.
    try:
        sheet = SHEET.read_text()
    except FileNotFoundError as error:
        raise AssetsMissing("run `python -m muster.web.assets build` first") from error
    start = sheet.find(f"\n{name}\t")
    if start < 0:
        raise UnknownIcon(name)
    return sheet[start + len(name) + 2 : sheet.index("\n", start + 1)]
