"""Telephone numbers as people write them."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from muster.errors import Invalid
from muster.tenancy import phones


@pytest.mark.parametrize(
    ("written", "region", "stored", "shown"),
    [
        ("95588", "CN", "+8695588", "95588"),
        ("12345", "CN", "+8612345", "12345"),
        ("110", "CN", "+86110", "110"),
        ("１２３０６", "CN", "+8612306", "12306"),
        ("96110", "CN", "+8696110", "96110"),
        ("400-882-1234", "CN", "+864008821234", "400 882 1234"),
        ("４００－８８２－１２３４", "CN", "+864008821234", "400 882 1234"),
        ("800 820 1234", "CN", "+868008201234", "800 820 1234"),
        ("010-65529988", "CN", "+861065529988", "010 6552 9988"),
        ("010-65529988转8001", "CN", "+861065529988;ext=8001", "010 6552 9988 ext. 8001"),
        ("+86 138 0013 8000", "CN", "+8613800138000", "138 0013 8000"),
        ("1823", "HK", "+8521823", "1823"),
        ("(0)20 7946 0018", "GB", "+442079460018", "020 7946 0018"),
        ("1-800-FLOWERS", "US", "+18003569377", "(800) 356-9377"),
    ],
)
def test_a_number_is_stored_in_one_form_and_shown_as_dialled(
    written: str, region: str, stored: str, shown: str
) -> None:
    assert phones.normalise(written, region) == stored
    assert phones.display(stored, region) == shown


def test_a_reader_abroad_sees_the_country_code() -> None:
    assert phones.display("+861065529988", "US") == "+86 10 6552 9988"
    assert phones.display("+861065529988") == "+86 10 6552 9988"


def test_a_link_dials_a_service_number_without_a_country() -> None:
    assert phones.link("+8695588") == "tel:95588"
    assert phones.link("+864008821234") == "tel:+864008821234"


@pytest.mark.parametrize(
    "rubbish",
    [
        "",
        " ",
        "abc",
        "+",
        "1",
        "00000",
        "1" * 40,
        "9" * 61,
        "+999 12345",
        "转",
        "95588转1",
        "' OR 1=1",
        "👾👾👾",
        "99999",
    ],
)
def test_rubbish_is_refused(rubbish: str) -> None:
    with pytest.raises(Invalid) as refused:
        phones.normalise(rubbish, "CN")
    assert refused.value.field == "phone"


def test_a_service_number_of_another_country_is_not_ours() -> None:
    with pytest.raises(Invalid):
        phones.normalise("+86 95588", "GB")


def test_a_person_cannot_be_called_back_at_a_service_number() -> None:
    assert phones.normalise("138 0013 8000", "CN", service=False) == "+8613800138000"
    with pytest.raises(Invalid):
        phones.normalise("95588", "CN", service=False)


def rows(name: str) -> Iterator[dict[str, str]]:
    folder = os.environ.get("MUSTER_REFERENCE_DATA")
    if not folder:
        pytest.skip("MUSTER_REFERENCE_DATA is not set")
    with (Path(folder) / "dirty" / name).open(newline="") as file:
        yield from csv.DictReader(file)


def stored_or_none(written: str, region: str | None) -> str | None:
    try:
        return phones.normalise(written, region)
    except Invalid:
        return None


def test_real_numbers_of_all_regions_are_read_in_both_spellings() -> None:
    wrong = [
        (row["region"], row[spelling])
        for row in rows("phone_examples.csv")
        for spelling in ("national", "international")
        if row["is_valid"] == "True" and stored_or_none(row[spelling], row["region"]) != row["e164"]
    ]
    assert wrong == []


def test_invalid_numbers_of_all_regions_are_refused_unless_they_are_service_numbers() -> None:
    taken = {
        row["region"]
        for row in rows("phone_examples.csv")
        if row["is_valid"] == "False" and stored_or_none(row["national"], row["region"])
    }
    assert taken == {"FI", "PY"}  # where these very numbers are short codes


def test_numbers_as_people_really_write_them() -> None:
    for row in rows("phone_parse_vectors.csv"):
        stored = stored_or_none(row["input"], row["default_region"] or None)
        if row["valid"] == "True":
            extension = f";ext={row['extension']}" if row["extension"] else ""
            assert stored == row["e164"] + extension, row
        elif row["input"] in ("95588", "12345", "110", "119"):
            assert stored == row["e164"], row
        else:
            assert stored is None, row
