"""Third-party assets, from npm into `static/dist`: `python -m muster.web.assets build`."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

import click

from muster.web.node import NpmFailed, npm_ci
from muster.web.paths import DEV, DIST, WEB
from muster.web.slim import slim

STAMP = DIST / ".stamp"

FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "@tabler/core/dist/js/tabler.min.js": "tabler.js",
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter.woff2",
}
DEV_FILES = {"axe-core/axe.min.js": "axe.js"}
# It names a file that is not shipped.
SOURCE_MAP = re.compile(r"^(?:/\*|//)# sourceMappingURL=.*$", re.MULTILINE)
ICONS = {
    "@tabler/icons/tabler-nodes-outline.json": "",
    "@tabler/icons/tabler-nodes-filled.json": "-filled",
}


def build(*, with_dev: bool = False) -> bool:
    """Fill `static/dist`; with `with_dev` also what only tests need.

    Returns whether there was anything to do: a second build from the same lock is instant.
    Raises NpmFailed when npm cannot be had or fails.
    """
    DIST.mkdir(parents=True, exist_ok=True)
    with (DIST / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if is_current(with_dev=with_dev):
            return False
        STAMP.unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix="muster-assets-") as folder:
            _install(Path(folder), with_dev=with_dev)
        STAMP.write_text(json.dumps({"recipe": _recipe(), "with_dev": with_dev}))
    return True


def is_current(*, with_dev: bool = False) -> bool:
    """Whether `static/dist` was built from today's lock file and recipe."""
    try:
        stamp = json.loads(STAMP.read_text())
    except (OSError, ValueError):
        return False
    return stamp.get("recipe") == _recipe() and (stamp.get("with_dev") or not with_dev)


def _recipe() -> str:
    digest = hashlib.sha256()
    for name in ("package-lock.json", "assets.py", "slim.py"):
        digest.update((WEB / name).read_bytes())
    return digest.hexdigest()


def _install(folder: Path, *, with_dev: bool) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(WEB / name, folder / name)
    npm_ci(folder, with_dev=with_dev)
    modules = folder / "node_modules"
    for source, name in FILES.items():
        _put(DIST / name, _trimmed(name, (modules / source).read_bytes()))
    _put(DIST / "icons.tsv", _icons(modules))
    if with_dev:
        for source, name in DEV_FILES.items():
            _put(DEV / name, (modules / source).read_bytes())


def _put(target: Path, content: bytes) -> None:
    # Written aside and moved, so that a server that is reading never sees half a file.
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".{target.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.replace(target)


def _trimmed(name: str, content: bytes) -> bytes:
    if not name.endswith((".css", ".js")):
        return content
    text = SOURCE_MAP.sub("", content.decode())
    return (slim(text) if name == "tabler.css" else text).encode()


def _icons(modules: Path) -> bytes:
    """One line an icon, `name<TAB>shapes`, in which `muster.web.icons` looks names up."""
    lines = [""]
    for source, suffix in ICONS.items():
        for name, nodes in json.loads((modules / source).read_text()).items():
            lines.append(f"{name}{suffix}\t{''.join(_shape(tag, attrs) for tag, attrs in nodes)}")
    return "\n".join([*lines, ""]).encode()


def _shape(tag: str, attributes: dict[str, str]) -> str:
    written = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return f"<{tag} {written}/>"


@click.group(help=__doc__)
def main() -> None:
    """The command line."""


@main.command("build")
@click.option("--dev", is_flag=True, help="Also what only browser tests need.")
def build_command(*, dev: bool) -> None:
    """Fetch what package-lock.json pins and build static/dist."""
    try:
        done = build(with_dev=dev)
    except NpmFailed as error:
        raise click.ClickException(str(error)) from error
    click.echo("assets built" if done else "assets are up to date")


if __name__ == "__main__":
    main(prog_name="python -m muster.web.assets")
