"""Time zones and currencies to choose from."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from muster.tenancy import money, zones


def test_zones_are_listed_from_west_to_east_with_places_in_the_readers_language() -> None:
    listed = zones.choices("zh", "2026-11-22")
    assert listed[0][1].startswith("(UTC-11:00)")
    assert dict(listed)["Asia/Shanghai"] == "(UTC+08:00) 上海 · Asia/Shanghai"


def test_offsets_follow_summer_time() -> None:
    assert dict(zones.choices("en", "2026-07-01"))["Europe/London"].startswith("(UTC+01:00)")
    assert dict(zones.choices("en", "2026-12-01"))["Europe/London"].startswith("(UTC+00:00)")


@pytest.mark.parametrize(
    ("zone", "region"),
    [("Asia/Shanghai", "CN"), ("Asia/Hong_Kong", "HK"), ("Etc/UTC", None), ("rubbish", None)],
)
def test_a_zone_tells_the_country(zone: str, region: str | None) -> None:
    assert zones.region(zone) == region


def test_defaults_can_be_chosen() -> None:
    for locale in ("zh", "en"):
        assert zones.is_zone(zones.default(locale))
        assert money.default(locale) in money.CURRENCIES


def test_python_and_the_database_know_every_zone(db_owner: Engine) -> None:
    names = list(zones.countries())
    assert all(ZoneInfo(name) for name in names)
    with db_owner.connect() as connection:
        unknown = connection.execute(
            text(
                "SELECT n FROM unnest(CAST(:names AS text[])) n"
                " WHERE n NOT IN (SELECT name FROM pg_timezone_names)"
            ),
            {"names": names},
        )
        assert unknown.scalars().all() == []


def test_currencies_are_named_in_the_readers_language() -> None:
    assert money.choices("zh")[0] == ("CNY", "CNY · 人民币")
