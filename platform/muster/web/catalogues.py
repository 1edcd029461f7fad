"""Translations at run time: one catalogue a slice, found by itself and merged into one."""

from __future__ import annotations

import importlib
import io
import logging
import os
from collections.abc import Iterable
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask, current_app
from flask_babel import Babel, Domain

from muster.web.locale import select_locale, select_zone

log = logging.getLogger("muster.web")

COMMON = Path(__file__).resolve().parent / "translations"
DOMAIN = "messages"


class SliceDomain(Domain):  # type: ignore[misc]  # Flask-Babel ships no types
    """Looks into the `translations` folder of every slice of the packages in use."""

    @property
    def translation_directories(self) -> list[str]:
        """The folders with catalogues, after making sure that they are compiled."""
        found = directories(bp.import_name for bp in current_app.blueprints.values())
        for path in sources(found):
            compile_if_stale(path)
        return [str(folder) for folder in found]


def directories(modules: Iterable[str]) -> list[Path]:
    """The catalogue folders of the packages that `modules` live in; the common one is last."""
    packages = sorted({"muster", *(name.partition(".")[0] for name in modules)})
    roots = [Path(folder) for name in packages for folder in _folders(name)]
    found = {path for root in roots for path in root.glob("*/translations")}
    # Merged in this order, the last one wins.
    return [*sorted(found - {COMMON}), COMMON]


def _folders(package: str) -> list[str]:
    return list(getattr(importlib.import_module(package), "__path__", []))


def sources(folders: Iterable[Path]) -> list[Path]:
    """The `.po` files in these folders."""
    return [path for folder in folders for path in sorted(folder.glob(f"*/*/{DOMAIN}.po"))]


def compile_if_stale(source: Path) -> bool:
    """Write the `.mo` beside `source` unless it is newer; returns whether it was written."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
        return False
    try:
        _compile(source, target)
    except PermissionError:
        log.warning("%s is out of date and cannot be written", target)
        return False
    return True


def _compile(source: Path, target: Path) -> None:
    with source.open("rb") as text:
        catalogue = read_po(text, locale=source.parts[-3], domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    # Moved into place, so that a process that starts beside us never reads half a file.
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    aside.write_bytes(compiled.getvalue())
    aside.replace(target)


def init_app(app: Flask, default_locale: str) -> None:
    """Connect Flask-Babel to the slices' catalogues."""
    app.config["BABEL_DEFAULT_LOCALE"] = default_locale
    babel = Babel(app, locale_selector=select_locale, timezone_selector=select_zone)
    babel.domain_instance = SliceDomain(domain=DOMAIN)
