"""The client sets limits, words and disclosure; what is wrong is said beside its field."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import Engine
from werkzeug.datastructures import MultiDict

from muster.db import Acting, unit_of_work
from muster.supervision import phrases, terms
from muster.supervision.models import Disclosure
from muster.supervision.phrases import DEFAULTS, POLITE
from muster.supervision.thresholds import limits
from tests.cast import HUALAN
from tests.muster.routing import build as routing

ClientFor = Callable[[str], FlaskClient]
ADDRESS = "/portal/hualan/live/settings"


def typed(**changes: object) -> MultiDict[str, str]:
    words = {f"{kind}_{language}": "\n".join(each) for (kind, language), each in DEFAULTS.items()}
    values = {"disclosure": "presence"} | limits({}) | words | changes
    return MultiDict({name: str(value) for name, value in values.items()})


def test_what_is_set_holds(client_for: ClientFor) -> None:
    sam = client_for("sam")
    page = sam.get(ADDRESS)
    assert "哦原来是这样" in page.text
    answer = sam.post(ADDRESS, data=typed(disclosure="name", wait_bad=45, polite_zh="那先这样"))
    assert answer.status_code == 303
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        assert terms.settings(HUALAN.id) == (Disclosure.NAME, {"wait_bad": 45})
        assert phrases.of([HUALAN.id])[HUALAN.id][POLITE, "zh"] == ["那先这样"]


def test_a_figure_turns_amber_and_red(client_for: ClientFor, db_owner: Engine) -> None:
    sam = client_for("sam")
    sam.post(ADDRESS, data=typed(waiting_warn=1, waiting_bad=2))
    routing.contact(db_owner)
    assert 'data-item="waiting" class="is-warn"' in sam.get("/portal/hualan/live/tiles").text
    routing.contact(db_owner)
    assert 'data-item="waiting" class="is-bad"' in sam.get("/portal/hualan/live/tiles").text


def test_above_the_form_it_is_said_of_which_figure_a_limit_is(client_for: ClientFor) -> None:
    answer = client_for("sam").post(ADDRESS, data=typed(waiting_warn=-1, level_warn=101))
    assert '<a href="#waiting_warn">Waiting contacts · Amber from</a>' in answer.text
    assert '<a href="#level_warn">Service level today (%) · Amber below</a>' in answer.text


def test_nonsense_is_refused_and_kept(client_for: ClientFor) -> None:
    sam = client_for("sam")
    for wrong in (
        {"wait_bad": "soon"},
        {"level_warn": 101},
        {"silent_seconds": 0},
        {"wait_bad": 16},
        {"level_warn": 50, "level_bad": 60},
        {"disclosure": "everything"},
        {"angry_en": "x" * 61},
        {"angry_en": "\n".join(map(str, range(201)))},
    ):
        answer = sam.post(ADDRESS, data=typed(**wrong, wait_warn=17))
        assert answer.status_code == 422, wrong
        assert 'value="17"' in answer.text
        assert "field-error" in answer.text
    with unit_of_work(Acting(tenant_ids=(HUALAN.id,))):
        assert terms.settings(HUALAN.id) == (Disclosure.PRESENCE, {})


def test_who_may(client_for: ClientFor) -> None:
    assert client_for("vera").get(ADDRESS).status_code == 403
    assert client_for("rita").get(ADDRESS).status_code == 404
