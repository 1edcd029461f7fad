"""The consumer's link opens one inquiry, and nothing that was changed opens any."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from marketplace.inquiry import links
from tests.marketplace.inquiry.conftest import Raised

SECRET = "a secret of this test"


@given(st.uuids())
def test_a_link_gives_its_inquiry_back(inquiry_id: object) -> None:
    assert links.read(links.make(inquiry_id, SECRET), SECRET) == inquiry_id  # type: ignore[arg-type]


@given(st.text(max_size=80))
def test_nothing_invented_is_a_link(text: str) -> None:
    assert links.read(text, SECRET) is None


@given(st.uuids(), st.integers(0, 42), st.sampled_from("AZaz09-_"))
def test_one_changed_character_breaks_it(inquiry_id: object, place: int, other: str) -> None:
    token = links.make(inquiry_id, SECRET)  # type: ignore[arg-type]
    changed = token[:place] + other + token[place + 1 :]
    if changed != token:
        assert links.read(changed, SECRET) is None


def test_another_installation_s_link_is_none_of_ours() -> None:
    assert links.read(links.make(uuid4(), "another secret"), SECRET) is None


@pytest.mark.parametrize("end", ["", "/stream"])
def test_a_tampered_link_says_so(
    raised: Callable[..., Raised], consumer: FlaskClient, end: str
) -> None:
    token = raised().token
    bent = token[:-1] + ("A" if token[-1] != "A" else "B")
    answer = consumer.get(f"/i/{bent}{end}")
    assert answer.status_code == 404
    assert "not complete, or it was changed" in answer.text
