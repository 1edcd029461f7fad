"""`muster permissions`: who may do what, as a page of the documentation."""

from __future__ import annotations

import click

from muster.runtime.composition import application, features
from muster.tenancy.matrix import document


@click.command("permissions")
def command() -> None:
    """Print the matrix of roles and actions, as kept in docs/permissions.md."""
    app = application()
    with app.app_context():
        click.echo(document(features(app)), nl=False)
