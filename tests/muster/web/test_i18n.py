from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from muster.web import i18n

HEAD = 'msgid ""\nmsgstr ""\n"Language: zh\\n"\n"Plural-Forms: nplurals=1; plural=0;\\n"\n'


class Tree:
    """A package with two slices and the common catalogue, written to disk."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("web/words.py", "_('Save')")
        self.catalogue("web", 'msgid "Save"\nmsgstr "保存"\n')
        self.write("seats/views.py", "_('Rent seats')\n_('Save')\n")
        self.catalogue("seats", 'msgid "Rent seats"\nmsgstr "租用坐席"\n')

    def write(self, path: str, text: str) -> None:
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)

    def path(self, slice_: str) -> Path:
        return self.root / slice_ / "translations/zh/LC_MESSAGES/messages.po"

    def catalogue(self, slice_: str, text: str) -> None:
        self.write(f"{slice_}/translations/zh/LC_MESSAGES/messages.po", f"{HEAD}\n{text}")

    def run(self, command: str) -> Result:
        return CliRunner().invoke(i18n.main, [command, str(self.root)])


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    return Tree(tmp_path)


def test_a_complete_tree_passes(tree: Tree) -> None:
    result = tree.run("check")
    assert (result.exit_code, result.output) == (0, "translations are complete\n")


SOURCES = {
    "python": ("seats/actions.py", "_('New words')"),
    "lazy": ("seats/forms.py", "LABEL = lazy_gettext('New words')"),
    "lazy, short": ("seats/forms.py", "LABEL = _l('New words')"),
    "template": ("seats/templates/seats/index.html", "{{ _('New words') }}"),
    "trans block": ("seats/templates/seats/x.html", "{% trans %}New words{% endtrans %}"),
    "plural": ("seats/templates/seats/n.html", "{{ ngettext('New words', '%(num)s', n) }}"),
    "beside the slices": ("errors.py", "_('New words')"),
}


@pytest.mark.parametrize(("path", "text"), SOURCES.values(), ids=SOURCES)
def test_a_missing_translation_fails_naming_file_and_words(
    tree: Tree, path: str, text: str
) -> None:
    tree.write(path, text)
    result = tree.run("check")
    assert result.exit_code == 1
    owner = "seats" if path.startswith("seats/") else "web"
    assert f"{tree.path(owner)}: missing translation of" in result.output
    assert "New words" in result.output
    assert Path(path).name in result.output


def test_a_fuzzy_translation_fails(tree: Tree) -> None:
    tree.catalogue("seats", '#, fuzzy\nmsgid "Rent seats"\nmsgstr "租用坐席"\n')
    result = tree.run("check")
    assert result.exit_code == 1
    assert "fuzzy translation of 'Rent seats'" in result.output


@pytest.mark.parametrize("slice_", ["seats", "web"])
def test_an_entry_that_no_source_uses_fails(tree: Tree, slice_: str) -> None:
    old = tree.path(slice_).read_text()
    tree.path(slice_).write_text(f'{old}\nmsgid "Gone"\nmsgstr "没有了"\n')
    result = tree.run("check")
    assert result.exit_code == 1
    assert f"{tree.path(slice_)}: no source says 'Gone'" in result.output


def test_a_translation_that_loses_a_placeholder_fails(tree: Tree) -> None:
    tree.write("seats/actions.py", "_('%(count)s seats')")
    tree.catalogue(
        "seats",
        'msgid "Rent seats"\nmsgstr "租用坐席"\n\n'
        '#, python-format\nmsgid "%(count)s seats"\nmsgstr "%(cuont)s 个坐席"\n',
    )
    result = tree.run("check")
    assert result.exit_code == 1
    assert "%(count)s seats" in result.output


def test_a_sentence_that_gains_a_percent_sign_fails(tree: Tree) -> None:
    tree.write("seats/forms.py", "_('Up to 90 per cent.')\n_('Busy, per cent')")
    tree.catalogue(
        "seats",
        'msgid "Rent seats"\nmsgstr "租用坐席"\n\nmsgid "Busy, per cent"\nmsgstr "忙碌率（%）"\n\n'
        'msgid "Up to 90 per cent."\nmsgstr "最多 90%。"\n',
    )
    result = tree.run("check")
    assert result.exit_code == 1
    assert "Up to 90 per cent." in result.output
    assert "Busy" not in result.output


def test_two_slices_may_not_translate_the_same_words_differently(tree: Tree) -> None:
    tree.write("standby/views.py", "_('Rent seats')")
    tree.catalogue("standby", 'msgid "Rent seats"\nmsgstr "租座位"\n')
    result = tree.run("check")
    assert result.exit_code == 1
    assert "translate 'Rent seats' differently" in result.output


def test_another_slices_catalogue_does_not_count(tree: Tree) -> None:
    tree.write("standby/views.py", "_('Rent seats')")
    result = tree.run("check")
    assert f"{tree.path('standby')}: missing translation of 'Rent seats'" in result.output


def test_extract_adds_what_is_new_keeps_what_is_there_and_drops_what_is_gone(tree: Tree) -> None:
    tree.write("seats/actions.py", "_('New words')\n_('Save')")
    tree.write("seats/views.py", "_('Rent seats')")
    tree.catalogue("seats", 'msgid "Rent seats"\nmsgstr "租用坐席"\n\nmsgid "Gone"\nmsgstr "没"\n')
    assert tree.run("extract").exit_code == 0
    text = tree.path("seats").read_text()
    assert 'msgid "New words"\nmsgstr ""' in text
    assert 'msgid "Rent seats"\nmsgstr "租用坐席"' in text
    assert "Gone" not in text
    assert '"Save"' not in text, "the common catalogue has it"


def test_extract_writes_the_same_again(tree: Tree) -> None:
    tree.run("extract")
    before = tree.path("seats").read_bytes()
    tree.run("extract")
    assert tree.path("seats").read_bytes() == before
    assert b"POT-Creation-Date" not in before


def test_extract_keeps_common_words_that_only_a_slice_says(tree: Tree) -> None:
    tree.write("web/words.py", "")
    tree.run("extract")
    assert 'msgid "Save"\nmsgstr "保存"' in tree.path("web").read_text()


def test_compile_writes_what_is_out_of_date_and_nothing_else(tree: Tree) -> None:
    assert tree.run("compile").output.count(".mo") == 2
    assert tree.run("compile").output == ""
    assert tree.path("seats").with_suffix(".mo").exists()
