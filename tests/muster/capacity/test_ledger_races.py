"""Buyers in several processes at once: exactly as many are served as there are seats."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from sqlalchemy import Engine, text

from tests.cast import HUALAN, RIVAL
from tests.muster.capacity import world
from tests.muster.capacity.buyers import buy

PROCESSES = ("hualan", "rival")
BUYERS = 8


def test_many_buyers_of_the_last_seats(db_owner: Engine) -> None:
    pool = world.pool(db_owner, 14, certified_for=[HUALAN.id, RIVAL.id])
    spawn = get_context("spawn")
    with (
        spawn.Manager() as manager,
        ProcessPoolExecutor(len(PROCESSES), mp_context=spawn) as processes,
    ):
        start = manager.Barrier(len(PROCESSES))
        jobs = [processes.submit(buy, slug, 2, BUYERS, start) for slug in PROCESSES]
        said = [answer for job in jobs for answer in job.result()]
    assert sorted(said) == ["held"] * 7 + ["no"] * 9
    assert max(world.promised(db_owner, pool)) == 14
    with db_owner.begin() as connection:
        counts = connection.execute(
            text("SELECT tenant_id, count(*), max(number) FROM standby_reservations GROUP BY 1")
        ).all()
    assert sum(row[1] for row in counts) == 7
    assert all(row[1] == row[2] for row in counts)
