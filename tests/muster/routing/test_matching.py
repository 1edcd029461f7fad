"""The choice itself: properties that hold for any agents and any contacts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from muster.routing.matching import Free, Waiting, match

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TENANTS = [UUID(int=number) for number in range(3)]
LANGUAGES = st.frozensets(st.sampled_from(["zh", "en"]), min_size=1)
SKILLS = st.frozensets(st.sampled_from(["sales", "repair"]))


@st.composite
def waiting(draw: st.DrawFn) -> list[Waiting]:
    agents = st.one_of(st.none(), st.integers(100, 106).map(lambda n: UUID(int=n)))
    return [
        Waiting(
            UUID(int=1000 + number),
            draw(st.sampled_from(TENANTS)),
            draw(st.sampled_from(["zh", "en"])),
            draw(SKILLS),
            20,
            draw(agents),
            NOW - timedelta(seconds=draw(st.integers(0, 60))),
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@st.composite
def free(draw: st.DrawFn) -> list[Free]:
    return [
        Free(
            UUID(int=100 + number),
            draw(st.frozensets(st.sampled_from(TENANTS))),
            draw(LANGUAGES),
            draw(SKILLS),
            capacity,
            set(draw(st.sets(st.integers(1, capacity)))),
            NOW - timedelta(minutes=draw(st.integers(0, 9))),
        )
        for number in range(draw(st.integers(0, 6)))
        for capacity in (draw(st.integers(1, 4)),)
    ]


@given(waiting(), free())
def test_no_slot_twice_and_everyone_able(contacts: list[Waiting], agents: list[Free]) -> None:
    before = {agent.agent_id: set(agent.taken) for agent in agents}
    by_id = {agent.agent_id: agent for agent in agents}
    choices = match(contacts, agents, NOW)

    given_out = [(choice.agent_id, choice.slot) for choice in choices]
    assert len(set(given_out)) == len(given_out)
    assert len({choice.waiting.contact_id for choice in choices}) == len(choices)
    for choice in choices:
        agent, contact = by_id[choice.agent_id], choice.waiting
        assert choice.slot not in before[agent.agent_id]
        assert 1 <= choice.slot <= agent.capacity
        assert agent.fits((contact.tenant_id, contact.language, contact.skills))
        assert choice.among >= 1


@given(waiting(), free())
def test_nobody_waits_beside_a_free_agent_who_fits(
    contacts: list[Waiting], agents: list[Free]
) -> None:
    chosen = {choice.waiting.contact_id for choice in match(contacts, agents, NOW)}
    for contact in contacts:
        if contact.contact_id in chosen:
            continue
        need = (contact.tenant_id, contact.language, contact.skills)
        fitting = {agent.agent_id for agent in agents if agent.fits(need) and agent.has_room()}
        assert fitting <= {contact.let_go_by}


def test_older_contacts_come_first() -> None:
    agent = Free(UUID(int=1), frozenset(TENANTS), frozenset(["zh"]), frozenset(), 1, set(), NOW)
    contacts = [Waiting(UUID(int=n), TENANTS[0], "zh", frozenset(), 20) for n in (7, 8)]
    (choice,) = match(contacts, [agent], NOW)
    assert choice.waiting.contact_id == UUID(int=7)
