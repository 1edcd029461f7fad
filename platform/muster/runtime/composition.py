"""The application as the composition root builds it, for commands that need all of it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from muster.runtime.problems import CannotRun

if TYPE_CHECKING:
    from flask import Flask

    from muster.features import Feature

_ROOT = Path(__file__).resolve().parents[3]


class NoComposition(CannotRun):
    """There is no `wsgi.py` to be found."""


def application() -> Flask:
    """Build the whole application. It takes a second: call it only when it is needed."""
    if (_ROOT / "wsgi.py").exists() and str(_ROOT) not in sys.path:
        sys.path.insert(0, str(_ROOT))
    gc.disable()  # looking for garbage in what is just being loaded costs a sixth of the start
    try:
        root = import_module("wsgi")
    except ModuleNotFoundError as error:
        if error.name != "wsgi":
            raise
        raise NoComposition(
            f"There is no module wsgi in {_ROOT} nor where Python looks. Start Muster from its "
            "repository, or install it as a package, which brings wsgi along."
        ) from error
    finally:
        gc.enable()
    app: Flask = root.app
    return app


def features(app: Flask) -> Sequence[Feature]:
    """What `app` was composed of."""
    composed: Sequence[Feature] = app.extensions["muster"].features
    return composed


def migrations_dir() -> Path:
    """Where Alembic's scripts are: beside `platform/`, or in the working directory."""
    for place in (_ROOT, Path.cwd()):
        if (place / "migrations" / "env.py").exists():
            return place / "migrations"
    raise NoComposition(
        f"There is no folder migrations in {_ROOT} nor in {Path.cwd()}. An installed package "
        "does not carry it: run this command in a checkout of the same version."
    )
