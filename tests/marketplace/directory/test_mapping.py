"""Mappings of directories, right and wrong."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from marketplace.directory.mapping import MappingError, ProductRule, read_mapping
from tests.marketplace.directory.build import MAPPING, mapping

ROOT = Path(__file__).parents[3]


def test_toml_and_json_say_the_same(tmp_path: Path) -> None:
    toml = read_mapping(mapping(tmp_path))
    as_json = json.dumps(tomllib.loads(MAPPING))
    assert read_mapping(mapping(tmp_path, as_json, "mapping.json")) == toml
    assert toml.company.name == "名称"
    assert toml.products[0] == ProductRule(each="招牌菜")


@pytest.mark.parametrize("example", sorted((ROOT / "docs/examples").glob("*.toml")))
def test_the_examples_of_the_documentation_work(example: Path) -> None:
    assert read_mapping(example).company.name


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nonsense", "is not valid"),
        ('source = "x"\n', "company should say more"),
        ('source = "x"\n[company]\nname = 5', "company: name should be a text"),
        ('source = "x"\n[company]\nname = "n"\nkey = "k"', "key should be a list of texts"),
        ('source = "x"\n[company]\nname = "n"\nfoo = "k"', "company does not know foo"),
        ('source = "X Y"\n[company]\nname = "n"', "source should be a short name"),
        ('source = "x"\nlocale = "fr"\n[company]\nname = "n"', "locale should be zh or en"),
        ('source = "x"\ntime_zone = "Mars"\n[company]\nname = "n"', "Mars is no time zone"),
        ('source = "x"\ncurrency = "XX1"\n[company]\nname = "n"', "XX1 is no currency"),
        ('source = "x"\nproducts = 5\n[company]\nname = "n"', "products should be a list"),
        ('source = "x"\n[[products]]\n[company]\nname = "n"', "should say `each` or `name`"),
        ('source = "x"\n[company]\nname = "n"\nregion_pattern = "("', "region_pattern"),
        ('source = "x"\n[company]\nname = "n"\nregion_pattern = "x"', "one group"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MappingError, match=said):
        read_mapping(mapping(tmp_path, text))


def test_a_mapping_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="cannot be read"):
        read_mapping(tmp_path / "none.toml")
