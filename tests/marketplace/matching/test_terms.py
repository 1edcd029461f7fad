"""A document becomes a bounded set of terms."""

from __future__ import annotations

import re
from uuid import UUID

from marketplace.matching.documents import CompanyDocument, ProductDocument
from marketplace.matching.terms import MOST_TERMS, Kind, Term, measures, terms_of_company
from marketplace.matching.text import key
from tests.marketplace.matching.companies import APPLIANCES, CAFE, LAPTOPS, company
from tests.marketplace.matching.naughty import NAUGHTY

ENDLESS = company(
    "大全",
    about="七天无理由退货。" + "".join(map(chr, range(0x4E00, 0x4E00 + 5_000))),
    products=[
        ProductDocument(
            f"货品{n}号", "".join(map(chr, range(0x5000 + n, 0x5100 + n))), tags=[f"标签{n}"]
        )
        for n in range(1_000)
    ],
    attributes=[(f"属性{n}", f"属性{n}的值") for n in range(1_000)],
    mentions=[f"邻居{n}" for n in range(1_000)],
)


def test_everything_published_has_a_term() -> None:
    found = set(terms_of_company(APPLIANCES))
    for term in (
        Term(Kind.NAME, "青禾家电"),
        Term(Kind.CATEGORY, "家电"),
        Term(Kind.REGION, "上海"),
        Term(Kind.LANGUAGE, "zh"),
        Term(Kind.ATTRIBUTE, "服务"),
        Term(Kind.VALUE, "以旧换新"),
        Term(Kind.VALUE, "静音冰箱x5"),
        Term(Kind.VALUE, "静音"),
        Term(Kind.WORD, "退货"),
        Term(Kind.HOURS, "h20"),
        Term(Kind.MEASURE, "rating:x46e0"),
        Term(Kind.MEASURE, "money CNY:d3e3"),
    ):
        assert term in found


def test_english_is_found_in_any_form() -> None:
    found = set(terms_of_company(CAFE))
    assert Term(Kind.VALUE, key("meeting room")) in found
    assert Term(Kind.WORD, "bun") in found


def test_mentions_are_no_words() -> None:
    found = set(terms_of_company(LAPTOPS))
    assert Term(Kind.MENTION, key("Harbour Cafe")) in found
    assert Term(Kind.WORD, "harbour") not in found


def test_prices_count_in_whole_units_and_their_currency() -> None:
    (price,) = [one for name, one in measures(LAPTOPS) if one.measure == "money"]
    assert (price.low, price.currency) == (1299.0, "EUR")


def test_no_document_has_more_terms_than_a_row_may_hold() -> None:
    found = terms_of_company(ENDLESS)
    assert len(found) == MOST_TERMS
    assert found[0] == Term(Kind.NAME, "大全")


def test_a_thousand_products_leave_room_for_the_profile() -> None:
    found = set(terms_of_company(ENDLESS))
    assert Term(Kind.WORD, "退货") in found
    assert Term(Kind.VALUE, "属性1的值") in found
    assert Term(Kind.VALUE, "货品1号") in found
    assert Term(Kind.MENTION, "邻居1") in found


def test_a_lexeme_is_short_and_of_the_kind() -> None:
    word, value = Term(Kind.WORD, "退货").lexeme, Term(Kind.VALUE, "退货").lexeme
    assert word != value
    assert re.fullmatch(r"[A-Za-z0-9_-]{8}", word)


def test_naughty_strings_in_every_field() -> None:
    for text in NAUGHTY:
        product = ProductDocument(text, text, [(text, text), (text, [text])], tags=[text])
        document = CompanyDocument(
            UUID(int=1), text, [text], [text], [text], text, [(text, text)], [product], 4.0, [text]
        )
        for term in terms_of_company(document):
            assert term.text
            assert "\n" not in term.text
            term.lexeme.encode("ascii")
