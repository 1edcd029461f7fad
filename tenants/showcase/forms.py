"""The forms of the editor: profile, product, offer, pictures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from babel import Locale
from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from wtforms import (
    ColorField,
    FormField,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields import DateField
from wtforms.validators import InputRequired, Regexp, StopValidation

from muster.tenancy import money, opening, phones, zones
from muster.tenancy.hours import DAYS
from muster.web.forms import (
    REQUIRED,
    Form,
    SelectMultipleCheckboxField,
    as_choices,
    day_lines,
    line,
    one_line,
    text,
)
from tenants.showcase import facts, prices
from tenants.showcase.addresses import as_address
from tenants.showcase.field_lists import FlatFieldList
from tenants.showcase.models import Offer, Product, Showcase
from tenants.showcase.words import PROBLEMS

LANGUAGES = ("zh", "yue", "en", "ja", "ko", "fr", "de", "es", "pt", "ru", "ar", "th", "vi", "ms")
MOST_TAGS = 40


class FactForm(PlainForm):
    """One fact: a name and what it is."""

    name = StringField(_l("Name"))
    value = TextAreaField(_l("Value"), render_kw={"rows": 1})

    def validate_value(self, field: StringField) -> None:
        """Say what is wrong with the pair beside its value."""
        problem = facts.fact_problem(self.name.data or "", field.data or "")
        if problem is not None:
            raise StopValidation(PROBLEMS[problem])


def fact_list() -> Any:
    """A field for any number of facts."""
    return FlatFieldList(FormField(FactForm), _l("Facts"), validators=[_few_facts])


def fact_rows(attributes: Mapping[str, Any]) -> list[dict[str, str]]:
    """Kept facts as rows of the form, with an empty one to go on."""
    rows = [{"name": name, "value": facts.as_typed(value)} for name, value in attributes.items()]
    return [*rows, {"name": "", "value": ""}]


def facts_of(field: Any) -> dict[str, facts.Fact]:
    """The facts that a form holds."""
    return facts.facts((entry.data["name"] or "", entry.data["value"] or "") for entry in field)


def word_list(label: Any, **options: Any) -> Any:
    """A field for several words, parted by commas."""
    return line(label, required=False, longest=2_000, validators=[_few_words], **options)


def web_address(label: Any) -> Any:
    """A field for an address on the web; what has no scheme gets https."""
    return line(label, required=False, longest=500, validators=[_reachable])


def _few_facts(_form: Form, field: Any) -> None:
    if len(facts_of(field)) > facts.MOST_FACTS:
        raise StopValidation(PROBLEMS["attribute.many"])


def _few_words(_form: Form, field: StringField) -> None:
    words = facts.items(field.data or "")
    if len(words) > MOST_TAGS or any(len(word) > facts.LONGEST_NAME for word in words):
        raise StopValidation(PROBLEMS["tags.many"])


def _reachable(_form: Form, field: StringField) -> None:
    if not field.data:
        return
    address = as_address(field.data)
    if address is None:
        raise StopValidation(PROBLEMS["link.unreadable"])
    field.data = address


def _day_readable(_form: Form, field: StringField) -> None:
    try:
        opening.read_day(field.data or "")
    except opening.HoursError:
        raise StopValidation(
            _l("Write it like 09:00-12:00, 13:30-18:00, or leave it empty.")
        ) from None


class ProfileForm(Form):
    """What a company says of itself."""

    name = line(_l("Company name"))
    tagline = line(_l("Tagline"), required=False, longest=120)
    about = text(_l("Introduction"), required=False, longest=8_000)
    categories = word_list(_l("Categories"))
    regions = word_list(_l("Regions served"))
    languages = SelectMultipleCheckboxField(_l("Languages spoken"))
    phone = line(_l("Phone"), required=False, longest=60)
    website = web_address(_l("Website"))
    address = line(_l("Address"), required=False, longest=300)
    color = ColorField(_l("Colour"), validators=[Regexp(r"#[0-9a-f]{6}", message=REQUIRED)])
    facts = fact_list()
    mon, tue, wed, thu, fri, sat, sun = day_lines(validators=[_day_readable])

    @classmethod
    def of(cls, showcase: Showcase) -> ProfileForm:
        """The form as the showcase stands, or as it was sent."""
        hours = opening.by_day(showcase.opening_hours)
        form = cls(
            name=showcase.name,
            tagline=showcase.tagline,
            about=showcase.about,
            languages=showcase.languages,
            website=showcase.website,
            address=showcase.address,
            color=showcase.color,
            categories=", ".join(showcase.categories),
            regions=", ".join(showcase.regions),
            facts=fact_rows(showcase.attributes),
            phone=_phone(showcase),
            **{day: opening.as_typed(spans) for day, spans in hours.items()},
        )
        form.languages.choices = as_choices(language_choices(showcase.languages))
        return form

    def values(self, time_zone: str) -> dict[str, Any]:
        """What update_profile takes. Raises Invalid for a phone that cannot exist."""
        phone = self.phone.data
        return {
            "name": self.name.data,
            "tagline": self.tagline.data or "",
            "about": self.about.data or "",
            "categories": facts.items(self.categories.data or ""),
            "regions": facts.items(self.regions.data or ""),
            "languages": self.languages.data,
            "phone": phones.normalise(phone, zones.region(time_zone)) if phone else None,
            "website": self.website.data,
            "address": self.address.data,
            "color": self.color.data,
            "attributes": facts_of(self.facts),
            "opening_hours": opening.week(
                {day: opening.read_day(self[day].data or "") for day in DAYS}
            ),
        }


def _phone(showcase: Showcase) -> str:
    if not showcase.phone:
        return ""
    return phones.display(showcase.phone, zones.region(showcase.time_zone))


def language_choices(chosen: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Languages with their names for the reader."""
    names = (get_locale() or Locale("en")).languages
    return [(code, names.get(code, code)) for code in dict.fromkeys((*LANGUAGES, *chosen))]


class ProductForm(Form):
    """A product. `product_id` of a new one is made when the form is shown."""

    product_id = HiddenField()
    name = line(_l("Name"))
    description = text(_l("Description"), required=False, longest=20_000)
    price = line(_l("Price"), required=False, longest=60)
    currency = SelectField(_l("Currency"))
    link = web_address(_l("Link to buy or read more"))
    tags = word_list(_l("Tags"))
    facts = fact_list()

    @classmethod
    def of(cls, product: Product | None, currency: str) -> ProductForm:
        """The form as the product stands (or empty), or as it was sent."""
        if product is None:
            form = cls(currency=currency, facts=fact_rows({}))
        else:
            form = cls(
                name=product.name,
                description=product.description,
                link=product.link,
                price=prices.as_typed(product.price_minor, product.currency),
                currency=product.currency or currency,
                tags=", ".join(product.tags),
                facts=fact_rows(product.attributes),
            )
        form.currency.choices = as_choices(money.choices(str(get_locale() or "en")))
        return form

    def validate_price(self, field: StringField) -> None:
        """A price that can be read."""
        try:
            prices.read_price(field.data or "", self.currency.data or "CNY")
        except prices.PriceError as error:
            raise StopValidation(PROBLEMS[error.code]) from None

    def values(self) -> dict[str, Any]:
        """What create_product and update_product take."""
        price = prices.read_price(self.price.data or "", self.currency.data)
        return {
            "name": self.name.data,
            "description": self.description.data or "",
            "price_minor": price[0] if price else None,
            "currency": price[1] if price else None,
            "link": self.link.data,
            "tags": facts.items(self.tags.data or ""),
            "attributes": facts_of(self.facts),
        }


class OfferForm(Form):
    """An offer. `offer_id` of a new one is made when the form is shown."""

    offer_id = HiddenField()
    title = line(_l("Title"))
    text = text(_l("What is special"), required=False, longest=2_000)
    product_id = SelectField(_l("Product"))
    starts_on = DateField(_l("Starts on"), validators=[InputRequired(REQUIRED)])
    ends_on = DateField(_l("Ends on"), validators=[InputRequired(REQUIRED)])

    @classmethod
    def of(cls, offer: Offer | None, products: Sequence[tuple[str, str]]) -> OfferForm:
        """The form as the offer stands (or empty), or as it was sent."""
        form = cls(
            title=offer.title if offer else None,
            text=offer.text if offer else None,
            starts_on=offer.starts_on if offer else None,
            ends_on=offer.ends_on if offer else None,
            product_id=str(offer.product_id or "") if offer else "",
        )
        form.product_id.choices = as_choices([("", _l("All products")), *products])
        return form

    def values(self) -> dict[str, Any]:
        """What create_offer and update_offer take."""
        return {
            "title": self.title.data,
            "text": self.text.data or "",
            "product_id": UUID(self.product_id.data) if self.product_id.data else None,
            "starts_on": self.starts_on.data,
            "ends_on": self.ends_on.data,
        }


def new_id(typed: str | None) -> UUID | None:
    """The id that a form for something new brings back, if it is one."""
    try:
        return UUID(one_line(typed) or "")
    except ValueError:
        return None
