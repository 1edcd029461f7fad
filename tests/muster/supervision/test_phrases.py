"""What counts as angry, and as politeness that means no."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from sqlalchemy import func, select

from muster.db import session
from muster.supervision import phrases
from muster.supervision.models import PhraseList
from muster.supervision.phrases import ANGRY, DEFAULTS, POLITE
from tests.cast import HUALAN

AsTenant = Callable[[str], AbstractContextManager[None]]


@pytest.mark.parametrize(
    ("kind", "said", "found"),
    [
        (POLITE, "哦,原来是这样", "哦原来是这样"),
        (POLITE, "  哦，原来 是这样。。。", "哦原来是这样"),
        (POLITE, "Oh, I see.", "oh i see"),
        (POLITE, "I see, and how long does it take to get here?", None),
        (POLITE, "好吧", "好吧"),
        (POLITE, "好吧，那我要两台白色的", None),
        (ANGRY, "再不处理我就投诉你们了", "投诉"),
        (ANGRY, "This is RIDICULOUS!!", "ridiculous"),
        (ANGRY, "谢谢，很满意", None),
        (ANGRY, "", None),
    ],
)
def test_what_is_found(kind: str, said: str, found: str | None) -> None:
    assert phrases.found(kind, said, DEFAULTS) == found


def test_a_company_s_own_list(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        phrases.keep(HUALAN.id, POLITE, "zh", [" 那先这样 ", "", "那先这样"])
        lists = phrases.of([HUALAN.id])[HUALAN.id]
        assert lists[POLITE, "zh"] == ["那先这样"]
        assert lists[ANGRY, "en"] == DEFAULTS[ANGRY, "en"]
        assert phrases.found(POLITE, "那先这样", lists) == "那先这样"
        assert phrases.found(POLITE, "哦原来是这样", lists) is None


def test_ours_is_not_kept_as_theirs(as_tenant: AsTenant) -> None:
    with as_tenant("hualan"):
        phrases.keep(HUALAN.id, POLITE, "en", ["fine"])
        phrases.keep(HUALAN.id, POLITE, "en", DEFAULTS[POLITE, "en"])
        assert session.scalar(select(func.count()).select_from(PhraseList)) == 0
