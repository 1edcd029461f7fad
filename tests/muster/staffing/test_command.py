"""`muster staffing`: JSON out, and a clear word about what cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from muster.staffing.command import command
from tests.muster.staffing import reference

ASKED = "--rate-per-hour 200 --aht-seconds 180 --target-seconds 20 "


def run(line: str) -> Result:
    return CliRunner().invoke(command, line.split())


def told(line: str) -> Any:
    result = run(line)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_how_good_so_many_agents_are() -> None:
    found = told(ASKED + "--model C --agents 14")
    assert found["asa_seconds"] == pytest.approx(7.8359370117772355, rel=1e-14)
    assert found["p_state[n=14]"] > found["p_state[n=23]"] > 0
    assert "scheduled_heads" not in found


def test_how_many_agents_a_target_takes() -> None:
    found = told(ASKED + "--service-level 0.8 --max-occupancy 0.85 --shrinkage 0.3")
    assert (found["seated_heads"], found["scheduled_heads"]) == (14, 20)


def test_states_that_are_asked_about() -> None:
    line = "--model a --patience-seconds 60 --agents 14 --state 3 --state 15"
    found = told(ASKED + line)
    assert [name for name in found if name.startswith("p_state")] == [
        "p_state[n=3]",
        "p_state[n=15]",
    ]


@pytest.mark.parametrize(
    ("line", "option", "words"),
    [
        ("--aht-seconds 0 --agents 14", "--aht-seconds", "at least 0.001"),
        ("--rate-per-hour -5 --agents 14", "--rate-per-hour", "at least 0"),
        ("--agents 1000000000", "--agents", "at most 1,000,000 agents"),
        ("--agents 0", "--agents", "at least 1"),
        ("--agents 1.5", "--agents", "whole number"),
        ("--agents nan", "--agents", "not possible"),
        ("--agents many", "--agents", "no number"),
        ("--service-level 1", "--service-level", "answers all in time"),
        ("--service-level 0.8 --max-occupancy 0", "--max-occupancy", "more than 0"),
        ("--service-level 0.8 --shrinkage 1", "--shrinkage", "less than 1"),
        ("--rate-per-hour 1e9 --service-level 0.8", "--service-level", "more than 1,000,000"),
        ("--agents 14 --service-level 0.8", "--agents", "not both"),
        ("", "--agents", "how many agents"),
        ("--agents 14 --max-occupancy 0.8", "--max-occupancy", "goes with"),
        ("--model A --agents 14", "--patience-seconds", "is missing"),
        ("--model C --patience-seconds 3 --agents 14", "--patience-seconds", "model A only"),
        ("--model B --service-level 0.8", "--service-level", "nobody waits"),
        ("--model D --agents 14", "--model", "none of A, B, C"),
        ("--variant F9 --agents 14", "--variant", "F1, F2"),
        ("--agents 14 --finite-room 13", "--finite-room", "as many as the agents"),
        ("--model B --agents 14 --finite-room 20", "--finite-room", "no line"),
        ("--service-level 0.8 --finite-room 20", "--finite-room", "number of agents"),
        ("--agents 14 --state -1", "--state", "at least 0"),
    ],
)
def test_what_cannot_be_used_is_named(line: str, option: str, words: str) -> None:
    result = run(ASKED + line)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert f"Error: {option}: " in result.stderr
    assert words in result.stderr


def test_what_is_missing_is_named() -> None:
    result = run("--rate-per-hour 5 --agents 3")
    assert (result.exit_code, "--aht-seconds: is missing" in result.stderr) == (2, True)
    result = run("--rate-per-hour 5 --aht-seconds 60 --service-level 0.8")
    assert (result.exit_code, "--target-seconds: is missing" in result.stderr) == (2, True)


def write(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    file = folder / "questions.csv"
    file.write_text(text, encoding=encoding)
    return file


def test_a_file_of_questions(tmp_path: Path) -> None:
    file = write(
        tmp_path,
        "﻿name,Rate per hour,aht_seconds,agents,service_level,patience_seconds,model\n"
        "morning,200,180,14,,,\n"
        "noon,400,180,,0.8,,\n"
        '"half past",400,0,,0.8,,\n'
        "night,0,180,,0.8,,\n"
        "hasty,400,180,20,,60,A\n",
    )
    result = run(f"--batch {file} --target-seconds 20 --max-occupancy 0.9")
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert [row["line"] for row in rows] == [2, 3, 4, 5, 6]
    assert rows[0]["name"] == "morning"
    assert rows[0]["service_level"] == pytest.approx(0.88835001917947, rel=1e-13)
    assert (rows[1]["seated_heads"], rows[1]["max_occupancy"]) == (24, 0.9)
    assert rows[2]["error"]["column"] == "aht_seconds"
    assert "at least 0.001" in rows[2]["error"]["message"]
    assert rows[3]["seated_heads"] == 0
    assert rows[4]["p_abandon"] > 0
    assert (result.exit_code, result.stderr) == (2, "1 of 5 lines could not be answered.\n")


def test_a_file_as_one_array(tmp_path: Path) -> None:
    file = write(tmp_path, "rate_per_hour,aht_seconds,agents\n100,60,4\n")
    (row,) = told(f"--batch {file} --array --shrinkage 0.5")
    assert row["scheduled_heads"] == 8


@pytest.mark.parametrize("text", ["", "alpha,beta\n1,2\n", "\x00\n"])
def test_a_file_that_is_no_table_of_questions(tmp_path: Path, text: str) -> None:
    result = run(f"--batch {write(tmp_path, text)}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Error: --batch: " in result.stderr


def test_a_file_in_another_encoding(tmp_path: Path) -> None:
    file = write(tmp_path, "rate_per_hour,name\n1,早\n", "gb18030")
    result = run(f"--batch {file}")
    assert (result.exit_code, "no CSV file in UTF-8" in result.stderr) == (2, True)


def test_a_table_of_reference_values_is_such_a_file() -> None:
    file = reference.folder() / "reference.csv"
    result = run(f"--batch {file}")
    rows = {row["line"]: row for row in map(json.loads, result.stdout.splitlines())}
    wanted = reference.rows("reference.csv")
    unanswered = [line for line, row in rows.items() if "error" in row]
    assert [wanted[line - 2]["metric"] for line in unanswered] == ["agents_required@sl0.80"]
    assert rows[2]["p_wait"] == pytest.approx(0.6821182, abs=5e-8)
    assert all(
        row["metric"] in rows[at] for at, row in enumerate(wanted, 2) if at not in unanswered
    )
