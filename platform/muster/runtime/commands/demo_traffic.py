"""`muster demo-traffic`: what `muster demo --traffic` keeps running beside the demo."""

from __future__ import annotations

import click

from muster.runtime.commands.options import settings_in_force
from muster.runtime.composition import application, features
from muster.runtime.problems import CannotRun


@click.command("demo-traffic")
def command() -> None:
    """Play consumers and agents against the running demo until stopped."""
    settings = settings_in_force()
    app = application()
    players = [feature.traffic for feature in features(app) if feature.traffic is not None]
    if not players:
        raise CannotRun("No part of this installation plays demo traffic.")
    for play in players:
        play(app, settings.public_url)
