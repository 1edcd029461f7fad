"""The page of pictures shows every room that is listed, in both languages."""

from __future__ import annotations

from pathlib import Path

from tests.screenshots.rooms import ROOMS, with_table

PAGE = Path(__file__).parents[2] / "docs" / "screenshots.md"


def test_the_page_shows_the_rooms_as_they_are_listed() -> None:
    page = PAGE.read_text()
    assert with_table(page) == page


def test_every_picture_is_there_once() -> None:
    names = [room.name for room in ROOMS]
    assert len(set(names)) == len(names)
    missing = [
        f"{locale}/{name}"
        for locale in ("en", "zh")
        for name in names
        if not (PAGE.with_suffix("") / locale / f"{name}.png").is_file()
    ]
    assert missing == []
