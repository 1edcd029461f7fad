"""Entries as sentences, in both languages, for every act that the code records."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

from muster.audit.models import AuditEntry
from muster.audit.places import PLACES, place
from muster.audit.sentences import KNOWN, sentence

ROOT = Path(__file__).parents[3]
PACKAGES = ("platform/muster", "tenants", "marketplace")


def entry(action: str, subject: str = "S", **detail: object) -> AuditEntry:
    return AuditEntry(action=action, subject=subject, person_name="Olga", detail=detail)


def recorded() -> dict[str, str]:
    """Each action that some file hands to the audit trail, with the file."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            tree = ast.parse(path.read_text())
            if not any(imports_record(node) for node in ast.walk(tree)):
                continue
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and called(node) == "record" and node.args:
                    found |= {
                        each.value: str(path.relative_to(ROOT))
                        for each in ast.walk(node.args[0])
                        if isinstance(each, ast.Constant)
                        and isinstance(each.value, str)
                        and not each.value.endswith(".")  # the beginning of a made-up name
                    }
    return found


def imports_record(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "muster.audit.actions"


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else ""


def test_every_act_that_is_recorded_can_be_said() -> None:
    acts = recorded()
    assert len(acts) > 30
    unsaid = {action: path for action, path in acts.items() if action not in KNOWN}
    assert unsaid == {}


@pytest.mark.parametrize("locale", ["en", "zh"])
@pytest.mark.parametrize("action", sorted(KNOWN))
def test_every_sentence_can_be_formed(app: Flask, locale: str, action: str) -> None:
    with app.test_request_context(), force_locale(locale):
        said = sentence(entry(action))
        assert "%(" not in said
        assert said != str(KNOWN[action])
        assert ("。" in said) == (locale == "zh")


def test_a_percent_sign_in_a_name_does_no_harm(app: Flask) -> None:
    with app.test_request_context():
        assert sentence(entry("skill.added", "100 %(who)s %s")) == (
            "Olga added the skill 100 %(who)s %s."
        )


def test_an_unknown_act_is_told_as_it_was_recorded(app: Flask) -> None:
    with app.test_request_context():
        assert sentence(entry("comet.sighted", "Halley")) == "Olga: comet.sighted Halley"


def test_details_have_their_place(app: Flask) -> None:
    with app.test_request_context():
        said = sentence(entry("seats.rented", "standard", seats=5))
    assert said == "Olga rented 5 seats of the plan standard."


def test_roles_are_said_as_people_say_them(app: Flask) -> None:
    changed = entry("member.role_changed", before="viewer", after="knowledge_editor")
    staff = entry("staff.roles_changed", before=[], after=["admin", "qa"])
    with app.test_request_context():
        assert sentence(changed) == "Olga made S Knowledge editor instead of Viewer."
        assert sentence(staff).endswith("of S from – to Administrator, Quality.")


def looked_at() -> set[str]:
    """What is said of each look across companies, up to the first number in it."""
    found = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and called(node) == "operations_door":
                    texts = [
                        each.value for each in ast.walk(node) if isinstance(each, ast.Constant)
                    ]
                    found.add(next(each for each in texts if isinstance(each, str)).strip())
    return found


def test_every_place_that_is_looked_at_has_a_name(app: Flask) -> None:
    assert len(looked_at()) > 20
    assert looked_at() <= set(PLACES)
    with app.test_request_context(), force_locale("zh"):
        assert place("timelines 2026-11-22") == "时间线 2026-11-22"
        assert place("standby.pots") == "共享储备"
        assert place("of long ago") == "of long ago"


@pytest.mark.parametrize("name", ["system", "job activation.step"])
def test_what_nobody_did_the_system_did(app: Flask, name: str) -> None:
    done = AuditEntry(action="site.created", subject="S", person_name=name, detail={})
    with app.test_request_context(), force_locale("zh"):
        assert sentence(done).startswith("系统")
