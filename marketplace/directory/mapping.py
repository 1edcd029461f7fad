"""What each field of a directory's file is: read from a TOML or JSON file of the operator."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from muster.tenancy import zones
from tenants.showcase.facts import unique
from tenants.showcase.prices import is_currency

PLACES = re.compile(r"\{([^{}]+)\}")  # fields in a template
SOURCE = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")
T = TypeVar("T")


class MappingError(Exception):
    """A mapping that cannot be used; the message says where and why."""


@dataclass(frozen=True, slots=True)
class CompanyFields:
    """Fields of a company. Lists of fields: each adds its texts. `…_always`: constant texts.

    key: what tells two companies apart (the name, if nothing else is said). region_pattern: a
    regular expression; its first group is searched for in the address and added to the regions.
    phone_area: put before numbers that have no area code. name may be a template: "{名称}".
    """

    name: str
    key: list[str] = field(default_factory=list)
    tagline: str = ""
    about: str = ""
    categories: list[str] = field(default_factory=list)
    categories_always: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    regions_always: list[str] = field(default_factory=list)
    region_pattern: str = ""
    languages_always: list[str] = field(default_factory=list)
    phone: str = ""
    phone_area: str = ""
    website: str = ""
    address: str = ""
    hours: str = ""
    rating: str = ""
    mentions: list[str] = field(default_factory=list)
    leave_out: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ProductRule:
    """One way to make products of a row.

    each: a field with a list: one product an entry. Otherwise one product, called `name` (a
    template). when: only for rows in which this field says something.
    """

    each: str = ""
    name: str = ""
    description: str = ""
    price: str = ""
    when: str = ""
    tags: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class DirectoryMapping:
    """Everything said about a directory. source: its short name, part of every key."""

    source: str
    company: CompanyFields
    products: tuple[ProductRule, ...] = ()
    locale: str = "zh"
    time_zone: str = "Asia/Shanghai"
    currency: str = "CNY"


def read_mapping(path: Path) -> DirectoryMapping:
    """Read a mapping; raises MappingError."""
    try:
        content = path.read_text(encoding="utf-8")
        told = json.loads(content) if path.suffix == ".json" else tomllib.loads(content)
    except OSError as error:
        raise MappingError(f"{path} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise MappingError(f"{path} is not valid: {error}") from None
    if not isinstance(told, dict):
        raise MappingError(f"{path} should hold a table of settings")
    return _mapping(told)


def check_fields(mapping: DirectoryMapping, columns: Sequence[str]) -> None:
    """Raise MappingError if a file with these columns cannot be what the mapping is about."""
    company = mapping.company
    needed = PLACES.findall(company.name) if "{" in company.name else [company.name]
    missing = [name for name in unique((*needed, *company.key)) if name not in columns]
    if missing:
        there = ", ".join(columns[:20])
        raise MappingError(f"the file has no field {', '.join(missing)}; it has: {there}")


def _mapping(told: dict[str, Any]) -> DirectoryMapping:
    rules = told.pop("products", [])
    if not isinstance(rules, list):
        raise MappingError("products should be a list of tables: [[products]]")
    mapping = _filled(
        DirectoryMapping,
        {
            **told,
            "company": _filled(CompanyFields, told.pop("company", {}), "company"),
            "products": tuple(_filled(ProductRule, rule, "products") for rule in rules),
        },
        "the mapping",
    )
    _check(mapping)
    return mapping


def _filled(kind: type[T], told: object, where: str) -> T:
    if not isinstance(told, Mapping):
        raise MappingError(f"{where} should be a table")
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]  # a dataclass
    unknown = sorted(set(told) - set(known))
    if unknown:
        raise MappingError(f"{where} does not know {', '.join(unknown)}")
    for name, value in told.items():
        wanted = str(known[name].type)
        if wanted == "str" and not isinstance(value, str):
            raise MappingError(f"{where}: {name} should be a text")
        if wanted == "list[str]" and not _is_texts(value):
            raise MappingError(f"{where}: {name} should be a list of texts")
    try:
        return kind(**told)
    except TypeError:
        raise MappingError(f"{where} should say more: see docs/importing.md") from None


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _check(mapping: DirectoryMapping) -> None:
    if not SOURCE.fullmatch(mapping.source):
        raise MappingError("source should be a short name of small letters, digits and hyphens")
    if mapping.locale not in ("zh", "en"):
        raise MappingError("locale should be zh or en")
    if not zones.is_zone(mapping.time_zone):
        raise MappingError(f"{mapping.time_zone} is no time zone")
    if not is_currency(mapping.currency):
        raise MappingError(f"{mapping.currency} is no currency")
    for rule in mapping.products:
        if not rule.each and not rule.name:
            raise MappingError("each [[products]] should say `each` or `name`")
    _check_pattern(mapping.company.region_pattern)


def _check_pattern(pattern: str) -> None:
    try:
        groups = re.compile(pattern).groups
    except re.error as error:
        raise MappingError(f"region_pattern: {error}") from None
    if pattern and groups != 1:
        raise MappingError("region_pattern should have one group: what is in (…) is the region")
