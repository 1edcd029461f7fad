"""Ids of sites, of what is planned there, and of the talent pool."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from uuid import UUID

from sqlalchemy import Engine

from muster.academy.models import Cohort
from muster.db import uuid7
from muster.places.models import Language, Site
from muster.roster.models import Shift, ShiftPattern, TimeOff
from muster.workforce.models import AgentAddress
from tests.cast import ANN
from tests.watch.making import SOON, add, makes, now

DAYS = count(1)


@makes("site_id")
def site(owner: Engine, **values: object) -> UUID:
    return add(
        owner,
        Site,
        code=f"site-{uuid7()}"[:40],
        name_en="Xiamen",
        name_zh="厦门",
        region="Fujian",
        time_zone="Asia/Shanghai",
        hazard_zone="strait",
        seats=10,
        **values,
    )


@makes("language_id")
def language(owner: Engine) -> UUID:
    add(owner, Language, code=str(uuid7()), name_en="Chinese", name_zh="中文")
    return add(owner, Language, code=str(uuid7()), name_en="English", name_zh="英语")


@makes("shift_id")
def shift(owner: Engine) -> UUID:
    """Each lies a day behind the one before: no two of an agent overlap."""
    begins = now() + next(DAYS) * timedelta(days=1)
    return add(owner, Shift, agent_id=ANN.agent_id, starts_at=begins, ends_at=begins + SOON)


@makes("pattern_id")
def pattern(owner: Engine) -> UUID:
    return add(
        owner,
        ShiftPattern,
        agent_id=ANN.agent_id,
        week={"mon": [["09:00", "18:00"]]},
        time_zone="Asia/Shanghai",
        starts_on=date(2026, 1, 5),
    )


@makes("time_off_id")
def time_off(owner: Engine) -> UUID:
    """Somebody else's, for whoever tries it at the desk."""
    return add(
        owner,
        TimeOff,
        agent_id=ANN.agent_id,
        starts_at=now() + timedelta(days=9),
        ends_at=now() + timedelta(days=10),
        kind="holiday",
    )


@makes("address_id")
def address(owner: Engine) -> UUID:
    return add(
        owner, AgentAddress, agent_id=ANN.agent_id, kind="mail", address=f"{uuid7()}@example.com"
    )


@makes("cohort_id")
def cohort(owner: Engine) -> UUID:
    return add(
        owner,
        Cohort,
        code=str(uuid7()),
        college="College",
        programme="Programme",
        headcount=10,
        starts_on=date(2026, 9, 1),
        graduates_on=date(2027, 7, 1),
        skills=[],
        languages=["zh"],
        graduation_share=1,
        hazard_zone="strait",
        weekly_hours=20,
    )
