"""`muster doctor`."""

from __future__ import annotations

import click

from muster.runtime.commands.options import data_option, settings_in_force
from muster.runtime.doctor import Finding, Mark, examine

_COLOURS = {Mark.GOOD: "green", Mark.NOTE: "yellow", Mark.WRONG: "red"}


@click.command("doctor")
@data_option
@click.pass_context
def command(ctx: click.Context, data: str | None) -> None:
    """Say what is installed, reachable and migrated, and what to do about what is not.

    Ends with status 1 when something is wrong.
    """
    findings = []
    for finding in examine(settings_in_force(data=data)):
        findings.append(finding)
        _show(finding)
    wrong = sum(finding.mark is Mark.WRONG for finding in findings)
    click.echo(f"{wrong} of {len(findings)} need attention." if wrong else "Nothing is wrong.")
    ctx.exit(1 if wrong else 0)


def _show(finding: Finding) -> None:
    mark = click.style(finding.mark.value, fg=_COLOURS[finding.mark])
    click.echo(f"{mark}  {finding.subject:<26} {finding.state}")
    if finding.advice:
        click.echo(f"    {'':<26} → {finding.advice}")
