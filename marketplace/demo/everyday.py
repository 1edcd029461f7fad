"""What a house has after some weeks: reasons for being away, news, words that are not wanted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select

from marketplace.demo import hotline
from marketplace.demo.script import AGENTS, address
from marketplace.inquiry import moderation
from muster.bulletins import actions as bulletins
from muster.bulletins import reading
from muster.bulletins.models import Bulletin
from muster.coaching import actions as coaching
from muster.db import Acting, session, unit_of_work
from muster.identity.models import Person
from muster.supervision import terms
from muster.supervision.terms import Terms
from muster.tenancy.models import Tenant
from muster.workforce import state_reasons
from muster.workforce.models import Agent, SeatAssignment
from tenants.queues import vips
from tenants.wallboard import actions as wallboard

REASONS = (
    ("break", "Tea break", "喝水休息"),
    ("break", "Eyes and back", "眼保健操"),
    ("meal", "Lunch", "午餐"),
    ("meal", "Dinner", "晚餐"),
    ("meeting", "Team briefing", "班前会"),
    ("meeting", "With the team lead", "与班组长沟通"),
    ("training", "New product", "新产品培训"),
    ("training", "Certification course", "认证课程"),
    ("away", "Computer fault", "电脑故障"),
    ("away", "Family matter", "家中有事"),
)
WORDS = ("代开发票", "刷单返利", "casino bonus")
NEWS = bulletins.Words(
    title="离开座位请选原因 · Give a reason when you step away",
    body="从今天起，切换到小休、用餐等状态时请从菜单中选原因，主管在计时旁能看到。\n\n"
    "From today, choose a reason from the menu when you take a break: "
    "your supervisors see it beside the timer.",
)
SUBSIDY = bulletins.Words(
    title="健康卡补贴口径更新",
    body="补贴申领截止日改为自年满 60 岁之日起一年内。\n\n外地户籍、本市参保的同样可以申领。",
    question="外地户籍、本市参保的能申领吗？",
    choices=("能", "不能"),
    right_choice=0,
)
NOTE = coaching.Words(
    language="zh",
    region="",
    title_en="“Never mind” after a question about a parent",
    title_zh="问完父母的事说“算了”，多半是没听懂",
    body_en="Older callers give up politely. Say the next step in one short sentence and offer "
    "to do it for them.",
    body_zh="年长的来电者会客气地放弃。用一句短话说清下一步，并主动提出代办。",
    phrases=("算了", "那就不麻烦了", "我再问问孩子"),
)
READ_OF = 5  # of so many agents, all but one have read the news
DUE = timedelta(days=3)


def fill(boss: UUID, secret: str) -> None:
    """Once: what operations keep for all, and what the hotline keeps for itself."""
    with unit_of_work(Acting(identity=True, staff=True)):
        tenant_id = session.scalar(select(Tenant.id).where(Tenant.slug == hotline.SLUG))
        owner = _person(f"owner.{hotline.SLUG}")
        first = _person(AGENTS[0][0])
    with unit_of_work(Acting(person_id=boss, staff=True)):
        if state_reasons.all_of():
            return
        for state, name_en, name_zh in REASONS:
            state_reasons.create(state, name_en, name_zh)
        for word in WORDS:
            moderation.block_word(word, boss)
    if tenant_id is not None and owner is not None:
        with unit_of_work(Acting(tenant_ids=(tenant_id,), person_id=boss, staff=True)):
            terms.agree(tenant_id, Terms(barge=True, take_over=True), by=boss)
            _news(tenant_id, NEWS, boss, first, by_operator=True)
        with unit_of_work(Acting(tenant_ids=(tenant_id,), person_id=owner, staff=True)):
            _news(tenant_id, SUBSIDY, owner, first)
            _kept(tenant_id, owner, first, secret)


def _person(name: str) -> UUID | None:
    return session.scalar(select(Person.id).where(Person.email == address(name)))


def _news(
    tenant_id: UUID,
    words: bulletins.Words,
    person_id: UUID,
    unread_by: UUID | None,
    *,
    by_operator: bool = False,
) -> None:
    """Pin it, and let most have read it: not the agent who is for whoever looks."""
    batch = uuid5(NAMESPACE_URL, f"{hotline.SLUG}/{words.title}")
    bulletins.pin(
        (tenant_id,), words, datetime.now(UTC) + DUE,
        batch_id=batch, person_id=person_id, by_operator=by_operator,
    )  # fmt: skip
    bulletin_id = session.scalars(select(Bulletin.id).where(Bulletin.batch_id == batch)).one()
    for number, agent in enumerate(_seated(tenant_id)):
        if agent.person_id != unread_by and (number % READ_OF or _is_played(agent)):
            reading.answer(
                bulletin_id, 1, words.right_choice,
                agent_id=agent.id, agent_name=agent.display_name,
            )  # fmt: skip


def _seated(tenant_id: UUID) -> list[Agent]:
    seats = select(SeatAssignment.agent_id).where(
        SeatAssignment.tenant_id == tenant_id, SeatAssignment.ended_at.is_(None)
    )
    return list(session.scalars(select(Agent).where(Agent.id.in_(seats)).order_by(Agent.id)))


def _is_played(agent: Agent) -> bool:
    return agent.display_name in {shown for _, shown, _ in AGENTS}


def _kept(tenant_id: UUID, owner: UUID, first: UUID | None, secret: str) -> None:
    """The hotline's own: who comes first, a note on its callers, a television."""
    named = next((each for each in vips.agents(tenant_id) if each.person_id == first), None)
    if named is not None:
        vips.add(
            tenant_id, name="市卫健委 刘处长", phone="13912345678", email="", region="CN",
            agent_id=named.id, queue_id=None, secret=secret,
        )  # fmt: skip
    coaching.write(tenant_id, NOTE, note_id=uuid5(tenant_id, "note"))
    wallboard.create(
        tenant_id, "二楼主管室电视", 90, link_id=uuid5(tenant_id, "television"), person_id=owner
    )
