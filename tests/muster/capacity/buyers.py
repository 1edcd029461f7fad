"""A process of its own with buyers in it, who all want seats of the same pool at once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask

from muster.capacity import ledger
from muster.capacity.facts import Held
from muster.db import Acting, unit_of_work, uuid7
from muster.db.session import init_app
from muster.settings import Settings
from tests.cast import OLGA, RITA, company_called
from tests.muster.capacity import world


def buy(slug: str, seats: int, buyers: int, start: Barrier) -> list[str]:
    """Let `buyers` threads ask for `seats` each; gives "held", "no" or the error of each."""
    app = Flask(__name__)
    init_app(app, Settings.from_environment(os.environ))
    company = company_called(slug)
    person = OLGA if slug == "hualan" else RITA

    def once(_: int) -> str:
        with app.app_context(), unit_of_work(Acting(tenant_ids=(company.id,))):
            made = ledger.hold(
                world.buyer(company.id), world.ask(seats), person_id=person.id, key=uuid7()
            )
            return "held" if isinstance(made, Held) else "no"

    start.wait()
    with ThreadPoolExecutor(buyers) as pool:
        return list(pool.map(once, range(buyers)))
