"""The reserve that the demo plays: who is called in answers, reads the briefing, and comes."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from uuid import UUID

from sqlalchemy import select

from marketplace.demo import hotline
from muster.activation import answering, briefings
from muster.activation.answering import By
from muster.activation.models import CalledPerson
from muster.activation.states import PersonState
from muster.db import Acting, session, unit_of_work
from muster.errors import Conflict
from muster.tenancy.models import Tenant

LOOK_EVERY = 2  # steps
SAYS_YES = 0.9
AT_LEAST, SHARE = 3, 6  # of those who are asked something, so many do it at a time
ASKED = (PersonState.CALLED, PersonState.COMING, PersonState.BRIEFED)
MOST = 300


class Reserve:
    """Everybody whom the hotline calls in while the demo is played."""

    def __init__(self, random: Random) -> None:
        self.random = random
        with unit_of_work(Acting(identity=True, staff=True)):
            self.tenant_id = session.scalar(select(Tenant.id).where(Tenant.slug == hotline.SLUG))

    def step(self, number: int) -> None:
        """Let a few of those who are asked something do it."""
        if self.tenant_id is None or number % LOOK_EVERY:
            return
        asked = self._asked(self.tenant_id)
        for person in self.random.sample(asked, min(len(asked), AT_LEAST + len(asked) // SHARE)):
            try:
                self._go_on(self.tenant_id, person)
            except Conflict:
                continue  # timed out, sent back, or answered at a page meanwhile

    def _asked(self, tenant_id: UUID) -> Sequence[CalledPerson]:
        with unit_of_work(_acting(tenant_id)):
            found = session.scalars(
                select(CalledPerson)
                .where(CalledPerson.tenant_id == tenant_id, CalledPerson.state.in_(ASKED))
                .where(CalledPerson.agent_id.is_not(None))
                .order_by(CalledPerson.id)
                .limit(MOST)
            ).all()
            session.expunge_all()
            return found

    def _go_on(self, tenant_id: UUID, person: CalledPerson) -> None:
        with unit_of_work(_acting(tenant_id)):
            if person.state == PersonState.CALLED:
                comes = self.random.random() < SAYS_YES
                answering.answer(tenant_id, person.id, comes=comes, by=By.DESK)
            elif person.needs_briefing and person.briefed_at is None:
                briefing = briefings.current(tenant_id)
                right = [asked["right"] for asked in briefing.questions] if briefing else []
                answering.brief(tenant_id, person.id, right, by=By.DESK)
            else:
                answering.arrive(tenant_id, person.id)


def _acting(tenant_id: UUID) -> Acting:
    return Acting(tenant_ids=(tenant_id,), staff=True)
