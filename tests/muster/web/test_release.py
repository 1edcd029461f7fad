from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from muster import web
from muster.web.release import BUNDLED, Release, release_of
from tests.muster.web.gallery import build

STATIC = Path(web.__file__).parent / "static"


def address(app: Flask, path: str) -> str:
    with app.test_request_context():
        return release_of(app).url(path)


def test_a_page_names_its_files_under_the_release(app: Flask, client: FlaskClient) -> None:
    found = re.findall(r'(?:src|href)="(/assets/[^"]+)"', client.get("/portal").text)
    assert f"/assets/{release_of(app).name}/js/app.js" in found
    assert {client.get(url).status_code for url in found} == {200}


def test_a_file_of_this_release_is_kept_for_ever(app: Flask, client: FlaskClient) -> None:
    answer = client.get(address(app, "js/app.js"))
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"


def test_a_file_of_another_release_is_todays_and_not_kept(client: FlaskClient) -> None:
    answer = client.get("/assets/000000000000/js/app.js")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_nothing_is_kept_while_it_is_being_written() -> None:
    app = build(reread_files=True)
    answer = app.test_client().get(address(app, "css/muster.css"))
    assert answer.headers["Cache-Control"] == "no-cache"


def test_text_is_squeezed_for_those_who_can_read_it(app: Flask, client: FlaskClient) -> None:
    url = address(app, "css/muster.css")
    plain = client.get(url)
    small = client.get(url, headers={"Accept-Encoding": "gzip"})
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert small.headers["ETag"] != plain.headers["ETag"]


def test_an_unchanged_file_is_not_sent_again(app: Flask, client: FlaskClient) -> None:
    url = address(app, "js/http.js")
    tag = client.get(url).headers["ETag"]
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304


def test_the_components_styles_come_as_one_file(app: Flask, client: FlaskClient) -> None:
    text = client.get(address(app, "css/muster.css")).text
    assert ".stat-number" in text
    assert ".auth-card" in text


@pytest.mark.parametrize(
    "path", ["../errors.py", "%2e%2e/errors.py", "dist/.stamp", "dist/dev/axe.js", "css", "no.css"]
)
def test_only_static_files_are_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/assets/x/{path}").status_code == 404


def test_any_change_of_any_file_makes_a_new_release(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "a.css").write_text("a{}")
    before = Release(tmp_path, reread=False).name
    assert Release(tmp_path, reread=False).name == before
    (tmp_path / "css" / "a.css").write_text("b{}")
    assert Release(tmp_path, reread=False).name != before


def test_modules_import_each_other_within_the_release() -> None:
    app = build()
    for module in (release_of(app).root / "js").glob("*.js"):
        imported = re.findall(r'^import [^"]*"([^"]+)"', module.read_text(), re.MULTILINE)
        assert [name for name in imported if not name.startswith("./")] == []


def test_a_class_is_drawn_by_one_file_of_the_bundle() -> None:
    """Two components that name a class alike would bend each other's look."""
    drawn: dict[str, set[str]] = {}
    for part in BUNDLED:
        for name in re.findall(r"^(\.[\w-]+) \{", (STATIC / part).read_text("utf-8"), re.MULTILINE):
            drawn.setdefault(name, set()).add(part)
    assert len(drawn) > 100
    assert {name: parts for name, parts in drawn.items() if len(parts) > 1} == {}
