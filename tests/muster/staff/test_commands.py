"""`muster staff` and `muster permissions`."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, text

from muster.cli import cli
from tests.mail import link_in


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(arguments))
    return result.exit_code, result.output


def test_the_first_administrator_chooses_a_password_by_the_printed_link(
    app: Flask, anyone: FlaskClient
) -> None:
    code, said = run("staff", "add", "first@example.com", "--name", "First Admin")
    assert code == 0
    assert "first@example.com belongs to the staff: admin." in said
    new = {"password": "eight-loud-lanterns"}
    assert anyone.post(link_in(said), data=new).status_code == 303
    anyone.post("/sign-in", data=new | {"email": "first@example.com"})
    assert anyone.get("/ops/staff").status_code == 200


def test_several_roles_can_be_given(app: Flask, db_owner: Engine) -> None:
    roles = ("--role", "qa", "--role", "trainer")
    code, said = run("staff", "add", "anna@example.com", "--name", "Anna Both", *roles)
    assert code == 0, said
    with db_owner.connect() as connection:
        query = text(
            "SELECT s.role FROM staff_memberships s JOIN people p ON p.id = s.person_id"
            " WHERE p.email = 'anna@example.com' ORDER BY 1"
        )
        assert list(connection.execute(query).scalars()) == ["qa", "trainer"]


def test_what_is_wrong_is_said_in_a_sentence(app: Flask) -> None:
    code, said = run("staff", "add", "nobody", "--name", "Nobody")
    assert code == 1
    assert "This is not an e-mail address." in said


def test_the_matrix_is_printed_as_it_stands_in_the_docs(app: Flask) -> None:
    page = Path(__file__).parents[3] / "docs" / "permissions.md"
    assert run("permissions") == (0, page.read_text())
