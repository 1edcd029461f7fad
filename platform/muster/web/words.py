"""The words that every screen uses, translated once in the common catalogue.

A slice that says one of them needs no translation of its own, and all screens agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

ACTS = (
    _l("Add"),
    _l("Apply"),
    _l("Back"),
    _l("Change"),
    _l("Choose"),
    _l("Close"),
    _l("Confirm"),
    _l("Continue"),
    _l("Create"),
    _l("Delete"),
    _l("Download"),
    _l("Edit"),
    _l("Invite"),
    _l("More"),
    _l("New"),
    _l("Open"),
    _l("Publish"),
    _l("Remove"),
    _l("Reply"),
    _l("Save"),
    _l("Search"),
    _l("Send"),
    _l("Show"),
    _l("Undo"),
    _l("Upload"),
    _l("Withdraw"),
)
THINGS = (
    _l("Address"),
    _l("Agent"),
    _l("Agents"),
    _l("Amount"),
    _l("Audit"),
    _l("Category"),
    _l("Clients"),
    _l("Company"),
    _l("Contact"),
    _l("Contacts"),
    _l("Currency"),
    _l("Customer"),
    _l("Customers"),
    _l("Date"),
    _l("Description"),
    _l("E-mail"),
    _l("File"),
    _l("Inquiries"),
    _l("Inquiry"),
    _l("Knowledge"),
    _l("Language"),
    _l("Languages"),
    _l("Message"),
    _l("Name"),
    _l("Overview"),
    _l("Password"),
    _l("Phone"),
    _l("Price"),
    _l("Product"),
    _l("Products"),
    _l("Queue"),
    _l("Queues"),
    _l("Reason"),
    _l("Region"),
    _l("Role"),
    _l("Seat plan"),
    _l("Seats"),
    _l("Settings"),
    _l("Showcase"),
    _l("Skills"),
    _l("State"),
    _l("Time"),
    _l("Time zone"),
    _l("Title"),
)
STATES = (
    _l("active"),
    _l("available"),
    _l("away"),
    _l("cancelled"),
    _l("closed"),
    _l("draft"),
    _l("expired"),
    _l("failed"),
    _l("offline"),
    _l("open"),
    _l("pending"),
    _l("published"),
    _l("queued"),
)
ANSWERS = (_l("All"), _l("No"), _l("None"), _l("Saved."), _l("Yes"))
# By the names of days in opening hours.
DAY_NAMES: Mapping[str, Any] = {
    "mon": _l("Monday"),
    "tue": _l("Tuesday"),
    "wed": _l("Wednesday"),
    "thu": _l("Thursday"),
    "fri": _l("Friday"),
    "sat": _l("Saturday"),
    "sun": _l("Sunday"),
}
