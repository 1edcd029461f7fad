"""Limits, the puzzle near them, words and people that operations block."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import count

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from marketplace.inquiry import abuse
from tests.marketplace.inquiry.conftest import Raised

ClientFor = Callable[[str], FlaskClient]
SECRET = "a secret of this test"
NOW = 1_800_000_000


def solution(puzzle: str) -> str:
    for number in count():
        digest = hashlib.sha256(f"{puzzle}:{number}".encode()).digest()
        if int.from_bytes(digest[:4], "big") >> (32 - abuse.PUZZLE_BITS) == 0:
            return str(number)
    raise AssertionError


def test_a_solved_puzzle_is_taken_once_it_is_ours_and_fresh() -> None:
    puzzle = abuse.new_puzzle(SECRET, NOW)
    answer = solution(puzzle)
    assert abuse.is_solved(puzzle, answer, SECRET, NOW + 5)
    assert not abuse.is_solved(puzzle, answer, SECRET, NOW + abuse.PUZZLE_SECONDS + 1)
    assert not abuse.is_solved(puzzle, answer, "another secret", NOW + 5)
    assert not abuse.is_solved(puzzle, "nonsense", SECRET, NOW + 5)


@pytest.mark.parametrize("puzzle", ["", ".", "zz.zz", "1f.", "ffff." + "0" * 24])
def test_an_invented_puzzle_is_none(puzzle: str) -> None:
    assert not abuse.is_solved(puzzle, "1", SECRET, NOW)


def test_whoever_asks_a_lot_must_solve_first(
    app: Flask, indexed: None, consumer: FlaskClient, db_owner: Engine
) -> None:
    most = int(abuse.QUESTIONS_A_SESSION * abuse.PUZZLE_FROM)
    for _ in range(most):
        assert consumer.post("/ask", data={"question": "洗衣机"}).status_code == 303
    refused = consumer.post("/ask", data={"question": "洗衣机"})
    assert refused.status_code == 422
    assert "data-puzzle=" in refused.text
    puzzle = abuse.new_puzzle(app.secret_key or "")
    solved = {"question": "洗衣机", "puzzle": puzzle, "answer": solution(puzzle)}
    assert consumer.post("/ask", data=solved).status_code == 303


def test_a_program_that_fills_every_field_is_refused(
    indexed: None, consumer: FlaskClient, db_owner: Engine
) -> None:
    answer = consumer.post("/ask", data={"question": "洗衣机", "website": "https://spam.example"})
    assert answer.status_code == 422
    with db_owner.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM inquiries")) == 0


def test_three_links_are_too_many(indexed: None, consumer: FlaskClient) -> None:
    links = "https://a.example www.b.example http://c.example"
    answer = consumer.post("/ask", data={"question": f"洗衣机 {links}"})
    assert answer.status_code == 422
    assert "leave out the links" in answer.text


def test_operations_block_a_word_and_allow_it_again(
    client_for: ClientFor, indexed: None, consumer: FlaskClient
) -> None:
    oscar = client_for("oscar")
    assert oscar.post("/ops/inquiries/words", data={"word": "  BadWord "}).status_code == 303
    assert consumer.post("/ask", data={"question": "my badword 洗衣机"}).status_code == 422
    page = oscar.get("/ops/inquiries/words").text
    removal = page.split("/ops/inquiries/words/")[1].split('"')[0]
    assert oscar.post(f"/ops/inquiries/words/{removal}").status_code == 303
    assert consumer.post("/ask", data={"question": "my badword 洗衣机"}).status_code == 303


@pytest.mark.parametrize("word", ["", "   ", "x" * 61])
def test_a_word_that_cannot_be_blocked_says_why(client_for: ClientFor, word: str) -> None:
    answer = client_for("oscar").post("/ops/inquiries/words", data={"word": word})
    assert answer.status_code == 422
    assert "at most 60 characters" in answer.text


def test_a_blocked_asker_is_refused_until_unblocked(
    client_for: ClientFor, indexed: None, consumer: FlaskClient, db_owner: Engine
) -> None:
    consumer.post("/ask", data={"question": "洗衣机"})
    with db_owner.connect() as connection:
        inquiry_id = connection.scalar(text("SELECT id FROM inquiries"))
    oscar = client_for("oscar")
    assert (
        oscar.post(f"/ops/inquiries/{inquiry_id}/block", data={"reason": "spam"}).status_code == 303
    )
    assert consumer.post("/ask", data={"question": "洗衣机"}).status_code == 403
    with db_owner.connect() as connection:
        blocks = connection.scalars(text("SELECT id FROM consumer_blocks")).all()
    for block_id in blocks:
        oscar.post(f"/ops/inquiries/blocks/{block_id}/removal")
    assert consumer.post("/ask", data={"question": "洗衣机"}).status_code == 303


def test_operations_close_an_inquiry_for_everyone(
    client_for: ClientFor, raised: Callable[..., Raised], db_owner: Engine
) -> None:
    inquiry = raised()
    closure = f"/ops/inquiries/{inquiry.id}/closure"
    assert client_for("oscar").post(closure).status_code == 303
    with db_owner.connect() as connection:
        assert connection.scalar(text("SELECT state FROM inquiries")) == "closed"
        states = connection.scalars(text("SELECT DISTINCT state FROM contacts")).all()
    assert states == ["abandoned"]


def test_a_planner_looks_and_does_not_close(
    client_for: ClientFor, raised: Callable[..., Raised]
) -> None:
    inquiry = raised()
    paula = client_for("paula")
    assert paula.get(f"/ops/inquiries/{inquiry.id}").status_code == 200
    assert paula.post(f"/ops/inquiries/{inquiry.id}/closure").status_code == 403
