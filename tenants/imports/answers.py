"""What every kind of import answers alike: how far it is, and what could not be brought in."""

from __future__ import annotations

from flask import Response, make_response, render_template

from muster.audit.actions import record
from tenants.imports import queries
from tenants.imports.failures import as_csv
from tenants.imports.models import Import


def progress(begun: Import, template: str) -> Response:
    """How far a running import is; the page is loaded anew when it has ended."""
    response = make_response(render_template(template, begun=begun))
    if begun.state != "running":
        response.headers["HX-Refresh"] = "true"
    return response


def failures_file(begun: Import) -> Response:
    """The rows that could not be brought in, as a file. That it was fetched is audited."""
    record("import.failures_exported", subject=begun.filename, tenant_id=begun.tenant_id)
    response = Response(as_csv(begun, queries.failures(begun.id)), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="failures-{begun.id}.csv"'
    response.headers["Cache-Control"] = "no-store"
    return response
