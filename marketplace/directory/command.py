"""`muster import companies FILE --mapping MAPPING`."""

from __future__ import annotations

import resource
import time
from collections import Counter
from pathlib import Path

import click

from marketplace.directory.mapping import MappingError, read_mapping
from marketplace.directory.running import bring_in
from muster.audit.actions import actor
from muster.tables.problems import Unreadable, said

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("import")
def group() -> None:
    """What the slices of the market can import."""


@group.command("companies")
@click.argument("file", type=_FILE)
@click.option("--mapping", "mapping_path", type=_FILE, required=True, help="TOML or JSON.")
@click.option(
    "--failures",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where rows that fail are written. [default: FILE.failures.csv in this folder]",
)
def companies(file: Path, mapping_path: Path, failures: Path | None) -> None:
    """Bring in a directory of companies with their products.

    FILE is CSV, XLSX or JSON Lines, gzipped or not. The mapping says which field is what; see
    docs/importing.md. Each company becomes a client company without members, with a published
    showcase and a queue. A second run of the same file changes nothing.
    """
    actor.set((None, "muster import", ""))
    failures = failures or Path(f"{file.name}.failures.csv")
    began = time.monotonic()
    try:
        counts = bring_in(file, read_mapping(mapping_path), failures, _progress)
    except MappingError as error:
        raise click.ClickException(f"{mapping_path}: {error}") from None
    except Unreadable as error:
        raise click.ClickException(f"{file}: {said(error.code)}") from None
    _report(counts, time.monotonic() - began, failures)


def _progress(counts: Counter[str]) -> None:
    click.echo(f"\r{sum(counts.values())} rows…", nl=False, err=True)


def _report(counts: Counter[str], seconds: float, failures: Path) -> None:
    click.echo("\r", nl=False, err=True)
    for what in ("created", "updated", "unchanged", "failed"):
        click.echo(f"{what:<10}{counts[what]:>8,}")
    click.echo(f"{'time':<10}{seconds:>8.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    click.echo(f"{'memory':<10}{peak:>8.0f} MiB at its peak")
    if counts["failed"]:
        click.echo(f"Rows that failed, and why: {failures}")
