from __future__ import annotations

import re
from pathlib import Path

import pytest

from muster.web.paths import DIST
from muster.web.slim import DROPPED, slim

ROOTS = ("platform/muster", "tenants", "marketplace")
REPOSITORY = Path(__file__).parents[3]


@pytest.mark.parametrize(
    ("sheet", "kept"),
    [
        (".btn{a:b}.navbar{a:b}", ".btn{a:b}"),
        (".navbar-nav .btn{a:b}", ""),
        (".btn,.navbar .btn{a:b}", ".btn{a:b}"),
        (".btn:not(.navbar){a:b}", ".btn:not(.navbar){a:b}"),
        (".a:is(.b,.carousel),.c{a:b}", ".c{a:b}"),
        ("@media print{.carousel{a:b}}", ""),
        ("@media print{.carousel{a:b}.btn{a:b}}", "@media print{.btn{a:b}}"),
        ("@keyframes x{from{a:b}to{a:c}}", "@keyframes x{from{a:b}to{a:c}}"),
        (
            '@charset "UTF-8";/*! by {them} */.btn{a:b}',
            '@charset "UTF-8";/*! by {them} */.btn{a:b}',
        ),
        ('.a{b:url("x{;}")}.ribbon{a:b}', '.a{b:url("x{;}")}'),
        (".bg-twitter,.bg-x-lt{a:b}.bg-green{a:b}", ".bg-green{a:b}"),
    ],
)
def test_only_rules_that_need_a_dropped_family_go(sheet: str, kept: str) -> None:
    assert slim(sheet) == kept


def test_no_template_uses_what_is_not_shipped() -> None:
    used = {
        (path, class_)
        for root in ROOTS
        for path in (REPOSITORY / root).rglob("templates/**/*.html")
        for value in re.findall(r'class="([^"]*)"', path.read_text())
        for class_ in re.findall(r"[\w-]+", value)
    }
    assert used
    assert [use for use in sorted(used) if DROPPED.fullmatch(f".{use[1]}")] == []


def test_the_sheet_is_lighter_and_whole() -> None:
    sheet = (DIST / "tabler.css").read_text()
    assert len(sheet) < 480_000
    assert sheet.count("{") == sheet.count("}")
    for class_ in (".btn-primary", ".card-body", ".form-select", ".row-cols-2", ".dropdown-menu"):
        assert class_ in sheet
