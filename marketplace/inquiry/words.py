"""Words about inquiries that several pages say."""

from __future__ import annotations

from types import MappingProxyType

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

ENDINGS: MappingProxyType[str, str | LazyString] = MappingProxyType(
    {
        "solved": _l("by the agent"),
        "silence": _l("the consumer was silent for too long"),
        "wrap_up.over": _l("wrap-up over"),
        "consumer.closed": _l("by the consumer"),
        "consumer.chose_other": _l("the consumer chose another company"),
        "inquiry.closed": _l("the consumer closed the question"),
        "inquiry.expired": _l("nothing happened for a week"),
    }
)
