"""Real histories, as they are."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from muster.tables.reading import look, open_table
from tenants.arrivals.gather import Gathered, gather
from tenants.arrivals.mapping import ArrivalMapping, guess

FOLDER = os.environ.get("MUSTER_REFERENCE_DATA")
pytestmark = pytest.mark.skipif(not FOLDER, reason="MUSTER_REFERENCE_DATA is not set")


def read(name: str, zone: str) -> Gathered:
    path = Path(FOLDER or "") / "arrivals" / name
    table = open_table(path, look(path, packed=True), packed=True)
    shape, columns = guess(table.columns)
    mapping = ArrivalMapping(columns, shape, time_zone=zone)
    return gather(table.lines(), mapping, datetime(2026, 11, 22, tzinfo=UTC))


def test_a_bank_s_call_log() -> None:
    got = read("bank_call_log_week1.tsv.gz", "Asia/Jerusalem")
    assert got.rows == 9007
    assert got.left_out == 59  # calls that were none
    assert sum(point.offered for point in got.points) == 8948
    assert sum(point.answered or 0 for point in got.points) == 7429
    assert {each.code for each in got.found} == {"call.none", "note.talk_none", "note.talk_long"}


def test_a_bank_s_intervals() -> None:
    got = read("us_bank_2003_5min_calls.csv.gz", "America/New_York")
    assert (got.minutes, len(got.points), got.left_out) == (5, 164 * 169, 0)


def test_a_city_s_days() -> None:
    got = read("vancouver_311_daily_metrics.csv", "America/Vancouver")
    assert (got.minutes, len(got.points), got.left_out) == (1440, 5585, 0)
    assert got.report["absent_days"] == ["2010-03-07", "2013-03-08"]
    assert got.report["uneven"] == 5407
