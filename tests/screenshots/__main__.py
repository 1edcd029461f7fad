"""Takes pictures of the main screens in both languages: `make screenshots`.

A demo of its own runs meanwhile, with people who ask and answer. MUSTER_TEST_DEMO_URL names one
that runs already, with its traffic.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import click
from PIL import Image
from playwright.sync_api import Page, expect

from tests.journeys.chromium import launched
from tests.journeys.demo import running
from tests.journeys.looking import MOVING
from tests.journeys.visitors import PATIENCE_MILLISECONDS, visiting
from tests.muster.runtime.conftest import open_folder
from tests.screenshots.rooms import with_table
from tests.screenshots.scenes import STORIES, Studio

TARGET = Path(__file__).parents[2] / "docs" / "screenshots"
PAGE = TARGET.with_suffix(".md")
COLOURS = 256


def main(locales: Sequence[str]) -> None:
    """Take them all, or those of the languages that are named."""
    expect.set_options(timeout=PATIENCE_MILLISECONDS)
    with _demo() as root, launched() as browser:
        for story in STORIES:
            if locales and story.locale not in locales:
                continue
            folder = TARGET / story.locale
            folder.mkdir(parents=True, exist_ok=True)

            def shoot(page: Page, name: str, folder: Path = folder) -> None:
                page.evaluate("document.fonts.ready")
                page.evaluate(MOVING)
                size = keep(page.screenshot(), folder / f"{name}.png")
                click.echo(f"{folder.name}/{name}.png  {size // 1024} KiB")

            with visiting(browser, root) as visitors:
                Studio(visitors, story, shoot).all()
    PAGE.write_text(with_table(PAGE.read_text()))


def keep(png: bytes, path: Path) -> int:
    """Write a picture with as few colours as a screen needs; gives its bytes."""
    with Image.open(BytesIO(png)) as picture:
        reduced = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        reduced.save(path, optimize=True)
    return path.stat().st_size


@contextmanager
def _demo() -> Iterator[str]:
    if given := os.environ.get("MUSTER_TEST_DEMO_URL"):
        yield given
        return
    with open_folder() as folder, running(folder, "--traffic") as root:
        yield root


if __name__ == "__main__":
    main(sys.argv[1:])
