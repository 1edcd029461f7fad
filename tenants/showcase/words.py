"""Problems in words. A file's rows keep the code of a problem, not its sentence."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

PROBLEMS = {
    "name.missing": _l("A product needs a name."),
    "name.long": _l("The name is longer than 200 characters."),
    "key.long": _l("The key is longer than 200 characters."),
    "description.long": _l("The description is longer than 20,000 characters."),
    "price.unreadable": _l("This is not a price. Write it like 1299 or 1,299.00."),
    "price.negative": _l("A price cannot be negative."),
    "price.precision": _l("This price has more decimals than its currency."),
    "price.high": _l("This price is too high to be kept."),
    "currency.unknown": _l("There is no such currency. Use a code such as CNY or USD."),
    "link.unreadable": _l("This is not an address on the web. Write it like https://example.com."),
    "tags.many": _l("At most 40 entries, each of at most 80 characters."),
    "attribute.name_long": _l("The name of a fact has at most 80 characters."),
    "attribute.long": _l("A fact has at most 4,000 characters."),
    "attribute.many": _l("At most 200 facts can be kept."),
    "attribute.nameless": _l("This fact needs a name."),
}
