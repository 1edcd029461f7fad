"""/portal/<tenant>/adviser: what to rent and what to reserve."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, g, render_template, request
from flask_babel import lazy_gettext as _l

from muster.errors import Invalid
from muster.forecasting import series
from muster.tenancy.doors import may, portal
from muster.web.locale import reads_chinese
from muster.workforce import plans, windows
from tenants.adviser.forms import AdviceForm

blueprint = Blueprint(
    "adviser", __name__, url_prefix="/portal/<tenant>/adviser", template_folder="templates"
)


@blueprint.get("")
@portal("adviser.see")
def show() -> Any:
    """The question and its answer; the address holds all of it."""
    offered = plans.price_list(datetime.now(UTC).date())
    if not offered:
        return render_template("adviser/show.html", form=None, result=None)
    known = series.all_of(g.company.id) if may("arrivals.see") else ()
    form = AdviceForm.of(request.args, offered, known)
    if not form.validate():
        return _page(form), 422
    # numpy weighs 20 MiB: a process carries it once somebody asks for advice.
    from muster.staffing.questions import BadQuestion  # noqa: PLC0415 - see above
    from tenants.adviser import pictures, reckoning  # noqa: PLC0415 - see above

    plan = next(one for one in offered if str(one.id) == form.plan.data)
    try:
        result = reckoning.reckon(form, plan)
    except Invalid as problem:
        form.show(problem)
        return _page(form), problem.status
    except BadQuestion:
        form.show(Invalid("surge", _l("That takes more agents than there are anywhere.")))
        return _page(form), 422
    return _page(
        form,
        result=result,
        pictures=pictures.of(result),
        plan=plan,
        whole_money=pictures.whole_money,
    )


def _page(form: AdviceForm, **more: Any) -> str:
    return render_template(
        "adviser/show.html",
        form=form,
        chinese=reads_chinese(),
        window_said=windows.said,
        **({"result": None} | more),
    )
