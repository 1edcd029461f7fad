from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from muster.web import assets, node
from muster.web.paths import DIST, WEB


@pytest.fixture(scope="module", autouse=True)
def _built() -> None:
    assets.build()


def test_what_pages_ask_for_is_there() -> None:
    for name in (*assets.FILES.values(), "icons.tsv"):
        assert (DIST / name).stat().st_size > 1000


def test_a_second_build_has_nothing_to_do() -> None:
    assert assets.build() is False


def test_the_command_says_so() -> None:
    result = CliRunner().invoke(assets.main, ["build"])
    assert (result.exit_code, result.output) == (0, "assets are up to date\n")


def test_another_lock_file_asks_for_another_build(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stamp = tmp_path / ".stamp"
    stamp.write_text(json.dumps({"recipe": "of an older lock", "with_dev": True}))
    monkeypatch.setattr(assets, "STAMP", stamp)
    assert not assets.is_current()


def test_what_only_tests_need_is_asked_for_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    stamp = tmp_path / ".stamp"
    stamp.write_text(json.dumps({"recipe": assets._recipe(), "with_dev": False}))
    monkeypatch.setattr(assets, "STAMP", stamp)
    assert assets.is_current()
    assert not assets.is_current(with_dev=True)


def test_every_version_is_pinned_and_sealed() -> None:
    wanted = json.loads((WEB / "package.json").read_text())
    lock = json.loads((WEB / "package-lock.json").read_text())
    for versions in (wanted["dependencies"], wanted["devDependencies"]):
        assert all(version[0].isdigit() for version in versions.values())
    packages = [package for path, package in lock["packages"].items() if path]
    assert all(package["integrity"].startswith("sha512-") for package in packages)


def test_a_failing_npm_is_told_in_its_own_words(tmp_path: Path) -> None:
    (tmp_path / "package.json").write_text("{ not json")
    with pytest.raises(node.NpmFailed, match="npm ci failed"):
        node.npm_ci(tmp_path, with_dev=False)
