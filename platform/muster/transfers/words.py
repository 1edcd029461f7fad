"""What is said of transfers, in a contact's history and to agents who come too late."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from muster.conversations.models import TransferKind, TransferState

HANDED_OVER: Final = "transfer.done"
ESCALATED: Final = "transfer.escalated"
ASKED: Final = {
    TransferKind.COLD: "transfer.asked",
    TransferKind.WARM: "transfer.asked_advice",
    TransferKind.TOGETHER: "transfer.invited",
}
CAME: Final = {
    TransferKind.WARM: "transfer.consulting",
    TransferKind.TOGETHER: "transfer.together",
}
ENDED: Final = {
    TransferState.DECLINED: "transfer.declined",
    TransferState.EXPIRED: "transfer.expired",
    TransferState.TAKEN_BACK: "transfer.taken_back",
    TransferState.LEFT: "transfer.left",
    TransferState.CONTACT_OVER: "transfer.over",
}
SENTENCES: Mapping[str, str | LazyString] = {
    HANDED_OVER: _l("Handed over to %(name)s"),
    ESCALATED: _l("The time was up: passed on to the backline, the queue “%(queue)s”"),
    "transfer.asked": _l("%(name)s is asked to take it over"),
    "transfer.asked_advice": _l("%(name)s is asked for advice"),
    "transfer.invited": _l("%(name)s is asked to join"),
    "transfer.consulting": _l("%(name)s gives advice, unseen by the consumer"),
    "transfer.together": _l("%(name)s answers too"),
    "transfer.declined": _l("%(name)s declined; it stays where it was"),
    "transfer.expired": _l("%(name)s did not answer in time; it stays where it was"),
    "transfer.taken_back": _l("%(name)s is not asked any more"),
    "transfer.left": _l("%(name)s is out of it again"),
    "transfer.over": _l("The contact moved on; %(name)s is out of it"),
}
OVER: Mapping[TransferState, str | LazyString] = {
    TransferState.DONE: _l("This conversation has been handed over already."),
    TransferState.DECLINED: _l("The colleague has declined."),
    TransferState.EXPIRED: _l("Too late: the time to answer has passed."),
    TransferState.TAKEN_BACK: _l("Your colleague does not need you any more."),
    TransferState.LEFT: _l("This consultation is over."),
    TransferState.CONTACT_OVER: _l("This conversation has ended."),
    TransferState.OFFERED: _l("The colleague has not answered yet."),
}
