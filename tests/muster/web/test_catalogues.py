from __future__ import annotations

import gettext
import os
import sys
from pathlib import Path

import pytest
from flask import Blueprint
from flask_babel import gettext as translate

from muster.web.catalogues import COMMON, compile_if_stale, directories, sources
from tests.muster.web.gallery import build

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


def written(folder: Path, msgid: str, msgstr: str) -> Path:
    target = folder / "translations" / "zh" / "LC_MESSAGES" / "messages.po"
    target.parent.mkdir(parents=True)
    target.write_text(f'{HEAD}msgid "{msgid}"\nmsgstr "{msgstr}"\n')
    return target


def test_the_common_catalogue_comes_last_and_wins() -> None:
    assert directories([])[-1] == COMMON


def test_a_slice_that_brings_a_blueprint_brings_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "rooms_of_a_test"
    written(package / "seats", "Rent a chair", "租把椅子")
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    app = build()
    sys.modules.pop("rooms_of_a_test", None)
    app.register_blueprint(Blueprint("seats", "rooms_of_a_test", root_path=str(package)))
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        assert translate("Rent a chair") == "租把椅子"
        assert translate("Sign in") == "登录"


def test_a_changed_catalogue_is_compiled_again_and_an_unchanged_one_is_not(tmp_path: Path) -> None:
    source = written(tmp_path / "seats", "Chair", "椅子")
    assert sources([tmp_path / "seats" / "translations"]) == [source]
    assert compile_if_stale(source)
    assert not compile_if_stale(source)
    source.write_text(source.read_text().replace("椅子", "凳子"))
    later = source.with_suffix(".mo").stat().st_mtime_ns + 1
    os.utime(source, ns=(later, later))
    assert compile_if_stale(source)
    with source.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Chair") == "凳子"


def test_the_catalogue_of_this_tree_is_complete() -> None:
    common = sources([COMMON])
    assert [path.parts[-3] for path in common] == ["zh"]
