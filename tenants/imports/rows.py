"""One line of a file as a product, or what is wrong with it."""

from __future__ import annotations

from typing import Any

from muster.tables.cells import as_text
from muster.tables.problems import code_of
from muster.tables.table import Line
from tenants.imports.mapping import Mapping
from tenants.showcase import facts, prices
from tenants.showcase.addresses import as_address
from tenants.showcase.intake import Row

Problems = list[tuple[str | None, str]]
LONGEST_LINE = 200
LONGEST_TEXT = 20_000
MOST_TAGS = 40


class Duplicates:
    """Remembers which product each line of a file has given, in little memory."""

    def __init__(self) -> None:
        self._seen: dict[int, int] = {}

    def problem(self, row: Row, line: int) -> str | None:
        """What is wrong if an earlier line has given the same product."""
        what = "key" if row.external_key else "name"
        identity = hash((what, row.external_key or row.name))
        first = self._seen.setdefault(identity, line)
        return code_of(f"{what}.twice", first) if first != line else None


def read_row(line: Line, mapping: Mapping) -> tuple[Row | None, Problems]:
    """The product that a line tells, or the problems that keep it from being one."""
    problems: Problems = list(line.problems)
    if any(column is None for column, _ in problems):
        return None, problems
    reader = _Reader(line, mapping, problems)
    price = reader.price()
    row = Row(
        name=reader.line("name", "name.long"),
        external_key=reader.line("key", "key.long") or None,
        description=reader.text(),
        attributes=reader.attributes(),
        tags=reader.tags(),
        price_minor=price[0] if price else None,
        currency=price[1] if price else None,
        link=reader.link(),
        published=mapping.publish,
    )
    if not row.name and not problems:
        problems.append((mapping.column("name"), "name.missing"))
    return (None if problems else row), problems


class _Reader:
    """Takes the parts of a product from a line and notes what is wrong with them."""

    def __init__(self, line: Line, mapping: Mapping, problems: Problems) -> None:
        self.cells = line.cells
        self.mapping = mapping
        self.problems = problems

    def line(self, target: str, too_long: str) -> str:
        column, value = self._cell(target)
        text = " ".join(as_text(value).split("\n")).strip(" \t\u3000")
        if len(text) > LONGEST_LINE:
            self.problems.append((column, too_long))
        return text

    def text(self) -> str:
        column, value = self._cell("description")
        text = as_text(value)
        if len(text) > LONGEST_TEXT:
            self.problems.append((column, "description.long"))
        return text

    def price(self) -> tuple[int, str] | None:
        column, value = self._cell("price")
        try:
            return prices.read_price(as_text(value), self._currency())
        except prices.PriceError as error:
            self.problems.append((column, error.code))
            return None

    def _currency(self) -> str:
        column, value = self._cell("currency")
        code = as_text(value).strip().upper() or self.mapping.currency
        if not prices.is_currency(code):
            self.problems.append((column, "currency.unknown"))
            return self.mapping.currency
        return code

    def tags(self) -> list[str]:
        column, value = self._cell("tags")
        tags = facts.unique(map(as_text, value)) if isinstance(value, list) else None
        tags = facts.items(as_text(value)) if tags is None else tags
        if len(tags) > MOST_TAGS or any(len(tag) > facts.LONGEST_NAME for tag in tags):
            self.problems.append((column, "tags.many"))
        return tags

    def link(self) -> str | None:
        column, value = self._cell("link")
        text = as_text(value).strip()
        address = as_address(text) if text else None
        if text and address is None:
            self.problems.append((column, "link.unreadable"))
        return address

    def attributes(self) -> dict[str, Any]:
        """All columns that are facts, and whatever the header did not announce."""
        found: dict[str, Any] = {}
        for column, value in self.cells.items():
            if self.mapping.columns.get(column, "attribute") != "attribute":
                continue
            kept = _fact(value)
            if kept is None:
                continue
            if len(as_text(kept)) > facts.LONGEST_VALUE:
                self.problems.append((column, "attribute.long"))
            found[column] = kept
        if len(found) > facts.MOST_FACTS:
            self.problems.append((None, "attribute.many"))
        return found

    def _cell(self, target: str) -> tuple[str | None, Any]:
        column = self.mapping.column(target)
        return column, self.cells.get(column) if column else None


def _fact(value: object) -> facts.Fact | None:
    if isinstance(value, str):
        return facts.fact(value) or None if value.strip() else None
    return facts.of_json(value)
