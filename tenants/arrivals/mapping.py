"""Which column of a file says what of arrivals; guessed from its name in two languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

# A row of "intervals" gives numbers of a span of time; a row of "calls" is one call.
SHAPES = {
    "intervals": _l("Each row is an interval or a day"),
    "calls": _l("Each row is one call (a call log)"),
}
TARGETS: dict[str, Any] = {
    "ignore": _l("Leave out"),
    "start": _l("Date, or date and time"),
    "time": _l("Time of day"),
    "end": _l("End of the interval"),
    "zone": _l("Time zone"),
    "offered": _l("Contacts offered"),
    "answered": _l("Contacts answered"),
    "abandoned": _l("Contacts abandoned"),
    "aht": _l("Handling time (AHT)"),
    "outcome": _l("Outcome of the call"),
    "talk": _l("Length of the call"),
}
ONLY_CALLS = frozenset({"outcome", "talk"})
ONLY_INTERVALS = frozenset({"end", "offered", "answered", "abandoned", "aht"})

_MEANT = {
    "start": "start|date|day|datetime|timestamp|interval|interval start|interval start local"
    "|start time|period|starts at|call date|时间|日期|开始时间|时段|时间段|统计日期|来电时间"
    "|呼入时间",
    "time": "time|clock|start clock|interval time|vru entry|call time|entry|entry time|time of day"
    "|时刻|时点|进线时间",
    "end": "end|interval end|end time|until|ends at|结束时间|截止时间",
    "zone": "zone|time zone|timezone|tz|utc offset|offset|时区",
    "offered": "offered|calls|calls offered|callsoffered|contacts|volume|arrivals|count|inbound"
    "|total calls|contacts offered|来电量|呼入量|进线量|呼入数|来电数|话务量|咨询量|请求数",
    "answered": "answered|handled|calls handled|callshandled|calls answered|contacts handled"
    "|接通量|接听量|接通数|应答量|接起量",
    "abandoned": "abandoned|calls abandoned|callsabandoned|abandons|lost"
    "|放弃量|放弃数|呼损量|弃呼量",
    "aht": "aht|average handle time|avg handle time|average handling time|aht seconds"
    "|平均处理时长|平均通话时长|平均处理时间",
    "outcome": "outcome|result|disposition|status|call outcome|结果|呼叫结果|状态|接通状态",
    "talk": "ser time|talk|talk time|duration|service time|call duration|handle time|seconds"
    "|通话时长|时长|服务时长",
}
_WORDS = {word: target for target, words in _MEANT.items() for word in words.split("|")}
_BRACKETS = re.compile(r"[(\[【<（].*?[)\]】>）]")
_OTHER = re.compile(r"[\s_\-:./*#]+")

ANSWERED = "agent, answered, handled, ok, connected, 接通, 已接, 应答, 接听"
ABANDONED = "hang, abandoned, abandon, hangup, hung up, lost, missed, 放弃, 未接, 呼损, 挂断"
NO_CALL = "phantom, test, ghost, 测试, 幽灵"


@dataclass(frozen=True, slots=True)
class ArrivalMapping:
    """What is to be done with a file of arrivals.

    columns: column → target. order: of dates; "" is found out. series_id: None makes a new series
    called name. interval_minutes: of a new series; 0 as the file has it. answered, abandoned,
    no_call: words of the outcome column, parted by commas.
    """

    columns: dict[str, str] = field(default_factory=dict)
    shape: str = "intervals"
    order: str = ""
    series_id: str | None = None
    name: str = ""
    time_zone: str = "Asia/Shanghai"
    interval_minutes: int = 0
    holidays: str = ""
    answered: str = ANSWERED
    abandoned: str = ABANDONED
    no_call: str = NO_CALL

    def column(self, target: str) -> str | None:
        """The column that holds `target`."""
        return next((name for name, meant in self.columns.items() if meant == target), None)

    def kept(self) -> dict[str, Any]:
        """The mapping as JSON values."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> ArrivalMapping:
        """The mapping that `kept` was made of."""
        return cls(**kept)

    def words(self, kind: str) -> frozenset[str]:
        """The words that mean "answered", "abandoned" or "no_call", as `plain` gives them."""
        listed = re.split(r"[,，;；、]", getattr(self, kind))
        return frozenset(filter(None, map(plain, listed)))


def guess(columns: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The shape of a file, and for each column what it most likely is, each target once."""
    meant = [(column, _WORDS.get(plain(_BRACKETS.sub("", column)), "ignore")) for column in columns]
    targets = {target for _, target in meant}
    shape = "calls" if "offered" not in targets and targets & ONLY_CALLS else "intervals"
    barred = ONLY_INTERVALS if shape == "calls" else ONLY_CALLS
    return shape, dict(_once(meant, barred))


def _once(meant: Iterable[tuple[str, str]], barred: frozenset[str]) -> Iterable[tuple[str, str]]:
    given: set[str] = set()
    for column, target in meant:
        taken = target in given or target in barred
        given.add(target)
        yield column, "ignore" if taken else target


def plain(text: str) -> str:
    """A word without case, width and signs."""
    return _OTHER.sub(" ", unicodedata.normalize("NFKC", text).lower()).strip()
