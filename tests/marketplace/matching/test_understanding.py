"""What a question asks for, without a database: the words of a few companies are enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import pytest

from marketplace.matching.documents import CompanyDocument
from marketplace.matching.reading import Reading
from marketplace.matching.terms import Kind, Term, terms_of_company
from marketplace.matching.text import key
from marketplace.matching.understanding import (
    MOST_CRITERIA,
    MOST_WORDS,
    Criterion,
    Understanding,
    understand,
)
from tests.marketplace.matching.companies import ALL, company
from tests.marketplace.matching.naughty import NAUGHTY


def counts_of(documents: Iterable[CompanyDocument]) -> Counter[Term]:
    return Counter(term for one in documents for term in terms_of_company(one))


KNOWN = counts_of(ALL)


def ask(question: str, documents: Iterable[CompanyDocument] = ALL) -> Understanding:
    known = KNOWN if documents is ALL else counts_of(documents)
    return understand(Reading(question), known, len(list(documents)))


def criteria(
    question: str, kind: str, documents: Iterable[CompanyDocument] = ALL
) -> list[Criterion]:
    return [one for one in ask(question, documents).criteria if one.kind == kind]


def texts(question: str, kind: str) -> set[str]:
    return {one.text for one in criteria(question, kind)}


def test_values_are_known_because_somebody_published_them() -> None:
    assert texts("有没有上门安装和以旧换新？", Kind.VALUE) == {"上门安装", "以旧换新"}
    assert texts("a cafe with a meeting room", Kind.VALUE) == {key("meeting rooms")}


def test_the_longest_match_wins() -> None:
    assert texts("要静音冰箱X5", Kind.VALUE) == {"静音冰箱x5"}


def test_small_talk_asks_for_nothing() -> None:
    chatty = company("话多", attributes=[("菜", ["没有", "推荐", "可以"])])
    assert criteria("你好，有没有可以推荐的？", Kind.VALUE, [chatty]) == []


@pytest.mark.parametrize(
    "question",
    [
        "What is the weather today?",
        "Please have somebody there this week, as soon as possible",
        "今天下午天气怎么样？马上告诉我",
    ],
)
def test_when_and_politeness_ask_for_nothing_whoever_publishes_them(question: str) -> None:
    prompt = company(
        "Prompt",
        attributes=[("When", ["today", "this week", "今天", "马上", "下午"])],
        about="Somebody is there today, please have patience. 下午马上到。",
    )
    assert ask(question, [prompt]).criteria == ()


def test_kinds_regions_and_names() -> None:
    assert texts("上海的电脑维修", Kind.CATEGORY) == {"电脑维修"}
    assert texts("上海的电脑维修", Kind.REGION) == {"上海"}
    (name,) = criteria("青禾家电的电话是多少", Kind.NAME)
    assert name.weight == max(one.weight for one in ask("青禾家电的电话是多少").criteria)


def test_a_range_of_prices() -> None:
    (price,) = criteria("2000元以下的洗衣机", Kind.MEASURE)
    assert price.quantity is not None
    assert (price.quantity.low, price.quantity.high) == (0, 2000)
    assert price.asked == "2000元以下"


def test_another_currency_is_another_price() -> None:
    assert texts("2000元以下", Kind.MEASURE) != set()
    (euro,) = criteria("a laptop under 2000 euros", Kind.MEASURE)
    assert not any("CNY" in term.text for term in euro.terms)


def test_free_of_charge() -> None:
    (free,) = criteria("有免费上门的电脑维修吗", Kind.MEASURE)
    assert free.quantity is not None
    assert free.quantity.high == 0


def test_free_as_part_of_a_value_is_no_price() -> None:
    assert criteria("要免费清洗", Kind.MEASURE) == []
    assert criteria("somewhere with free parking", Kind.MEASURE) == []


def test_a_number_as_part_of_a_value_is_no_range() -> None:
    hotel = company("夜归人", attributes=[("设施", ["24小时热水"]), ("时长", "2小时")])
    assert criteria("要有24小时热水", Kind.MEASURE, [hotel]) == []
    assert [one.text for one in criteria("要有24小时热水", Kind.VALUE, [hotel])] == ["24小时热水"]


def test_a_number_counts_once() -> None:
    trip = company("远足", attributes=[("时长", "2小时")])
    (number,) = criteria("玩2小时", Kind.MEASURE, [trip])
    (value,) = criteria("玩2小时", Kind.VALUE, [trip])
    assert value.weight < number.weight


def test_an_attribute_of_any_name_can_be_asked_for_by_number() -> None:
    hall = company("大会堂", attributes=[("座位数", 800)])
    (seats,) = criteria("座位数500以上的", Kind.MEASURE, [hall])
    assert any(term in counts_of([hall]) for term in seats.terms)


def test_opening_hours_and_days() -> None:
    assert texts("晚上8点还营业的家电店", Kind.HOURS) == {"h20"}
    assert texts("open on Sundays?", Kind.HOURS) == {"d6"}


def test_a_language() -> None:
    assert texts("do you have somebody who speaks German", Kind.LANGUAGE) == {"de"}
    assert texts("会说英语的", Kind.LANGUAGE) == {"en"}


def test_near_a_place_is_not_the_place() -> None:
    (near,) = criteria("Harbour Cafe附近", Kind.MENTION)
    (name,) = criteria("Harbour Cafe附近", Kind.NAME)
    assert near.weight > name.weight
    (name,) = criteria("Harbour Cafe的地址", Kind.NAME)
    assert name.weight > 5


def test_a_second_kind_that_is_asked_about_beside_the_first() -> None:
    asked = {one.text: one.weight for one in criteria("找个家电店，周边有什么cafe", Kind.CATEGORY)}
    assert asked["家电"] > asked["caf"]
    asked = {one.text: one.weight for one in criteria("附近的cafe", Kind.CATEGORY)}
    assert asked["caf"] > 1


def test_preferences() -> None:
    assert ask("便宜的洗衣机").cheap > 0
    assert ask("a luxury laptop").cheap < 0
    assert ask("评价高的电脑维修").rated > 0
    assert ask("电脑维修，最好评分在4分以上").rated == 0


def test_a_two_character_word_is_heard() -> None:
    assert "退货" in texts("我要退货", Kind.WORD)


def test_rare_words_weigh_more_than_common_ones() -> None:
    weights = {one.text: one.weight for one in criteria("换屏维修", Kind.WORD)}
    assert weights["换屏"] > weights["维修"]


def test_words_weigh_little_beside_what_is_surely_meant() -> None:
    alone = criteria("换屏", Kind.WORD)[0].weight
    beside = next(one for one in criteria("电脑维修，换屏", Kind.WORD) if one.text == "换屏").weight
    assert beside < alone / 2


def test_a_whole_word_is_meant_even_beside_what_is_surely_meant() -> None:
    shop = company("小店", categories=["花店"], attributes=[("地址", "朝阳区建国路甲一号")])
    others = [company(f"店{n}", categories=["花店"]) for n in range(9)]
    weights = {one.text: one.weight for one in ask("朝阳区的花店", [shop, *others]).criteria}
    assert weights["朝阳区"] > 3 * weights["阳区"]


@pytest.mark.parametrize("question", ["", "   ", "？！…", "\x00", "\u200b"])
def test_nothing_said_nothing_asked(question: str) -> None:
    assert ask(question).criteria == ()


def test_a_question_of_a_hundred_thousand_characters() -> None:
    long = "上海哪里可以退货，有没有2000元以下的静音冰箱？" * 4_000
    understood = ask(long[:100_000])
    assert len(understood.criteria) <= MOST_CRITERIA + MOST_WORDS
    assert {one.text for one in understood.criteria} >= {"上海", "静音"}


def test_naughty_questions() -> None:
    for question in NAUGHTY:
        for one in ask(question).criteria:
            assert one.terms
            assert one.weight >= 0


def test_nothing_is_known_yet() -> None:
    assert understand(Reading("上海的电脑维修，100元以内"), {}, 0).criteria == ()


def test_criteria_come_by_weight() -> None:
    weights = [one.weight for one in ask("青禾家电有没有2000元以下的洗衣机").criteria]
    assert weights == sorted(weights, reverse=True)
