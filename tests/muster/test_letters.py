from __future__ import annotations

import re

import pytest

from muster.letters import UNSPACED, has_chinese


@pytest.mark.parametrize("text", ["空调", "Midea 美的", "㐀", "豈", "𠮷野家"])
def test_common_rare_and_compatible_ideographs_are_chinese(text: str) -> None:
    assert has_chinese(text)


@pytest.mark.parametrize("text", ["", "Hualan", "カフェ", "서울", "！？，。", "１２３", "Ⅳ"])
def test_other_scripts_figures_and_punctuation_are_not(text: str) -> None:
    assert not has_chinese(text)


def test_only_letters_that_follow_each_other_without_spaces_are_unspaced() -> None:
    found = re.findall(f"[{UNSPACED}]+", "空调，カフェ 서울 กาแฟ air con 12")
    assert found == ["空调", "カフェ", "서울", "กาแฟ"]
