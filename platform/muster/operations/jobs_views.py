"""/ops/jobs: is everything being done? Dead letters, and trying them again."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from muster import jobs
from muster.errors import Conflict
from muster.jobs import queries
from muster.jobs.queries import JobState
from muster.jobs.watch import watch
from muster.operations.queries import company_names
from muster.routing import clocks
from muster.tenancy.doors import ops
from muster.tenancy.operations import system_door

blueprint = Blueprint("ops_jobs", __name__, url_prefix="/ops/jobs", template_folder="templates")


@blueprint.get("")
@ops("jobs.see")
def index() -> str:
    """Jobs in one state (dead ones first), the newest first; `?before=` continues."""
    state = request.args.get("state", JobState.DEAD, type=JobState)
    name = _plain(request.args.get("name", ""))
    rows = queries.page(state, name=name, before=request.args.get("before", type=UUID))
    stuck = clocks.stuck()
    return render_template(
        "operations/jobs/index.html",
        state=state,
        name=name,
        rows=rows,
        companies=_companies(
            {row.tenant_id for row in rows if row.tenant_id} | {each["tenant_id"] for each in stuck}
        ),
        counts=queries.counts(),
        dead_names=queries.dead_names(),
        watch=watch(),
        stuck=stuck,
        as_of=datetime.now(UTC),
    )


@blueprint.get("/<uuid:job_id>")
@ops("jobs.see")
def show(job_id: UUID) -> str:
    """One job: what it was to do, how often it was tried, how it failed last."""
    job = queries.find(job_id)
    companies = _companies({job.tenant_id} if job.tenant_id else set())
    return render_template("operations/jobs/show.html", job=job, companies=companies)


@blueprint.post("/<uuid:job_id>/replay")
@ops("jobs.replay")
def create_replay(job_id: UUID) -> Any:
    """Give a dead job all its attempts again. Twice is as good as once."""
    try:
        jobs.replay(job_id)
        flash(_("It is being tried again."), "success")
    except Conflict:
        flash(_("This job is not dead any more."), "info")
    return redirect(url_for("ops_jobs.index"), code=303)


@blueprint.post("/replays")
@ops("jobs.replay")
def create_replays() -> Any:
    """Give all dead jobs of one name, or of all names, their attempts again."""
    ids = queries.dead_ids(_plain(request.form.get("name", "")))
    for job_id in ids:
        jobs.replay(job_id)
    said = ngettext(
        "%(num)s job is being tried again.", "%(num)s jobs are being tried again.", len(ids)
    )
    flash(said, "success")
    return redirect(url_for("ops_jobs.index"), code=303)


def _plain(name: str) -> str:
    return name.replace("\x00", "")


def _companies(ids: set[UUID]) -> Any:
    with system_door() as reader:  # names only, of companies that the page shows
        return company_names(reader, ids)
