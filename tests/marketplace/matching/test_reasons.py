"""Reasons say in the company's own words what of the question it meets."""

from __future__ import annotations

import json
from dataclasses import replace

from marketplace.matching.facts import MOST_VALUES, facts_of, lowest_price
from marketplace.matching.quantities import Quantity
from marketplace.matching.reading import Reading
from marketplace.matching.reasons import Reason, reasons
from marketplace.matching.terms import Kind, Term
from marketplace.matching.text import key
from marketplace.matching.understanding import Criterion, understand
from tests.marketplace.matching.companies import APPLIANCES, CAFE, REPAIRS, company
from tests.marketplace.matching.naughty import NAUGHTY


def criterion(kind: str, text: str, asked: str = "", quantity: Quantity | None = None) -> Criterion:
    return Criterion(kind, text, asked or text, 1.0, (Term(kind, text),), 1, quantity)


def why(one: Criterion, document: object = APPLIANCES, mentions: int = 0) -> list[Reason]:
    return reasons([one], [1], facts_of(document), mentions)  # type: ignore[arg-type]  # a document


def test_a_value_is_told_with_its_attribute() -> None:
    assert why(criterion(Kind.VALUE, "以旧换新")) == [
        {"kind": "attribute", "name": "服务", "value": "以旧换新", "asked": "以旧换新"}
    ]


def test_a_value_is_told_as_the_company_wrote_it() -> None:
    (reason,) = why(criterion(Kind.VALUE, key("meeting room"), "meeting room"), CAFE)
    assert reason["value"] == "Meeting rooms"
    assert reason["asked"] == "meeting room"


def test_a_product_is_told_by_its_name() -> None:
    (reason,) = why(criterion(Kind.VALUE, "静音冰箱x5", "静音冰箱x5"))
    assert reason == {"kind": "words", "words": ["静音冰箱 X5"]}


def test_a_price_with_and_without_an_attribute() -> None:
    asked = Quantity("money", 0, 2000)
    (reason,) = why(criterion(Kind.MEASURE, "money", "2000元以下", asked))
    assert reason == {"kind": "price", "value": "1899.00 CNY", "asked": "2000元以下"}
    asked = Quantity("money", 0, 100)
    (reason,) = why(criterion(Kind.MEASURE, "money", "100元以内", asked), REPAIRS)
    assert reason == {"kind": "attribute", "name": "上门费", "value": "50", "asked": "100元以内"}


def test_a_rating() -> None:
    asked = Quantity("rating", 4.5, 5)
    (reason,) = why(criterion(Kind.MEASURE, "rating", "4.5分以上", asked))
    assert reason == {"kind": "rating", "value": "4.6", "asked": "4.5分以上"}


def test_opening_hours() -> None:
    (reason,) = why(criterion(Kind.HOURS, "h20", "晚上8点"))
    assert reason == {
        "kind": "attribute",
        "name": "营业时间",
        "value": "周一至周日 09:00-21:00",
        "asked": "晚上8点",
    }


def test_words_together_and_only_those_met() -> None:
    words = [
        criterion(Kind.WORD, "退货"),
        criterion(Kind.TITLE, "退货"),
        criterion(Kind.WORD, "换屏"),
    ]
    assert reasons(words, [1, 2], {}, 0) == [{"kind": "words", "words": ["退货"]}]


def test_the_name_of_an_attribute_is_told_only_where_there_is_nothing_else() -> None:
    name, value = criterion(Kind.ATTRIBUTE, "服务"), criterion(Kind.WORD, "维修")
    assert why(name) == [{"kind": "words", "words": ["服务"]}]
    assert reasons([name, value], [1, 2], {}, 0) == [{"kind": "words", "words": ["维修"]}]


def test_well_known_companies_say_so() -> None:
    assert why(criterion(Kind.CATEGORY, "家电"), mentions=12) == [
        {"kind": "category", "value": "家电"},
        {"kind": "mentioned", "companies": 12},
    ]


def test_a_hash_that_deceives_makes_no_false_claim_of_an_attribute() -> None:
    (reason,) = why(criterion(Kind.VALUE, "没有的东西"))
    assert reason == {"kind": "words", "words": ["没有的东西"]}


def test_facts_stay_small() -> None:
    endless = company("大全", attributes=[("货", [f"{n}号" for n in range(5_000)])])
    assert len(facts_of(endless)) == MOST_VALUES


def test_the_lowest_price() -> None:
    assert lowest_price(APPLIANCES) == 1899
    assert lowest_price(company("不说价")) is None


def test_facts_of_naughty_strings_are_json() -> None:
    for text in NAUGHTY:
        facts = facts_of(company("店", attributes=[(text, text), (text, [text])]))
        assert "\\u0000" not in json.dumps(facts, ensure_ascii=False).replace("\\\\", "")
        json.dumps(facts, ensure_ascii=False).encode()


def words_of(*criteria: Criterion) -> list[Reason]:
    return reasons(list(criteria), range(1, len(criteria) + 1), facts_of(APPLIANCES), 0)


def test_halves_of_two_words_are_told_only_where_nothing_whole_is_shared() -> None:
    half = replace(criterion(Kind.WORD, "宫附"), whole=False)
    whole = criterion(Kind.WORD, "故宫")
    assert words_of(half, whole) == [{"kind": "words", "words": ["故宫"]}]
    assert words_of(half) == [{"kind": "words", "words": ["宫附"]}]


def test_a_pair_of_characters_is_whole_where_the_words_end() -> None:
    reading = Reading("故宫附近安静的酒店")
    counts = {Term(Kind.WORD, word): 1 for word in ("故宫", "宫附", "附近", "近安", "安静")}
    found = {one.asked: one.whole for one in understand(reading, counts, 1000).criteria}
    assert {word for word, whole in found.items() if whole} == {"故宫", "附近", "安静"}
    assert {word for word, whole in found.items() if not whole} == {"宫附", "近安"}
