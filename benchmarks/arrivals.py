"""B4 and B5: forecasts and the surge watch on real histories, each beside its baseline.

Nothing is trained on the future: each day is foreseen by a model learnt from the days whose
numbers were known when the forecast was made (muster.forecasting.daily.backtest), and the
histories go through the same reading as an imported file. The data lie beside the project
(MUSTER_REFERENCE_DATA); without them there is nothing to measure.
"""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

import numpy as np

from benchmarks import report
from benchmarks.report import Figure
from muster.forecasting import daily, shape, surge
from muster.forecasting.calendar import calendar
from muster.forecasting.features import Floats
from muster.forecasting.history import History, history
from muster.tables.reading import look, open_table
from tenants.arrivals.gather import gather
from tenants.arrivals.mapping import ArrivalMapping, guess

CITY = ("vancouver_311_daily_metrics.csv", "America/Vancouver", "CA-BC")
BANK = ("us_bank_2003_5min_calls.csv.gz", "America/New_York", "US")
CITY_TEST = (date(2023, 10, 1), date(2024, 9, 30))
# What was chosen (years of training, ridge, half-lives) was chosen on these, not on the tests.
CITY_CHOICE = (date(2021, 10, 1), date(2023, 9, 30))
BANK_TEST_DAYS = 40
CITY_GOAL, BANK_GOAL = 0.09, 0.065
WINDSTORM = date(2015, 8, 29)
WATCHED_SINCE = date(2010, 1, 1)
SURGE_TIMES = 1.75  # a day that brought so many times the median of its weekday around it
MOST_FALSE_A_YEAR = 2


class NoData(RuntimeError):
    """The histories are not here."""


def main() -> list[Figure]:
    """Measure and give the figures."""
    city, bank = read(*CITY[:2], minutes=1440), read(*BANK[:2], minutes=30)
    return [*half_hours(bank), *a_week_ahead(city), *surges(city)]


def read(name: str, zone: str, *, minutes: int) -> History:
    """A file as an import reads it. Raises NoData."""
    folder = os.environ.get("MUSTER_REFERENCE_DATA")
    if not folder:
        raise NoData("MUSTER_REFERENCE_DATA is not set")
    path = Path(folder) / "arrivals" / name
    table = open_table(path, look(path, packed=True), packed=True)
    kind, columns = guess(table.columns)
    mapping = ArrivalMapping(columns, kind, time_zone=zone, interval_minutes=minutes)
    points = gather(table.lines(), mapping, datetime.now(UTC)).points
    pairs = [(point.starts_at, point.offered) for point in points]
    found = history(pairs, minutes, ZoneInfo(zone), longest_days=10_000)
    if found is None:
        raise NoData(f"{name} holds nothing")
    return found


def wape(real: Floats, foreseen: Floats) -> float:
    """All differences as a share of all that came; what is not known does not count."""
    known = ~np.isnan(real)
    return float(np.abs(real[known] - foreseen[known]).sum() / real[known].sum())


def half_hours(bank: History) -> list[Figure]:
    """A day ahead, by half-hours, the last forty days."""
    open_days = np.flatnonzero(~np.isnan(bank.totals))
    first, last = int(open_days[-BANK_TEST_DAYS]), int(open_days[-1])
    test = open_days[-BANK_TEST_DAYS:]
    facts, unusual = calendar(bank.first, len(bank), BANK[2]), np.zeros(len(bank), dtype=bool)
    begun = perf_counter()
    totals = daily.backtest(
        bank.totals, facts, unusual, lead=1, first=first, last=last, refit_days=1
    )
    foreseen = np.array(
        [
            totals[day] * shape.spread(bank.grid, facts, day, until=day, unusual=unusual)
            for day in test
        ]
    )
    seconds = perf_counter() - begun
    plain = np.array([_last_same(bank, int(day), 4) for day in test])
    ours, theirs = wape(bank.grid[test], foreseen), wape(bank.grid[test], plain)
    return [
        Figure(
            "B4",
            "US bank, half-hours, a day ahead, last 40 days: WAPE",
            100 * ours,
            "%",
            100 * theirs,
            "% mean of the last four same weekdays",
            f"≤ {100 * BANK_GOAL:g} %",
            ours <= BANK_GOAL,
            f"40 fits and their shapes in {seconds:.1f} s",
        )
    ]


def _last_same(past: History, day: int, count: int) -> Floats:
    """The mean of the last days of the same weekday that are known."""
    days = [each for each in range(day - 7, -1, -7) if not np.isnan(past.totals[each])]
    return np.asarray(past.grid[days[:count]].mean(axis=0), dtype=np.float64)


def a_week_ahead(city: History) -> list[Figure]:
    """A week ahead, by day: each day from what was known seven days before."""
    found = []
    for (since, until), what in (
        (CITY_TEST, "2023-10 to 2024-09"),
        (CITY_CHOICE, "two years before"),
    ):
        first, last = city.index(since), city.index(until)
        foreseen = foresee(city, CITY[2], first, last, lead=7)
        real = city.totals[first : last + 1]
        ours = wape(real, foreseen)
        week = wape(real, city.totals[first - 7 : last - 6])
        judged = (since, until) == CITY_TEST
        found.append(
            Figure(
                "B4",
                f"Vancouver, days, a week ahead, {what}: WAPE",
                100 * ours,
                "%",
                100 * week,
                "% last week",
                f"≤ {100 * CITY_GOAL:g} %" if judged else "",
                ours <= CITY_GOAL if judged else None,
            )
        )
    return found


def foresee(past: History, place: str, first: int, last: int, *, lead: int) -> Floats:
    """The backtest of these days, learnt anew each week."""
    facts, unusual = calendar(past.first, len(past), place), np.zeros(len(past), dtype=bool)
    return daily.backtest(past.totals, facts, unusual, lead=lead, first=first, last=last)[first:]


def surges(city: History) -> list[Figure]:
    """The watch, replayed day by day from 2010 on."""
    alarms = surge.replay(city, CITY[2], since=WATCHED_SINCE)
    alarmed = {city.index(alarm.first) + n for alarm in alarms for n in range(alarm.days)}
    real = {day for day in range(city.index(WATCHED_SINCE), len(city)) if is_surge_day(city, day)}
    years = (city.last - WATCHED_SINCE).days / 365.25
    false = [alarm for alarm in alarms if city.index(alarm.first) not in real]
    on_the_day = any(alarm.first == WINDSTORM for alarm in alarms)
    march = [alarm.first for alarm in alarms if (alarm.first.year, alarm.first.month) == (2020, 3)]
    mondays = [alarm.first for alarm in false if alarm.first.weekday() == 0]
    told = ", ".join(str(alarm.first) for alarm in alarms)
    return [
        Figure("B5", "windstorm of 2015-08-29 found on its day", float(on_the_day), "", goal="yes",
               met=on_the_day),
        Figure("B5", f"alarms a year on days that brought less than {SURGE_TIMES} × their weekday",
               len(false) / years, "a year", goal=f"≤ {MOST_FALSE_A_YEAR}",
               met=len(false) / years <= MOST_FALSE_A_YEAR,
               note=f"{len(alarms)} alarms in {years:.1f} years: {told}"),
        Figure("B5", "surge days found, of all there were", float(len(real & alarmed)), "",
               float(len(real)), "days", note="missed: " + ", ".join(
                   str(city.first.fromordinal(city.first.toordinal() + day))
                   for day in sorted(real - alarmed))),
        Figure("B5", "alarms in 2020-03, and on ordinary Mondays", float(len(march) + len(mondays)),
               "", goal="0", met=not march and not mondays),
    ]  # fmt: skip


def is_surge_day(past: History, day: int) -> bool:
    """Known afterwards: far above the same weekdays of the eight weeks around it."""
    around = [past.totals[day + 7 * week] for week in (-4, -3, -2, -1, 1, 2, 3, 4)
              if 0 <= day + 7 * week < len(past)]  # fmt: skip
    usual = float(np.nanmedian(around))
    return bool(past.totals[day] >= SURGE_TIMES * usual)


if __name__ == "__main__":
    report.publish("arrivals", main())
