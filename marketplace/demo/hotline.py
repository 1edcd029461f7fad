"""The health-card hotline: 20 seats each day, 100 people on standby, and a reserve of students.

Three sites in two hazard zones, nine partner colleges with 10,000 students, and a reservation
that calls in 100 people in a quarter of an hour and 1,000 in three days. Written in sets: there
are more people here than in the whole rest of the demo.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text

from marketplace.demo.script import address
from muster.academy.models import Certification, Cohort
from muster.activation import briefings
from muster.activation.briefings import Question
from muster.capacity import confirming, ledger, opening, supply
from muster.capacity.asking import Ask, Step
from muster.capacity.facts import Buyer, Held
from muster.db import Acting, session, unit_of_work, uuid7
from muster.identity.models import Person, StaffMembership
from muster.leasing import history, ordering
from muster.places.models import Site
from muster.tenancy.models import Tenant
from muster.workforce import agents
from muster.workforce.models import Agent, AgentAddress, SeatAssignment, SeatPlan

SLUG = "health-card"  # as the companies of the demo have it
SKILL = "health-cards"
SITES = (
    ("xiamen-1", "Xiamen", "厦门", "华东 / East China", "沿海 / Coast", 700, 24.48, 118.09),
    ("quanzhou-1", "Quanzhou", "泉州", "华东 / East China", "沿海 / Coast", 500, 24.87, 118.68),
    ("chengdu-1", "Chengdu", "成都", "西南 / Southwest China", "盆地 / Basin", 900, 30.57, 104.07),
)
COLLEGES = (
    "厦门服务外包学院 / Xiamen College of Outsourcing",
    "泉州信息职业学院 / Quanzhou College of Information",
    "福州商务学院 / Fuzhou Business College",
    "成都客户服务学院 / Chengdu College of Customer Service",
    "绵阳职业技术学院 / Mianyang Vocational College",
    "重庆信息工程学院 / Chongqing College of Information Engineering",
    "武汉外包人才学院 / Wuhan College of Outsourcing",
    "合肥呼叫服务学院 / Hefei Call Service College",
    "南昌现代服务学院 / Nanchang College of Modern Services",
)
STUDENTS = 10_000
BASE, HALVES = 20, 114  # agents on seats; standing by in each half of the day
DAYS = 91  # as far as the meter of promises looks
# Twelve hours a day, and twelve of rest.
SHIFTS = text("""
INSERT INTO shifts (id, agent_id, kind, starts_at, ends_at)
SELECT new_id(), agent, :kind, at, at + interval '12 hours'
FROM unnest(CAST(:agents AS uuid[])) AS agent,
     generate_series(CAST(:first AS integer), CAST(:last AS integer)) AS day,
     LATERAL (SELECT date_trunc('day', now())
                     + make_interval(days => day, hours => :opens)) AS u (at)
""")
DAYS_OF_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
# Students can be asked by day; whoever is called in at night is awake for it.
RESERVES = (
    ((Step(100, 15), Step(1000, 3 * 24 * 60)), ["07:00", "23:00"]),
    ((Step(40, 15),), ["23:00", "07:00"]),
)
SHARED = 400  # students whom several companies can share
SHARED_DAYS = 56
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
GIVEN = "安宁静怡思远子涵雨欣浩然嘉怡俊杰晓明文博佳琪志强海燕"
TITLE = "健康卡补贴：接线前必读"
BODY = """今日政府公布：年满 60 岁的参保人可在一年内申领健康卡补贴 300 元。

办理方式：线上小程序或社区服务站，凭身份证即可。补贴在审核通过后 15 个工作日内到账。

不清楚的问题请登记回电，不要猜测。"""
QUESTIONS = (
    Question("补贴需在多久之内申领？", ("半年", "一年", "没有期限"), 1),
    Question("遇到不清楚的问题怎么办？", ("凭经验回答", "登记回电"), 1),
)


def fill(boss: UUID, password_hash: str) -> None:
    """Give the hotline its people and its reserve, unless it has them.

    password_hash: with which its people sign in at the desk, as everybody of the demo.
    """
    with unit_of_work(Acting(identity=True, staff=True)):
        owner = _person(f"owner.{SLUG}")
        tenant_id = session.scalar(select(Tenant.id).where(Tenant.slug == SLUG))
        if tenant_id is None or owner is None or _person("reserve000") is not None:
            return
    with unit_of_work(Acting(person_id=boss, staff=True, identity=True)):
        sites = _sites()
        _cohorts(sites)
        agents.add_skill(SKILL, "Health cards", "健康卡")
        hired = _agents(sites, password_hash)
    with unit_of_work(Acting(tenant_ids=(tenant_id,), person_id=boss, staff=True)):
        _seats(tenant_id, owner, boss, hired[:BASE])
        _certify(tenant_id, hired)
        briefings.write(tenant_id, TITLE, BODY, QUESTIONS, person_id=owner)
    with unit_of_work(Acting(person_id=boss, staff=True)):
        supply.derive(datetime.now(UTC))
    _reserve(tenant_id, owner)
    with unit_of_work(Acting(person_id=boss, staff=True)):
        _share()


def _person(name: str) -> UUID | None:
    return session.scalar(select(Person.id).where(Person.email == address(name)))


def _sites() -> list[UUID]:
    known = {row.code: row.id for row in session.execute(select(Site.code, Site.id))}
    for code, english, chinese, region, zone, seats, latitude, longitude in SITES:
        if code in known:
            continue
        known[code] = uuid7()
        session.add(
            Site(
                id=known[code],
                code=code,
                name_en=english,
                name_zh=f"{chinese}职场",
                region=region,
                time_zone="Asia/Shanghai",
                hazard_zone=zone,
                seats=seats,
                latitude=latitude,
                longitude=longitude,
            )
        )
    session.flush()
    return [known[code] for code, *_ in SITES]


def _cohorts(sites: Sequence[UUID]) -> None:
    today = datetime.now(UTC).date()
    share = STUDENTS // len(COLLEGES)
    rows = [
        {
            "code": f"pool-{number}",
            "college": college,
            "programme": "客户服务 / Customer service",
            "headcount": share + (STUDENTS - share * len(COLLEGES) if number == 1 else 0),
            "starts_on": today - timedelta(days=80),
            "graduates_on": today + timedelta(days=220),
            "skills": [SKILL],
            "languages": ["zh"],
            "graduation_share": 0.9,
            "hazard_zone": "沿海 / Coast" if number in (1, 2, 3) else "内陆 / Inland",
            "weekly_hours": 20,
            "site_id": sites[number % len(sites)],
        }
        for number, college in enumerate(COLLEGES, 1)
    ]
    known = set(session.scalars(select(Cohort.code)).all())
    if new := [row for row in rows if row["code"] not in known]:
        session.execute(insert(Cohort), new)


def _agents(sites: Sequence[UUID], password_hash: str) -> list[UUID]:
    count = BASE + 2 * HALVES
    names = [
        f"{a}{b}{c}" for a, (b, c) in product(SURNAMES, zip(GIVEN[::2], GIVEN[1::2], strict=True))
    ]
    persons = [uuid7() for _ in range(count)]
    hired = [uuid7() for _ in range(count)]
    session.execute(
        insert(Person),
        [
            {
                "id": person,
                "email": address(f"reserve{number:03d}"),
                "name": names[number],
                "locale": "zh",
                "email_confirmed_at": datetime.now(UTC),
                "password_hash": password_hash,
            }
            for number, person in enumerate(persons)
        ],
    )
    session.execute(
        insert(Agent),
        [
            {
                "id": agent,
                "person_id": person,
                "display_name": names[number],
                "languages": ["zh"],
                "skills": [SKILL],
                "capacity": 1,
                "state": "offline",
                "state_since": datetime.now(UTC),
                "site_id": sites[number % len(sites)],
            }
            for number, (agent, person) in enumerate(zip(hired, persons, strict=True))
        ],
    )
    session.execute(
        insert(StaffMembership), [{"person_id": person, "role": "agent"} for person in persons]
    )
    session.execute(insert(AgentAddress), _addresses(hired))
    by_day, by_night = hired[BASE : BASE + HALVES], hired[BASE + HALVES :]
    for who, opens, kind in (
        (hired[:BASE], 0, "work"),
        (by_day, 0, "standby"),
        (by_night, 12, "standby"),
    ):
        whose = {"agents": list(who), "opens": opens, "kind": kind}
        for first in range(-1, DAYS + 1, 7):  # weekly: all at once lasts too long on a slow machine
            session.execute(SHIFTS, {**whose, "first": first, "last": min(first + 6, DAYS)})
    return hired


def _addresses(hired: Sequence[UUID]) -> list[dict[str, Any]]:
    return [
        {"agent_id": agent, "kind": kind, "address": f"+86139{number:08d}", "position": position}
        for number, agent in enumerate(hired)
        for position, kind in enumerate(("sms", "voice"), 1)
    ]


def _seats(tenant_id: UUID, owner: UUID, boss: UUID, seated: Sequence[UUID]) -> None:
    plan = session.execute(select(SeatPlan).where(SeatPlan.code == "chat-7x12")).scalar_one()
    lease = ordering.order(
        tenant_id, plan.id, BASE, history.today(tenant_id), person_id=owner, key=uuid7()
    )
    session.flush()
    session.execute(
        insert(SeatAssignment),
        [
            {"tenant_id": tenant_id, "lease_id": lease.id, "agent_id": agent, "assigned_by": boss}
            for agent in seated
        ],
    )


def _certify(tenant_id: UUID, hired: Sequence[UUID]) -> None:
    now = datetime.now(UTC)
    session.execute(
        insert(Certification),
        [
            {
                "tenant_id": tenant_id,
                "agent_id": agent,
                "certified_at": now - timedelta(days=40),
                "expires_at": now + timedelta(days=320),
            }
            for agent in hired
        ],
    )


def _reserve(tenant_id: UUID, owner: UUID) -> None:
    for ramp, hours in RESERVES:
        _hold(tenant_id, owner, ramp, {day: [hours] for day in DAYS_OF_WEEK})


def _share() -> None:
    now = datetime.now(UTC)
    ask = Ask(
        ramp=(Step(SHARED, 3 * 24 * 60),),
        skills=(),
        languages=("zh",),
        first=now.date(),
        last=now.date() + timedelta(days=SHARED_DAYS),
        time_zone="Asia/Shanghai",
        window={day: [["07:00", "23:00"]] for day in DAYS_OF_WEEK},
    )
    opening.open_pot(
        ask,
        code="students",
        name_en="Students, shared",
        name_zh="学生共享储备",
        limit=0.999,
        now=now,
        today=now.date(),
    )


def _hold(
    tenant_id: UUID, owner: UUID, ramp: tuple[Step, ...], window: dict[str, list[list[str]]]
) -> None:
    today = datetime.now(UTC).date()
    ask = Ask(
        ramp=ramp,
        skills=(SKILL,),
        languages=("zh",),
        first=today,
        last=_last(today),
        time_zone="Asia/Shanghai",
        window=window,
    )
    buyer = Buyer(tenant_id, "CNY", datetime.now(UTC), BASE)
    with unit_of_work(Acting(tenant_ids=(tenant_id,), person_id=owner)):
        held = ledger.hold(buyer, ask, person_id=owner, key=uuid7())
        if not isinstance(held, Held):
            raise RuntimeError(  # noqa: TRY004 — an answer is no wrong type, it is a no
                f"the reserve of the demo cannot be had: {held.shortage}"
            )
        reservation_id = held.id
    with unit_of_work(Acting(tenant_ids=(tenant_id,), person_id=owner)):
        confirming.confirm(tenant_id, reservation_id, person_id=owner)


def _last(today: date) -> date:
    return today + timedelta(days=DAYS - 2)
