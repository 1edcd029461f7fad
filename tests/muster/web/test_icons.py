from __future__ import annotations

import pytest

from muster.web.icons import UnknownIcon, icon


def test_an_icon_is_drawn_into_the_page() -> None:
    drawn = icon("inbox")
    assert drawn.startswith("<svg ")
    assert "<path d=" in drawn
    assert 'aria-hidden="true"' in drawn


def test_an_icon_that_says_something_says_it_to_everyone() -> None:
    assert 'role="img" aria-label="5 &lt; 6"' in icon("inbox", label="5 < 6")


def test_filled_icons_have_a_name_of_their_own() -> None:
    assert 'fill="currentColor"' in icon("star-filled")
    assert 'fill="none"' in icon("star")


@pytest.mark.parametrize("name", ["no-such-icon", "", "inbox\t", "../x"])
def test_a_mistyped_name_fails_at_once(name: str) -> None:
    with pytest.raises(UnknownIcon):
        icon(name)
