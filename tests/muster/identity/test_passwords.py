"""Passwords."""

from __future__ import annotations

import pytest

from muster.errors import Invalid
from muster.identity import passwords
from tests.cast import PASSWORD_HASH


def test_a_password_is_recognised_by_its_hash_alone() -> None:
    stored = passwords.hash_password("seven-quiet-lanterns")
    assert stored.startswith("$argon2id$")
    assert "lanterns" not in stored
    assert passwords.verify(stored, "seven-quiet-lanterns")
    assert not passwords.verify(stored, "seven-quiet-lantern")


def test_two_people_with_one_password_have_different_hashes() -> None:
    assert passwords.hash_password("the same words") != passwords.hash_password("the same words")


def test_nobody_has_no_password() -> None:
    assert not passwords.verify(None, "the password of nobody")


def test_a_broken_hash_opens_nothing() -> None:
    assert not passwords.verify("not a hash", "anything")


def test_old_parameters_are_noticed() -> None:
    assert passwords.is_outdated(PASSWORD_HASH)
    assert not passwords.is_outdated(passwords.hash_password("a fresh password"))


@pytest.mark.parametrize(
    "good", ["seven-quiet-lanterns", "我的密码是一句很长的话", "p a s s w o r d s"]
)
def test_sentences_are_good_passwords(good: str) -> None:
    passwords.check_strength(good, "olga@example.com", "Olga Owner")


@pytest.mark.parametrize(
    "poor",
    [
        "nine char",
        "x" * 201,
        "qwertyuiop",
        "PASSWORD123",
        "aaaaaaaaaaaa",
        "abababababab",
        "olga.owner@example.com",
        "Olga Owner-Smith",
    ],
)
def test_what_would_be_guessed_is_refused(poor: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check_strength(poor, "olga.owner@example.com", "Olga Owner-Smith")
    assert refused.value.field == "password"
