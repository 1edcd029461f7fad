"""Uploading a file, and saying what its columns are."""

from __future__ import annotations

from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, HiddenField, SelectField
from wtforms.validators import StopValidation

from muster.tenancy import money
from muster.web.forms import Form, as_choices
from tenants.imports.mapping import TARGETS, Mapping
from tenants.showcase.field_lists import FlatFieldList

ENCODINGS = {
    "utf-8": _l("UTF-8"),
    "gb18030": _l("Chinese, simplified (GBK, GB18030)"),
    "big5": _l("Chinese, traditional (Big5)"),
    "utf-16": _l("UTF-16 (“Unicode text” of Excel)"),
    "cp1252": _l("Western European (Windows-1252)"),
}
SEVERAL = frozenset({"attribute", "ignore"})


class UploadForm(Form):
    """A file. `import_id` is made when the form is shown."""

    import_id = HiddenField()
    file = FileField(_l("File"))
    encoding = SelectField(
        _l("Encoding"),
        choices=as_choices([("", _l("Found out by itself")), *ENCODINGS.items()]),
        validate_choice=False,
    )

    def validate_file(self, field: FileField) -> None:
        """A file was chosen."""
        if not getattr(field.data, "filename", ""):
            raise StopValidation(_l("Choose a file first."))


class MappingForm(Form):
    """For each column of the file what it is; the currency; whether to publish at once."""

    targets = FlatFieldList(SelectField(choices=as_choices(TARGETS.items())))
    currency = SelectField(_l("Currency of prices that name none"))
    publish = BooleanField(_l("Publish new products at once"))

    @classmethod
    def of(cls, columns: list[str], mapping: Mapping) -> MappingForm:
        """The form as the mapping stands, or as it was sent."""
        form = cls(
            targets=[mapping.columns.get(column, "attribute") for column in columns],
            currency=mapping.currency,
            publish=mapping.publish,
        )
        choices = money.choices(str(get_locale() or "en"))
        if mapping.currency not in money.CURRENCIES:
            choices = [(mapping.currency, mapping.currency), *choices]
        form.currency.choices = as_choices(choices)
        return form

    def validate_targets(self, field: Any) -> None:
        """One column is the name, and no two are the same."""
        chosen = [entry.data for entry in field]
        if "name" not in chosen:
            raise StopValidation(_l("Say which column holds the name of the product."))
        twice = next((t for t in chosen if t not in SEVERAL and chosen.count(t) > 1), None)
        if twice is not None:
            raise StopValidation(_l("Two columns cannot both be “%(what)s”.", what=TARGETS[twice]))

    def mapping(self, columns: list[str]) -> Mapping:
        """What was chosen, for these columns."""
        chosen = [str(entry.data) for entry in self.targets]
        return Mapping(
            dict(zip(columns, chosen, strict=True)), str(self.currency.data), self.publish.data
        )


class EncodingForm(Form):
    """Another encoding for a file that reads wrong."""

    encoding = SelectField(_l("Encoding"), choices=as_choices(ENCODINGS.items()))
