"""Catalogues by hand: `python -m muster.web.i18n extract|check|compile [package folder…]`.

Without folders it looks at those of the three packages that lie in the working directory.
"""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po, write_po

from muster.web.catalogues import DOMAIN, compile_if_stale, sources

LOCALE = "zh"
PACKAGES = ("platform/muster", "tenants", "marketplace")
COMMON = "web"
METHODS = [("**.py", "python"), ("**/templates/**.*", "jinja2.ext:babel_extract")]
KEYWORDS: dict[str, Any] = {
    **DEFAULT_KEYWORDS,
    "_l": None,
    "_n": (1, 2),
    "lazy_gettext": None,
    "lazy_ngettext": (1, 2),
    "lazy_pgettext": ((1, "c"), 2),
}
# Lines of a catalogue's head that say who and when; the history knows that better.
DATED = tuple(
    f'"{name}'.encode()
    for name in ("Project-Id", "Report-", "POT-", "PO-", "Last-", "Language-Team", "Generated-")
)
Key = tuple[str, str | None]


@dataclass
class Slice:
    """One folder with code: what its sources say, and what its catalogue translates."""

    folder: Path
    said: Catalog = field(default_factory=Catalog)
    catalogue: Catalog = field(default_factory=lambda: Catalog(locale=LOCALE, domain=DOMAIN))

    @property
    def path(self) -> Path:
        """The slice's catalogue file."""
        return self.folder / "translations" / LOCALE / "LC_MESSAGES" / f"{DOMAIN}.po"

    @property
    def is_common(self) -> bool:
        """Whether this is the catalogue that every slice may lean on."""
        return self.folder.name == COMMON


def read(packages: list[Path]) -> list[Slice]:
    """The slices of these package folders; modules outside a slice belong to the common one."""
    slices = [
        Slice(folder)
        for package in packages
        for folder in sorted(package.iterdir())
        if folder.is_dir() and not folder.name.startswith((".", "__"))
    ]
    common = next((slice_ for slice_ in slices if slice_.is_common), None)
    for slice_ in slices:
        _read_sources(slice_.folder, slice_.said)
        if slice_.path.exists():
            with slice_.path.open("rb") as text:
                slice_.catalogue = read_po(text, locale=LOCALE, domain=DOMAIN)
    if common:
        for package in packages:
            _read_sources(package, common.said, only_top=True)
    return slices


def _read_sources(folder: Path, into: Catalog, *, only_top: bool = False) -> None:
    found = extract_from_dir(
        str(folder),
        METHODS,
        keywords=KEYWORDS,
        comment_tags=("Translators:",),
        directory_filter=(lambda path: path == str(folder)) if only_top else _is_source,
    )
    for name, line, message, comments, context in found:
        into.add(
            message,
            None,
            [(f"{folder.name}/{name}", line)],
            auto_comments=comments,
            context=context,
        )


def _is_source(path: str | Path) -> bool:
    name = Path(path).name
    return not name.startswith((".", "__")) and name not in {"static", "translations"}


def problems(slices: list[Slice]) -> Iterator[str]:
    """What keeps the translations from being complete, a line each."""
    common = {_key(m) for s in slices if s.is_common for m in s.catalogue if _done(m)}
    used = {_key(message) for slice_ in slices for message in slice_.said}
    for slice_ in slices:
        own = {_key(message): message for message in slice_.catalogue if message.id}
        for message in _messages(slice_.said):
            translated = own.get(_key(message))
            if _key(message) not in common and (translated is None or not _done(translated)):
                place = ":".join(str(part) for part in message.locations[0])
                state = "fuzzy" if translated is not None and translated.fuzzy else "missing"
                yield f"{slice_.path}: {state} translation of {message.id!r} ({place})"
        needed = used if slice_.is_common else {_key(message) for message in slice_.said}
        for message in _messages(slice_.catalogue):
            if _key(message) not in needed:
                yield f"{slice_.path}: no source says {message.id!r}"
            yield from (
                f"{slice_.path}: {message.id!r}: {error}"
                for error in message.check(slice_.catalogue)
            )
            if _is_filled_in_vain(message):
                yield f"{slice_.path}: {message.id!r}: a % sign that the msgid does not have"
    yield from _disagreements(slices)


def _is_filled_in_vain(message: Message) -> bool:
    """Whether a sentence gained a % sign: validators of forms fill theirs in, and would fail."""
    said, translated = str(message.id), str(message.string)
    return said.endswith(".") and "%" not in said and "%" in translated


def _disagreements(slices: list[Slice]) -> Iterator[str]:
    # Catalogues are merged at run time: two words for one msgid would depend on their order.
    seen: dict[Key, dict[str, Path]] = defaultdict(dict)
    for slice_ in slices:
        for message in _messages(slice_.catalogue):
            seen[_key(message)].setdefault(str(message.string), slice_.path)
    for key, words in seen.items():
        if len(words) > 1:
            yield f"{' and '.join(map(str, words.values()))} translate {key[0]!r} differently"


def extract(slices: list[Slice]) -> list[Path]:
    """Bring each catalogue up to its sources: new msgids empty, unused ones gone."""
    common = {_key(m) for s in slices if s.is_common for m in s.catalogue if _done(m)}
    used = {_key(message) for slice_ in slices for message in slice_.said}
    written = []
    for slice_ in slices:
        fresh = Catalog(locale=LOCALE, domain=DOMAIN, project="Muster", fuzzy=False)
        fresh.header_comment = f"# {slice_.folder.name}: Chinese."
        keep = {_key(m): m for m in _messages(slice_.catalogue)}
        for message in _messages(slice_.said):
            if slice_.is_common or _key(message) not in common:
                old = keep.get(_key(message))
                fresh.add(
                    message.id,
                    old.string if old else None,
                    context=message.context,
                    flags=old.flags if old else (),
                )
        if slice_.is_common:
            for key, message in keep.items():
                if key in used:
                    fresh[message.id] = message
        if len(fresh):
            _write(slice_.path, fresh)
            written.append(slice_.path)
    return written


def _write(path: Path, catalogue: Catalog) -> None:
    text = io.BytesIO()
    write_po(text, catalogue, width=100, no_location=True, sort_output=True, ignore_obsolete=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Without line numbers and dates, so that two people's changes do not collide.
    lines = text.getvalue().splitlines(keepends=True)
    path.write_bytes(b"".join(line for line in lines if not line.startswith(DATED)))


def _messages(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def _key(message: Message) -> Key:
    id_ = message.id[0] if isinstance(message.id, (list, tuple)) else message.id
    return str(id_), message.context


def _done(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return bool(message.id) and not message.fuzzy and all(strings)


PACKAGES_ARGUMENT = click.argument(
    "packages", nargs=-1, type=click.Path(exists=True, file_okay=False, path_type=Path)
)


@click.group(help=__doc__)
def main() -> None:
    """The command line."""


@main.command("extract")
@PACKAGES_ARGUMENT
def extract_command(packages: tuple[Path, ...]) -> None:
    """Bring the catalogues up to the sources: new msgids empty, unused ones gone."""
    for path in extract(read(_chosen(packages))):
        click.echo(path)


@main.command("check")
@PACKAGES_ARGUMENT
def check_command(packages: tuple[Path, ...]) -> None:
    """Fail when a translation is missing, fuzzy, unused or does not fit its msgid."""
    found = list(problems(read(_chosen(packages))))
    if found:
        raise click.ClickException("\n".join(["translations are not complete", *found]))
    click.echo("translations are complete")


@main.command("compile")
@PACKAGES_ARGUMENT
def compile_command(packages: tuple[Path, ...]) -> None:
    """Write the .mo files that are older than their .po."""
    for source in sources(path for p in _chosen(packages) for path in p.glob("*/translations")):
        if compile_if_stale(source):
            click.echo(source.with_suffix(".mo"))


def _chosen(packages: tuple[Path, ...]) -> list[Path]:
    return list(packages) or [Path(name) for name in PACKAGES if Path(name).is_dir()]


if __name__ == "__main__":
    main(prog_name="python -m muster.web.i18n")
