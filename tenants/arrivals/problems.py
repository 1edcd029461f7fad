"""What can be wrong with a file of arrivals, in words. Codes are kept; words are the reader's."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from muster.tables.problems import MORE

PROBLEMS = {
    "file.no_good_rows": _l(
        "No row of this file could be used. Look at which column is what, and bring it in again."
    ),
    "file.date_order": _l(
        "The dates can be read in two ways (3/4 is the third of April or the fourth of March)."
        " Say which comes first."
    ),
    "file.coarse": _l(
        "This file counts by %(detail)s minutes, which is coarser than the history that it goes"
        " into."
    ),
    "file.interval": _l(
        "The rows are %(detail)s minutes apart. Intervals of 5, 10, 15, 30 or 60 minutes and days"
        " can be brought in."
    ),
    "file.one_row": _l("One row with a time does not tell how long its interval is. Add rows."),
    "file.series_gone": _l("The history that this file was for is gone. Choose another one."),
    "date.missing": _l("There is no date."),
    "date.unreadable": _l("This is not a date."),
    "time.unreadable": _l("This is not a time of day."),
    "time.missing": _l("There is no time of day."),
    "time.twice": _l("The time stands in two columns. Leave one of them out."),
    "time.skipped": _l("This time did not exist: the clocks were put forward over it."),
    "time.future": _l("This lies in the future."),
    "time.old": _l("This lies before 1970."),
    "zone.unknown": _l("This time zone is not known. Write it as Asia/Shanghai or +08:00."),
    "zone.mixed": _l("Some rows of this file name a time zone and some do not."),
    "zone.other": _l("This row is in another time zone than the others."),
    "number.unreadable": _l("This is not a whole number."),
    "number.negative": _l("A number of contacts cannot be negative."),
    "number.fraction": _l("A number of contacts has no fraction."),
    "number.large": _l("More than ten million in one interval cannot be right."),
    "number.missing": _l("It does not say how many were offered."),
    "interval.twice": _l("Line %(detail)s already gives this interval."),
    "interval.overlap": _l("This interval overlaps the one of line %(detail)s."),
    "interval.off_grid": _l(
        "This interval does not begin where the others do, so it would overlap its neighbours."
    ),
    "interval.length": _l("This interval is longer or shorter than the others."),
    "interval.length_unreadable": _l("The end of the interval is not a time of day."),
    "call.twice": _l("The same call stands in line %(detail)s already."),
    "call.none": _l("The outcome says that this was no call."),
    "note.twice_an_hour": _l(
        "Counted. The clocks were put back, so this time came twice; it was taken as the first."
    ),
    "note.outcome_unknown": _l(
        "Counted as offered. Its outcome is neither among those that mean answered nor among"
        " those that mean abandoned."
    ),
    "note.talk_none": _l("Counted as answered, but a call of no length does not enter the AHT."),
    "note.talk_long": _l("Counted as answered, but a call of over an hour does not enter the AHT."),
    "note.seconds.unreadable": _l("Counted, but its length is not a span of time."),
    "note.seconds.negative": _l("Counted, but its length is negative and does not enter the AHT."),
    "note.seconds.long": _l("Counted, but a length of over a day does not enter the AHT."),
}


def register() -> None:
    """Let imports say these problems, too."""
    MORE.update(PROBLEMS)
