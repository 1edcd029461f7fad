"""The search, on PostgreSQL, as the application's role."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, event

from marketplace.matching.documents import CompanyDocument
from marketplace.matching.queries import Match, search
from muster.db import database
from tests.marketplace.matching.companies import (
    APPLIANCES,
    CAFE,
    CHEAP_REPAIRS,
    LAPTOPS,
    REPAIRS,
    looking,
)
from tests.marketplace.matching.naughty import NAUGHTY

pytestmark = pytest.mark.usefixtures("indexed")


def find(question: str, **wanted: object) -> list[Match]:
    with looking():
        return search(question, **wanted)  # type: ignore[arg-type]  # the tests name real options


def first(question: str, **wanted: object) -> object:
    found = find(question, **wanted)
    return found[0].tenant_id if found else None


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("我要退货", APPLIANCES),
        ("笔记本换屏", REPAIRS),
        ("哪里有2000元以下的洗衣机？", APPLIANCES),
        ("上海的电脑维修", REPAIRS),
        ("免费上门的电脑维修", CHEAP_REPAIRS),
        ("凌晨3点还开门的电脑维修", CHEAP_REPAIRS),
        ("评分4.5分以上的电脑维修", REPAIRS),
        ("便宜的电脑维修", CHEAP_REPAIRS),
        ("青禾家电的电话", APPLIANCES),
        ("容量500升以上的冰箱", APPLIANCES),
        ("a cafe with a meeting room", CAFE),
        ("cardamom bun", CAFE),
        ("Laptops under 1.5 kg", LAPTOPS),
        ("somebody who speaks German", LAPTOPS),
        ("i need my LAPTOP repaired", LAPTOPS),
        ("ＬＡＰＴＯＰ", LAPTOPS),
    ],
)
def test_the_company_that_is_meant_comes_first(question: str, expected: CompanyDocument) -> None:
    assert first(question) == expected.tenant_id


def test_reasons_come_with_every_company() -> None:
    (best, *_) = find("上海的电脑维修，要能数据恢复，100元以内")
    assert best.tenant_id == REPAIRS.tenant_id
    assert {
        "kind": "attribute",
        "name": "服务",
        "value": "数据恢复",
        "asked": "数据恢复",
    } in best.reasons
    kinds = {reason["kind"] for reason in best.reasons}
    assert {"category", "region", "attribute"} <= kinds


def test_the_better_fit_comes_first_and_the_lesser_still_comes() -> None:
    found = find("上海的电脑维修")
    assert [match.tenant_id for match in found[:2]] == [REPAIRS.tenant_id, CHEAP_REPAIRS.tenant_id]
    assert found[0].score > found[1].score


def test_no_more_than_asked_for() -> None:
    assert len(find("电脑维修", limit=1)) == 1
    assert find("电脑维修", limit=0) == []


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"region": "北京"}, [CHEAP_REPAIRS]),
        ({"category": "电脑维修", "language": "zh"}, [REPAIRS, CHEAP_REPAIRS]),
        ({"region": "berlin"}, []),
    ],
)
def test_what_a_company_must_have(wanted: dict[str, str], expected: list[CompanyDocument]) -> None:
    found = {match.tenant_id for match in find("数据恢复", **wanted)}
    assert found >= {one.tenant_id for one in expected}
    if wanted.get("region") == "北京":
        assert found == {CHEAP_REPAIRS.tenant_id}


def test_a_filter_alone_finds_whoever_passes_it() -> None:
    found = {match.tenant_id for match in find("嗯", region="Berlin")}
    assert found == {LAPTOPS.tenant_id, CAFE.tenant_id}


def test_the_excluded_are_not_found() -> None:
    found = find("电脑维修", exclude=[REPAIRS.tenant_id])
    assert REPAIRS.tenant_id not in {match.tenant_id for match in found}
    assert found


@pytest.mark.parametrize("question", ["", "   ", "你好，请问有没有推荐的？", "zzqqy"])
def test_who_asks_for_nothing_finds_nobody(question: str) -> None:
    assert find(question) == []


def test_a_question_of_a_hundred_thousand_characters() -> None:
    assert first("笔记本换屏" * 20_000) == REPAIRS.tenant_id


def test_naughty_questions_are_only_questions() -> None:
    with looking():
        for text in NAUGHTY:
            search(text, region=text or None)


def test_two_round_trips_however_much_is_asked(indexed: Engine) -> None:
    statements: list[object] = []
    lent: list[object] = []

    def note(*arguments: object) -> None:
        statements.append(arguments)

    def lend(*arguments: object) -> None:
        lent.append(arguments)

    event.listen(database.engine, "before_cursor_execute", note)
    event.listen(database.engine, "checkout", lend)
    try:
        search("上海的电脑维修，要能数据恢复，100元以内，评分4分以上", limit=200)
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
        event.remove(database.engine, "checkout", lend)
    assert statements == []  # each connection is lent for one round trip
    assert len(lent) == 2


def test_companies_of_which_the_same_is_told_share_their_reasons() -> None:
    cheap, dear = find("电脑维修")[:2]
    assert cheap.tenant_id != dear.tenant_id
    assert cheap.reasons is dear.reasons
