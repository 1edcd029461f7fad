"""The price list of the demo, and a lease that has been running for months, with its charges."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select

from marketplace.demo.script import address
from muster.academy.models import Certification
from muster.billing.models import Charge, ChargeKind
from muster.db import Acting, session, unit_of_work, uuid7
from muster.identity.models import Person, StaffMembership
from muster.leasing import history, settling
from muster.leasing.models import ChangeKind, LeaseChange
from muster.leasing.months import ONE_DAY, add_months, first_of, last_of, months_between, term_end
from muster.leasing.pricing import parts
from muster.places.models import Site
from muster.tenancy.models import Tenant
from muster.workforce import plans
from muster.workforce.models import Agent, SeatAssignment, SeatLease, SeatPlan
from muster.workforce.plans import Terms
from muster.workforce.windows import ALL_DAYS, WINDOWS

COMPANY = "hualan-home"
PLAN, SEATS, MONTHS_AGO = "voice-5x8", (4, 6), 4
NIGHT = {day: [["00:00", "06:00"], ["22:00", "24:00"]] for day in ALL_DAYS}
HOLIDAYS = (
    ("2026-10-01", "国庆节"),
    ("2027-01-01", "元旦"),
    ("2027-02-06", "春节"),
    ("2027-02-07", "春节"),
    ("2027-02-08", "春节"),
)
LONDON = "Europe/London"
# code, Chinese, English, channel, hours, languages, yuan a month, and what is not as usual.
PLANS: tuple[tuple[str, str, str, str, dict[str, Any], list[str], int, dict[str, Any]], ...] = (
    ("chat-shared", "共享在线坐席", "Shared chat seat", "chat", {}, ["zh", "en"], 2900,
     {"dedicated": False}),
    ("night-shared", "夜间共享值守", "Shared night watch", "all", NIGHT, ["zh"], 3900,
     {"dedicated": False, "included_contacts": 400, "overage_minor": 350}),
    ("email-5x8", "5×8 邮件坐席", "5×8 e-mail seat", "email", WINDOWS["5x8"], ["zh", "en"], 5200,
     {"dedicated": False, "included_contacts": 800, "overage_minor": 250}),
    ("chat-5x8", "5×8 在线坐席", "5×8 chat seat", "chat", WINDOWS["5x8"], ["zh", "en"], 6800,
     {"holidays": HOLIDAYS}),
    ("voice-5x8", "5×8 电话坐席", "5×8 telephone seat", "voice", WINDOWS["5x8"], ["zh"], 7600,
     {"setup_minor": 80000, "included_contacts": 1200, "overage_minor": 300,
      "holidays": HOLIDAYS}),
    ("sales-5x8", "外呼销售坐席", "Outbound sales seat", "voice", WINDOWS["5x8"], ["zh"], 9800,
     {"setup_minor": 100000, "level": 2, "skills": ["sales"], "skill_levels": {"sales": 3},
      "minimum_months": 3, "holidays": HOLIDAYS}),
    ("second-line-7x12", "二线售后坐席", "Second-line after-sales", "all", WINDOWS["7x12"], ["zh"],
     11800, {"level": 2, "skills": ["after-sales"], "skill_levels": {"after-sales": 3},
             "minimum_months": 3, "setup_minor": 120000}),
    ("chat-7x12", "7×12 在线坐席", "7×12 chat seat", "chat", WINDOWS["7x12"], ["zh", "en"], 12800,
     {}),
    ("air-tickets-7x12", "机票专席", "Air ticket desk", "all", WINDOWS["7x12"], ["zh", "en"], 13800,
     {"skills": ["air-tickets"], "skill_levels": {"air-tickets": 2}, "setup_minor": 150000}),
    ("all-7x12", "7×12 全渠道坐席", "7×12 all-channel seat", "all", WINDOWS["7x12"], ["zh", "en"],
     16800, {"setup_minor": 100000, "included_contacts": 2000, "overage_minor": 200,
             "minimum_months": 3}),
    ("all-7x24", "7×24 全渠道席位", "7×24 all-channel desk", "all", {}, ["zh", "en"], 38800,
     {"setup_minor": 200000, "included_contacts": 5000, "overage_minor": 180,
      "minimum_months": 6}),
    ("english-5x8", "5×8 英语坐席", "5×8 English seat", "chat", WINDOWS["5x8"], ["en"], 1450,
     {"currency": "USD", "time_zone": LONDON}),
)  # fmt: skip
ABOUT = {
    "chat-shared": ("全天有人应答，与其他企业共用坐席员，起步最省。",
                    "Somebody answers around the clock; agents are shared, so it costs little."),
    "night-shared": ("晚十点到早六点替您值守，急事当晚转达，其余次日一早汇总。",
                     "Watches from ten at night to six; what is urgent is passed on at once."),
    "email-5x8": ("工作日内回复邮件，当日来信当日有回音。",
                  "Answers mail on workdays; what comes in a day is answered that day."),
    "chat-5x8": ("专属坐席员在工作时间以您的名义应答在线咨询。",
                 "Agents of your own answer chats in your name during working hours."),
    "voice-5x8": ("专属坐席员接听您的客服热线，含录音与通话小结。",
                  "Agents of your own answer your hotline and sum up each call."),
    "sales-5x8": ("熟练的外呼团队，跟进线索、预约与回访。",
                  "An experienced team that follows up leads, makes appointments, calls back."),
    "second-line-7x12": ("一线解决不了的售后问题，由资深坐席员接手到底。",
                         "Senior agents take over what the first line cannot solve."),
    "chat-7x12": ("每天早九点到晚九点，专属坐席员应答在线咨询。",
                  "Agents of your own answer chats from nine to nine, every day."),
    "air-tickets-7x12": ("熟悉退改签与航变规则的机票专席。",
                         "Agents who know the rules of changes, refunds and disruptions."),
    "all-7x12": ("电话、在线、邮件由同一批专属坐席员应答，口径一致。",
                 "The same agents answer telephone, chat and mail, with one voice."),
    "all-7x24": ("全天候全渠道席位，一席轮班不断人。",
                 "One desk on all channels that is never empty, day or night."),
    "english-5x8": ("以英国时间值守的英语坐席。", "English-speaking agents in British hours."),
}  # fmt: skip
# Telephone agents who sit nowhere yet: names, and what some of them are good at.
AGENTS: tuple[tuple[str, str, dict[str, int]], ...] = (
    ("fang", "方瑜", {}), ("ding", "丁一诺", {}), ("ren", "任嘉", {}), ("yao", "姚远", {}),
    ("lu", "陆晓川", {}), ("qian", "钱多多", {"after-sales": 3}),
    ("shen", "沈一鸣", {"after-sales": 4}), ("han", "韩雪", {"sales": 3}),
    ("tao", "陶然", {"sales": 4}), ("jiang", "江月", {"air-tickets": 3}), ("dai", "戴维", {}),
    ("xia", "夏冰", {}),
)  # fmt: skip


def price_list() -> None:
    """Publish the plans that are not there yet."""
    known = set(session.scalars(select(SeatPlan.code)))
    for code, name_zh, name_en, channel, hours, languages, price, other in PLANS:
        if code in known:
            continue
        values: dict[str, Any] = {
            "name_zh": name_zh,
            "name_en": name_en,
            "description_zh": ABOUT[code][0],
            "description_en": ABOUT[code][1],
            "channel": channel,
            "service_window": {"hours": hours},
            "languages": languages,
            "skills": [],
            "level": 1,
            "dedicated": True,
            "minimum_months": 1,
            "price_minor": price * 100,
            "currency": "CNY",
        }
        days = [{"on": on, "name": name} for on, name in other.get("holidays", ())]
        terms = Terms(**values | other | {"holidays": days})
        plans.publish_plan(plans.create_plan(code, terms).id)


def fill(boss: UUID) -> None:
    """A lease of months ago that grew once, as if it had been charged each month; once."""
    with unit_of_work(Acting(identity=True, staff=True)):
        tenant_id = session.scalar(select(Tenant.id).where(Tenant.slug == COMPANY))
        owner = session.scalar(select(Person.id).where(Person.email == address(f"owner.{COMPANY}")))
        plan = session.scalar(select(SeatPlan).where(SeatPlan.code == PLAN))
        if tenant_id is None or owner is None or plan is None:
            return
        free = _hire()[: SEATS[1] - 1]
        session.expunge(plan)
    with unit_of_work(Acting(tenant_ids=(tenant_id,), person_id=boss, staff=True)):
        if session.scalar(select(SeatLease.id).where(SeatLease.plan_id == plan.id)) is None:
            lease_id = _lease(tenant_id, owner, plan)
            seat = {"tenant_id": tenant_id, "lease_id": lease_id, "assigned_by": boss}
            if free:
                session.execute(insert(Certification), _certified(tenant_id, free[1:]))
                session.execute(insert(SeatAssignment), [seat | {"agent_id": a} for a in free])


def _certified(tenant_id: UUID, agents: Sequence[UUID]) -> list[dict[str, Any]]:
    """All but the newest have passed the company's course."""
    now = datetime.now(UTC)
    period = {"certified_at": now - timedelta(days=60), "expires_at": now + timedelta(days=305)}
    return [{"tenant_id": tenant_id, "agent_id": agent, **period} for agent in agents]


def _hire() -> list[UUID]:
    """Agents who sit nowhere yet; nobody if they are there already."""
    if session.scalar(select(Person.id).where(Person.email == address(AGENTS[0][0]))):
        return []
    now, sites = datetime.now(UTC), session.scalars(select(Site.id).order_by(Site.code)).all()
    persons, hired = [uuid7() for _ in AGENTS], [uuid7() for _ in AGENTS]
    session.execute(
        insert(Person),
        [
            {"id": id_, "email": address(name), "name": shown, "locale": "zh",
             "email_confirmed_at": now}
            for id_, (name, shown, _) in zip(persons, AGENTS, strict=True)
        ],
    )  # fmt: skip
    session.execute(
        insert(Agent),
        [
            {"id": hired[n], "person_id": persons[n], "display_name": shown,
             "languages": ["en", "zh"], "skills": sorted(skills), "skill_levels": skills,
             "capacity": 3, "state": "offline", "state_since": now,
             "site_id": sites[n % len(sites)] if sites else None}
            for n, (_, shown, skills) in enumerate(AGENTS)
        ],
    )  # fmt: skip
    session.execute(
        insert(StaffMembership), [{"person_id": person, "role": "agent"} for person in persons]
    )
    return hired


def _lease(tenant_id: UUID, owner: UUID, plan: SeatPlan) -> UUID:
    today = history.today(tenant_id)
    starts_on = first_of(add_months(today, -MONTHS_AGO)) + timedelta(days=8)
    grown_on = first_of(add_months(today, -2)) + timedelta(days=14)
    lease = SeatLease(
        id=uuid7(),
        tenant_id=tenant_id,
        plan_id=plan.id,
        seats=SEATS[1],
        first_seats=SEATS[0],
        starts_on=starts_on,
        ends_on=_term_end(starts_on, today),
        billed_until=last_of(today),
        price_minor=plan.price_minor,
        currency=plan.currency,
        ordered_by=owner,
        request_key=uuid7(),
    )
    session.add(lease)
    session.flush()
    changes = [
        LeaseChange(
            id=uuid7(),
            tenant_id=tenant_id,
            lease_id=lease.id,
            kind=kind,
            effective_on=on,
            seats=seats,
            plan_id=plan.id,
            price_minor=plan.price_minor,
            ends_on=lease.ends_on,
            changed_by=owner,
            request_key=uuid7(),
            created_at=_morning(on),
            applied_at=_morning(on),
        )
        for kind, on, seats in (
            (ChangeKind.ORDERED, starts_on, SEATS[0]),
            (ChangeKind.QUANTITY, grown_on, SEATS[1]),
        )
    ]
    session.add_all(changes)
    session.flush()
    session.execute(insert(Charge), _charges(lease, plan, changes, today))
    return lease.id


def _charges(
    lease: SeatLease, plan: SeatPlan, changes: list[LeaseChange], today: date
) -> list[dict[str, Any]]:
    whole: dict[str, Any] = {
        "tenant_id": lease.tenant_id,
        "currency": lease.currency,
        "unit": "seat",
        "subject_type": settling.SUBJECT,
        "subject_id": lease.id,
    }
    rows: list[dict[str, Any]] = []
    for month in months_between(lease.starts_on, today):
        for number, part in enumerate(parts(history.stretches(lease, changes), month)):
            rows.append(
                whole
                | {
                    "key": f"lease {lease.id} {month:%Y-%m} {number}",
                    "kind": ChargeKind.SEAT,
                    "amount_minor": part.amount_minor,
                    "quantity": part.seats,
                    "unit_price_minor": part.price_minor,
                    "period_start": part.first,
                    "period_end": part.last,
                    "description": settling.WHOLE if part.is_whole else settling.PARTLY,
                    "params": {
                        "plan": settling.named(plan),
                        "seats": part.seats,
                        "days": part.days,
                        "of_days": part.of_days,
                    },
                    "created_at": _morning(part.first),
                }
            )
    for number, (change, seats) in enumerate(
        zip(changes, (SEATS[0], SEATS[1] - SEATS[0]), strict=True)
    ):
        rows.append(
            whole
            | {
                "key": f"setup {lease.id} {number}",
                "kind": ChargeKind.SETUP,
                "amount_minor": plan.setup_minor * seats,
                "quantity": seats,
                "unit_price_minor": plan.setup_minor,
                "period_start": change.effective_on,
                "period_end": change.effective_on,
                "description": "seat.setup",
                "params": {"plan": settling.named(plan), "seats": seats},
                "created_at": _morning(change.effective_on),
            }
        )
    rows.sort(key=lambda row: row["created_at"])
    return [{"id": _id_of(row["created_at"], n), **row} for n, row in enumerate(rows)]


def _term_end(starts_on: date, today: date) -> date:
    end = term_end(starts_on, 1)
    while end < today:
        end = term_end(end + ONE_DAY, 1)
    return end


def _id_of(moment: datetime, number: int) -> UUID:
    """An id as if it had been made then: charges are listed by their ids."""
    return UUID(int=(int(moment.timestamp() * 1000) + number << 80) | uuid7().int & (1 << 76) - 1)


def _morning(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 1, 30, tzinfo=UTC)
