"""The talent pool: students of partner colleges, and when they will be ready."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, scoped_session

from muster.academy.models import Cohort
from muster.audit.actions import record
from muster.db import session, uuid7
from muster.errors import Invalid, existing, refuse
from muster.places.models import Site
from muster.workforce.agents import LANGUAGE, all_skills

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{1,39}")
PAGE = 50


@dataclass(frozen=True, slots=True)
class CohortTerms:
    """What is known of a cohort. graduation_share: 0 to 1. weekly_hours: of each student."""

    college: str
    programme: str
    headcount: int
    starts_on: date
    graduates_on: date
    skills: Sequence[str]
    languages: Sequence[str]
    graduation_share: Decimal
    hazard_zone: str
    site_id: UUID | None
    weekly_hours: int


def create_cohort(code: str, terms: CohortTerms) -> Cohort:
    """Enter a cohort. Raises Invalid, also for a code that is taken."""
    refuse([*_code_faults(code), *_faults(terms)])
    cohort = Cohort(id=uuid7(), code=code)
    _write(cohort, terms)
    session.add(cohort)
    session.flush()
    record("cohort.created", subject=code)
    return cohort


def change_cohort(cohort_id: UUID, terms: CohortTerms) -> None:
    """Change what is known of a cohort. Raises NotFound, Invalid."""
    cohort = find_cohort(cohort_id)
    refuse(_faults(terms))
    _write(cohort, terms)
    session.flush()
    record("cohort.changed", subject=cohort.code)


def find_cohort(cohort_id: UUID) -> Cohort:
    """One cohort; raises NotFound."""
    return existing(session.get(Cohort, cohort_id))


def page(
    source: Session | scoped_session[Any],
    *,
    college: str = "",
    language: str = "",
    after: UUID | None = None,
) -> tuple[list[Cohort], UUID | None]:
    """Cohorts that have not graduated long ago, those who graduate next first, PAGE at a time.

    Gives them and the last one's id if there are more.
    """
    query = (
        select(Cohort)
        .where(Cohort.graduates_on > func.current_date() - 365)
        .order_by(Cohort.graduates_on, Cohort.id)
        .limit(PAGE + 1)
    )
    if college:
        query = query.where(Cohort.college == college)
    if language:
        query = query.where(Cohort.languages.contains([language]))
    last = source.get(Cohort, after) if after else None
    if last is not None:
        query = query.where(
            or_(
                Cohort.graduates_on > last.graduates_on,
                (Cohort.graduates_on == last.graduates_on) & (Cohort.id > last.id),
            )
        )
    found = list(source.scalars(query))
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None


def colleges() -> Sequence[tuple[str, int, int]]:
    """Partner colleges with their students in training, and how many usually graduate of these."""
    rows = session.execute(
        select(
            Cohort.college,
            func.sum(Cohort.headcount),
            func.sum(func.floor(Cohort.headcount * Cohort.graduation_share)),
        )
        .where(Cohort.graduates_on >= func.current_date())
        .group_by(Cohort.college)
        .order_by(func.sum(Cohort.headcount).desc(), Cohort.college)
        .limit(200)
    )
    return [(college, int(students), int(graduates)) for college, students, graduates in rows]


def _write(cohort: Cohort, terms: CohortTerms) -> None:
    for name, value in asdict(terms).items():
        setattr(cohort, name, value.strip() if isinstance(value, str) else value)
    cohort.skills = sorted(set(terms.skills))
    cohort.languages = sorted(set(terms.languages))


def _code_faults(code: str) -> Iterator[Invalid]:
    if not CODE.fullmatch(code):
        yield Invalid("code", _l("Letters, digits and hyphens, like XM-2026-2."))
    elif session.scalar(select(Cohort.id).where(Cohort.code == code)) is not None:
        yield Invalid("code", _l("Another cohort has this code."))


def _faults(terms: CohortTerms) -> Iterator[Invalid]:
    for is_wrong, name, message in _rules(terms):
        if is_wrong:
            yield Invalid(name, message)
    unknown = set(terms.skills) - {skill.code for skill in all_skills()}
    if unknown:
        yield Invalid(
            "skills", _l("Not in the list of skills: %(names)s", names=", ".join(sorted(unknown)))
        )
    if terms.site_id is not None and session.get(Site, terms.site_id) is None:
        yield Invalid("site_id", _l("Choose a site from the list."))


def _rules(terms: CohortTerms) -> Iterator[tuple[bool, str, LazyString]]:
    for name in ("college", "programme", "hazard_zone"):
        yield not getattr(terms, name).strip(), name, _l("Please fill this in.")
    yield (
        not 1 <= terms.headcount <= 100_000,
        "headcount",
        _l("Between 1 and 100,000 students."),
    )
    for name in ("starts_on", "graduates_on"):
        yield not 2000 <= getattr(terms, name).year <= 2100, name, _l("This day cannot be.")
    yield (
        terms.graduates_on <= terms.starts_on,
        "graduates_on",
        _l("A cohort graduates after it starts."),
    )
    yield (
        not 0 <= terms.graduation_share <= 1,
        "graduation_share",
        _l("Between 0 and 100 percent."),
    )
    yield (
        not 1 <= terms.weekly_hours <= 60,
        "weekly_hours",
        _l("Between 1 and 60 hours a week."),
    )
    yield (
        not terms.languages or not all(LANGUAGE.fullmatch(each) for each in terms.languages),
        "languages",
        _l("At least one language, as a short code like zh or en."),
    )
