"""Words that raise an alert: anger, and politeness that means no. Editable per client."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from muster.audit.actions import record
from muster.db import session, uuid7
from muster.supervision.models import PhraseList

ANGRY, POLITE = "angry", "polite"
KINDS = (ANGRY, POLITE)
LANGUAGES = ("zh", "en")
MOST = 200
LONGEST = 60
SHORT = 4  # a phrase shorter than this counts only where it is all that was said
_NOISE = re.compile(r"[\W_]+")


def _listed(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.split(",") if line.strip())


DEFAULTS: Mapping[tuple[str, str], tuple[str, ...]] = {
    (ANGRY, "zh"): _listed("""
        投诉, 骗子, 骗人, 欺骗, 垃圾, 太差, 差劲, 差评, 什么态度, 气死,
        忍无可忍, 太过分, 不可理喻, 消协, 12315, 曝光, 起诉, 律师,
        忽悠, 坑人, 耍我, 没人管, 到底能不能, 第几次了, 退钱, 你们领导,
        找你们经理
    """),
    (ANGRY, "en"): _listed("""
        ridiculous, unacceptable, scam, rip-off, terrible, worst, furious,
        disgusting, useless, fed up, sick of, lawyer, legal action, sue you,
        complaint, your manager, report you, waste of time, still waiting,
        how many times, want my money back
    """),
    (POLITE, "zh"): _listed("""
        哦原来是这样, 原来是这样啊, 那就这样吧, 就这样吧, 那算了, 算了吧,
        算了, 好吧, 行吧, 随便吧, 随便, 呵呵, 知道了, 你们看着办,
        那我再看看, 我再想想, 也只能这样了, 麻烦你了不用了, 不用了谢谢,
        没事我自己来, 您忙吧, 原来如此, 那好吧, 无所谓了
    """),
    (POLITE, "en"): _listed("""
        oh i see, i see, fine then, never mind, nevermind, whatever,
        if you say so, i guess that's it, that's how it is then, ok whatever,
        forget it, i'll think about it, i will look elsewhere, not to worry,
        i suppose, thanks anyway, good to know i guess
    """),
}


def of(tenant_ids: Sequence[UUID]) -> dict[UUID, dict[tuple[str, str], Sequence[str]]]:
    """The lists of these companies: their own where they have one, ours otherwise."""
    lists: dict[UUID, dict[tuple[str, str], Sequence[str]]] = {
        tenant_id: dict(DEFAULTS) for tenant_id in tenant_ids
    }
    query = select(PhraseList).where(PhraseList.tenant_id.in_(tenant_ids))
    for row in session.scalars(query):
        lists[row.tenant_id][row.kind, row.language] = row.phrases
    return lists


def keep(tenant_id: UUID, kind: str, language: str, phrases: Iterable[str]) -> None:
    """Keep a company's own list; the same as ours is not kept, so that ours may grow."""
    wanted = list(dict.fromkeys(each for each in map(str.strip, phrases) if each))
    if wanted == list(of([tenant_id])[tenant_id][kind, language]):
        return
    where = (
        PhraseList.tenant_id == tenant_id,
        PhraseList.kind == kind,
        PhraseList.language == language,
    )
    if tuple(wanted) == DEFAULTS[kind, language]:
        session.execute(delete(PhraseList).where(*where))
    else:
        session.execute(
            insert(PhraseList)
            .values(id=uuid7(), tenant_id=tenant_id, kind=kind, language=language, phrases=wanted)
            .on_conflict_do_update(
                index_elements=["tenant_id", "kind", "language"], set_={"phrases": wanted}
            )
        )
    record(
        "supervision.phrases_changed", tenant_id=tenant_id, subject=f"{kind} {language}",
        count=len(wanted),
    )  # fmt: skip


def plain(text: str) -> str:
    """A text without what people write in many ways: width, case, blanks, marks."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


def found(kind: str, said: str, lists: Mapping[tuple[str, str], Sequence[str]]) -> str | None:
    """The first phrase of this kind in what was said, in whatever language; None without one.

    Anger counts wherever it stands. Politeness counts where it is most of what was said: "I see,
    and how long does it take?" goes on, "oh, I see." does not.
    """
    words = plain(said)
    for language in LANGUAGES:
        for phrase in lists[kind, language]:
            wanted = plain(phrase)
            if wanted and _fits(kind, wanted, words):
                return phrase
    return None


def _fits(kind: str, wanted: str, words: str) -> bool:
    if wanted not in words:
        return False
    if kind == ANGRY:
        return True
    return words == wanted or (len(wanted) >= SHORT and len(words) <= 2 * len(wanted))
