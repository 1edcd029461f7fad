"""The question box."""

from __future__ import annotations

import hashlib
from uuid import UUID

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from marketplace.inquiry import links
from marketplace.inquiry.asking import LONGEST_QUESTION
from muster.db import uuid7
from muster.web.forms import Form


class QuestionForm(Form):
    """One box. `ticket` is the signed id of the inquiry to be, so that asking twice is once."""

    question = TextAreaField(
        _l("What do you need?"),
        filters=[lambda text: text.replace("\x00", "").strip() if text else text],
        validators=[
            DataRequired(_l("Tell us what you need, in a few words.")),
            Length(
                max=LONGEST_QUESTION,
                message=_l("That is too long. Please say it in at most 2,000 characters."),
            ),
        ],
    )
    region = StringField(_l("Where"), validators=[Length(max=80)])
    category = StringField(_l("What kind of company"), validators=[Length(max=80)])
    ticket = HiddenField()
    company = HiddenField()
    # A person never sees this field; whoever fills it in is a program.
    website = StringField()
    puzzle = HiddenField()
    answer = HiddenField()

    def inquiry_id(self, secret: str) -> UUID:
        """The same id for the same question on the same ticket; a new one if it is not ours.

        Whoever goes back, changes the question and asks again asks something new.
        """
        ticket = links.read(self.ticket.data or "", secret)
        if ticket is None:
            return uuid7()
        asked = hashlib.sha256(ticket.bytes + (self.question.data or "").encode()).digest()
        variant = bytes([asked[0] & 0x3F | 0x80])
        return UUID(bytes=ticket.bytes[:8] + variant + asked[1:8])
