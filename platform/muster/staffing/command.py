"""`muster staffing`: Erlang B, C and A for planners and scripts, in JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from muster.staffing import batch
from muster.staffing.answers import answer
from muster.staffing.questions import LIMITS, BadQuestion, Model, ask
from muster.staffing.service_levels import DEFAULT, Variant

_EPILOG = (
    "Say either --agents (how good is it?) or --service-level (how many are needed?). "
    "Measures and their sources: docs/staffing.md. Status 2: something given cannot be used."
)


@click.command("staffing", epilog=_EPILOG)
@click.option("--model", default="C", show_default=True, help=f"One of {', '.join(Model)}.")
@click.option("--rate-per-hour", help="Contacts that come in an hour.")
@click.option("--aht-seconds", help="Handling time of one contact, on average.")
@click.option("--patience-seconds", help="Mean patience, in model A.")
@click.option("--target-seconds", help="Answered within how long.")
@click.option("--agents", help="Agents who are there.")
@click.option("--service-level", help="Share to answer within the target, such as 0.8.")
@click.option("--max-occupancy", help="Agents are busy for no larger share, such as 0.85.")
@click.option("--shrinkage", help="Share of paid time that is not available, such as 0.3.")
@click.option("--concurrency", help="Contacts that one agent has at once, in chat.")
@click.option(
    "--variant", default=str(DEFAULT), show_default=True, help=f"One of {', '.join(Variant)}."
)
@click.option(
    "--finite-room",
    "--finite-room-k",
    "finite_room",
    help="Places in all, for those waiting and those being answered.",
)
@click.option("--state", multiple=True, help="Tell how likely so many contacts are there.")
@click.option(
    "--batch",
    "file",
    type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path),
    help="A CSV file with a question a line; options are for what a line leaves out.",
)
@click.option("--array", is_flag=True, help="With --batch: one JSON array, not a line each.")
def command(file: Path | None, array: bool, state: tuple[str, ...], **given: str | None) -> None:  # noqa: FBT001 - click hands flags over by name
    """Tell how a number of agents does, or how many a target takes."""
    told = {name: value for name, value in given.items() if value is not None}
    try:
        states = _states(state)
        if file is not None:
            _many(file, told, states, array=array)
            return
        found = answer(ask(told, states))
    except BadQuestion as problem:
        raise click.UsageError(f"--{problem.name.replace('_', '-')}: {problem.why}") from problem
    click.echo(json.dumps(found, indent=2))


def _states(given: tuple[str, ...]) -> tuple[float, ...]:
    for value in given:
        if not value.isdecimal() or not LIMITS["state"].holds(float(value)):
            raise BadQuestion("state", f"“{value}” is not possible: it {LIMITS['state']}")
    return tuple(float(value) for value in given)


def _many(file: Path, told: dict[str, str], states: tuple[float, ...], *, array: bool) -> None:
    rows: list[dict[str, Any]] = batch.answered(file, told, states)
    if array:
        click.echo(json.dumps(rows, indent=2))
    else:
        for row in rows:
            click.echo(json.dumps(row))
    bad = sum("error" in row for row in rows)
    if bad:
        click.echo(f"{bad} of {len(rows)} lines could not be answered.", err=True)
        raise click.exceptions.Exit(2)
