"""`muster demo-fill`: what `muster demo` runs to fill its data directory, once."""

from __future__ import annotations

from pathlib import Path

import click

from muster.runtime.commands.options import announce, settings_in_force
from muster.runtime.composition import application, features
from muster.settings import Settings


def guide_path(settings: Settings) -> Path:
    """The file that tells who can sign in where; it is there once the demo is filled."""
    return settings.data_dir / "demo.txt"


@click.command("demo-fill")
def command() -> None:
    """Fill the demo, unless that was done before."""
    settings = settings_in_force()
    guide = guide_path(settings)
    if guide.exists():
        return
    announce("filling the demo…")
    app = application()
    told = [feature.demo(app) for feature in features(app) if feature.demo is not None]
    draft = guide.with_suffix(".new")
    draft.write_text("\n\n".join(told) + "\n")
    draft.rename(guide)
