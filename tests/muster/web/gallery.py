"""Pages that use every layout and component once: for tests of how they render."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from flask import Blueprint, Flask, flash, render_template_string, request
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from wtforms import BooleanField, FileField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields import DateField
from wtforms.validators import DataRequired, Length

from muster import web
from muster.features import NavEntry
from muster.settings import Settings
from muster.web.forms import as_choices
from muster.web.shell import Choice, Person, Shell, provide

MACROS = """
{% from "web/components/forms.html" import field, token, summary, submit %}
{% from "web/components/empty.html" import empty %}
{% from "web/components/badges.html" import chip %}
{% from "web/components/stat.html" import stat %}
{% from "web/components/sentence.html" import sentence %}
{% from "web/components/confirm.html" import confirm %}
{% from "web/components/breadcrumbs.html" import breadcrumbs %}
{% from "web/components/avatar.html" import named %}
{% from "web/components/money.html" import money %}
{% from "web/components/table.html" import table, sort_link, pages, steps, further %}
"""

OVERVIEW = """{% block title %}Overview{% endblock %}
{% block breadcrumbs %}{{ breadcrumbs([('Northwind Air', '/portal')]) }}{% endblock %}
{% block actions %}<a class="btn" href="/form">{{ icon('download') }}Download</a>
<button class="btn btn-primary" type="button" data-action="open" data-opens="end-lease">
{{ icon('armchair') }}Rent seats</button>{% endblock %}
{% block content %}
{% call sentence(tone='good') %}Yes: <strong>97.2 %</strong> of today's customers were answered,
half of them within 14 seconds.{% endcall %}
<div class="stats">
{{ stat('Answered', 1284|number, id='answered', meaning='Answered within Y seconds ÷ offered,
abandons in the denominator.', url='/form', note='today, Asia/Shanghai', as_of=now) }}
{{ stat('Waiting now', 3|number, id='waiting', note='longest 0:42') }}
{{ stat('Average handling', 192|duration, id='aht', note='talk + hold + wrap-up ÷ handled') }}
{{ stat('Cost this month', 4280000|money('CNY'), id='cost') }}
</div>
{% call table('Agents') %}
<thead><tr>{{ sort_link('Agent', 'name', '-name') }}<th scope="col">State</th>
<th scope="col">Since</th><th scope="col" class="numeric">Handled</th></tr></thead><tbody>
{% for name, state, tone in rows %}<tr><td>{{ named(name) }}</td>
<td>{{ chip(state, tone) }}</td><td>{{ now|ago }}</td><td class="numeric">{{ loop.index * 14 }}</td>
</tr>{% endfor %}</tbody>{% endcall %}
{{ pages(2, 9, 171) }}
<div class="row-actions">{{ confirm('end-lease', 'End the lease of 12 seats?', 'Your agents leave
this afternoon. 3 open contacts go back to the queue.', '/form', 'End the lease') }}</div>
{% endblock %}"""

EMPTY = """{% block title %}Knowledge{% endblock %}{% block content %}
{{ empty('book', 'No articles yet', 'What you write here is what your agents read while they
answer.', '/form', 'Write the first article') }}{% endblock %}"""

FORM = """{% block title %}Company profile{% endblock %}{% block content %}
<form method="post" class="prose" novalidate>{{ form.hidden_tag() }}{{ summary(form) }}
{{ field(form.name, hint='As your customers know it.') }}
{{ field(form.about, optional=true, most=400, draft='about') }}
<div class="field-row">{{ field(form.kind) }}{{ field(form.seats) }}</div>
{{ field(form.areas, tags=true) }}
{{ field(form.opens_on) }}{{ field(form.logo) }}{{ field(form.agreed) }}
<div class="form-actions">{{ submit('Save') }}<a class="btn" href="/portal">Cancel</a></div>
</form>{% endblock %}"""

SIGN_IN = """{% block title %}Sign in{% endblock %}{% block content %}
<p class="quiet">Good to see you.</p><form method="post">{{ token() }}
{{ field(form.name) }}{{ submit('Sign in') }}</form>{% endblock %}
{% block actions %}New here? <a href="/form">Sign up your company</a>{% endblock %}"""

ASK = """{% block title %}Ask{% endblock %}{% block content %}
<section class="hero"><h1>{{ said[0] }}</h1><p class="hero-lead">{{ said[1] }}</p>
<form class="ask-box" method="post">{{ token() }}
<textarea name="question" aria-label="{{ said[0] }}" placeholder="{{ said[2] }}"></textarea>
<div class="ask-box-foot"><span class="quiet">{{ said[3] }}</span>
<button class="btn btn-primary btn-lg">{{ said[4] }}{{ icon('arrow-right') }}</button></div>
</form></section>{% endblock %}"""
SAID = {
    "en": (
        "Ask once. A hundred companies answer.",
        "Say what you need. People who know answer here, live, and you choose.",
        "My flight is cancelled and I must be in Chengdu tonight…",
        "No account needed.",
        "Ask",
    ),
    "zh": (
        "问一次，百家应答",
        "说出您的需要，懂行的人当场回答，由您来选。",
        "航班取消了，今晚必须到成都…",
        "不用注册，直接提问",
        "提问",
    ),
}

DESK = """{% block title %}Desk{% endblock %}
{% block left %}<div class="desk-section">Left</div>{% endblock %}
{% block middle %}<div class="desk-section"><h1>Wang, a customer</h1></div>
<div class="desk-scroll" tabindex="0">{% for n in range(60) %}<p>Line {{ n }}</p>{% endfor %}</div>
<div class="desk-section">Composer</div>{% endblock %}
{% block right %}<div class="desk-section">Right</div>{% endblock %}"""

PAGES = {
    "portal": ("portal", OVERVIEW),
    "ops": ("ops", OVERVIEW),
    "empty": ("portal", EMPTY),
    "form": ("portal", FORM),
    "auth": ("auth", SIGN_IN),
    "market": ("market", ASK),
    "desk": ("desk", DESK),
}
ENTRIES = {
    "portal": [("portal", "Overview", "layout-dashboard"), ("empty", "Knowledge", "book"),
               ("form", "Company profile", "building-store")],
    "ops": [("ops", "Overview", "layout-dashboard"), ("form", "Clients", "building")],
    "desk": [], "market": [("market", "Ask", "message-circle-question")],
}  # fmt: skip


class Profile(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    name = StringField(
        "Name", validators=[DataRequired("Give the company a name."), Length(max=80)]
    )
    about = TextAreaField("About")
    kind = SelectField("Kind", choices=as_choices([("air", "Airline"), ("pc", "PC maker")]))
    seats = IntegerField("Seats", validators=[DataRequired("How many seats? Write a number.")])
    opens_on = DateField("Opens on", validators=[DataRequired("Choose the day.")])
    logo = FileField("Logo")
    areas = StringField("Areas", default="flights, 行李")
    agreed = BooleanField("We keep to the rules", validators=[DataRequired("Please agree first.")])


class _Nav:
    def nav(self, door: str) -> list[NavEntry]:
        return [
            NavEntry(door, f"gallery.{name}", label, icon)  # type: ignore[arg-type]  # a door
            for name, label, icon in ENTRIES[door]
        ]


def build(**changes: Any) -> Flask:
    """An application with nothing but `web.init_app` and these pages, one a layout, at `/<name>`.

    `changes` are settings that differ from the test environment's.
    """
    settings = replace(Settings.from_environment({"MUSTER_ENV": "test"}), **changes)
    app = Flask("muster", static_folder=None, template_folder=None)
    app.config.update(SECRET_KEY=settings.secret_key, SESSION_COOKIE_SECURE=settings.secure_cookies)
    web.init_app(app, settings)
    _hang(app)
    return app


def token(client: FlaskClient) -> dict[str, str]:
    """The header that lets `client` post."""
    answer = client.get("/csrf-token").json
    assert answer is not None
    return {"X-CSRFToken": answer["token"]}


def _hang(app: Flask) -> None:
    app.extensions["muster"] = _Nav()
    provide(app, _shell)
    blueprint = Blueprint("gallery", __name__)
    for name in PAGES:
        blueprint.add_url_rule(f"/{name}", name, _show, methods=["GET", "POST"])
    app.register_blueprint(blueprint)


def _show() -> tuple[str, int]:
    name = str(request.endpoint).partition(".")[2]
    layout, body = PAGES[name]
    if "flash" in request.args:
        flash("Saved.", "success")
        flash("That file is too large.", "error")
    form = Profile()
    wrong = request.method == "POST" and not form.validate()
    locale = "zh" if request.cookies.get("locale") == "zh" else "en"
    text = f'{{% extends "web/{layout}.html" %}}{MACROS}{body}'
    return render_template_string(text, **_context(form, locale)), 422 if wrong else 200


def _context(form: FlaskForm, locale: str) -> dict[str, Any]:
    people = [("陈晓雨", "available", "good"), ("Li Wei", "in contact", "brand"),
              ("Zhao Min", "wrap-up", "info"), ("Sun Jie", "not responding", "bad"),
              ("Ma Lan", "break", "warn"), ("He Tao", "offline", "")]  # fmt: skip
    return {"form": form, "now": dt.datetime.now(dt.UTC), "rows": people, "said": SAID[locale]}


def _shell() -> Shell:
    return Shell(
        person=Person("Chen Yu", "owner", "/form", "/form"),
        tenant="Northwind Air",
        tenant_accent="#c2410c",
        tenants=(
            Choice("Northwind Air", "/portal", current=True),
            Choice("Blue Harbour PC", "/ops"),
        ),
        doors=(Choice("Operations", "/ops"),),
    )
