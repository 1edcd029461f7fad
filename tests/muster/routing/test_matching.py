"""The choice itself: properties that hold for any agents and any contacts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from muster.routing.matching import Free, Waiting, in_turn, match

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
            preferred=draw(SKILLS),
            priority=(draw(st.integers(1, 5)), draw(st.integers(0, 2))),
            created_at=NOW - timedelta(seconds=draw(st.integers(0, 600))),
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
        assert agent.fits(contact.need)
        assert choice.among >= 1


@given(waiting(), free())
def test_nobody_waits_beside_a_free_agent_who_fits(
    contacts: list[Waiting], agents: list[Free]
) -> None:
    chosen = {choice.waiting.contact_id for choice in match(contacts, agents, NOW)}
    for contact in contacts:
        if contact.contact_id in chosen:
            continue
        fitting = {a.agent_id for a in agents if a.fits(contact.need) and a.has_room()}
        assert fitting <= {contact.let_go_by}


def test_older_contacts_come_first() -> None:
    agent = Free(UUID(int=1), frozenset(TENANTS), frozenset(["zh"]), frozenset(), 1, set(), NOW)
    contacts = [Waiting(UUID(int=n), TENANTS[0], "zh", frozenset(), 20) for n in (7, 8)]
    (choice,) = match(contacts, [agent], NOW)
    assert choice.waiting.contact_id == UUID(int=7)


@given(waiting(), free())
def test_the_best_of_those_who_fit(contacts: list[Waiting], agents: list[Free]) -> None:
    """Each choice is a best one just then: skills preferred, then capacity free, then idleness."""
    loads = {agent.agent_id: len(agent.taken) for agent in agents}
    for choice in match(contacts, agents, NOW):
        contact = choice.waiting
        ranks = {
            agent.agent_id: (
                -len(contact.preferred & agent.skills),
                loads[agent.agent_id] / agent.capacity,
                agent.idle_since,
            )
            for agent in agents
            if agent.fits(contact.need) and loads[agent.agent_id] < agent.capacity
        }
        assert choice.among == len(ranks)
        if choice.agent_id != contact.let_go_by:
            ranks.pop(contact.let_go_by, None)
        assert ranks[choice.agent_id] == min(ranks.values())
        loads[choice.agent_id] += 1


@given(waiting())
def test_everybody_has_a_turn_and_companies_keep_theirs(contacts: list[Waiting]) -> None:
    turns = list(in_turn(contacts))
    assert sorted(each.contact_id for each in turns) == sorted(c.contact_id for c in contacts)
    for company in TENANTS:
        mine = [each for each in turns if each.tenant_id == company]
        keys = [(-each.priority[1], -each.priority[0], each.created_at) for each in mine]
        assert keys == sorted(keys)
    plain = sorted(contacts, key=lambda each: each.created_at or NOW)
    same_age = len({each.created_at for each in contacts}) < len(contacts)
    assert same_age or [e.tenant_id for e in turns] == [e.tenant_id for e in plain]


def test_who_is_asked_for_by_name_comes_first_and_goes_nowhere_else() -> None:
    agent = Free(UUID(int=1), frozenset(TENANTS), frozenset(["en"]), frozenset(), 1, set(), NOW)
    asked = Waiting(
        UUID(int=8), TENANTS[0], "zh", frozenset(["x"]), 20, only=UUID(int=1), created_at=NOW
    )
    earlier = NOW - timedelta(hours=1)
    plain = Waiting(UUID(int=7), TENANTS[0], "en", frozenset(), 20, created_at=earlier)
    (choice,) = match(in_turn([plain, asked]), [agent], NOW)
    assert choice.waiting is asked
    other = Free(UUID(int=2), frozenset(TENANTS), frozenset(["zh"]), frozenset(), 1, set(), NOW)
    assert match([asked], [other], NOW) == []


def test_levels_are_words() -> None:
    need = (TENANTS[0], "zh", frozenset(["sales:3"]), frozenset[str](), False, None)
    skilled = frozenset(["sales", "sales:2", "sales:3", "sales:4"])
    able = Free(UUID(int=1), frozenset(TENANTS), frozenset(["zh"]), skilled, 1, set(), NOW)
    green = Free(
        UUID(int=2), frozenset(TENANTS), frozenset(["zh"]), frozenset(["sales"]), 1, set(), NOW
    )
    assert able.fits(need)
    assert not green.fits(need)
