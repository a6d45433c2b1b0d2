"""A date from a value that holds nothing else: an attribute, a meta content, a JSON string, a header."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

from scraper.extract.statements.found import PageHints
from scraper.extract.statements.moments import Moment, from_datetime, parse_machine
from scraper.extract.statements.numerals import clean, fold
from scraper.extract.statements.scan import scan_dates

__all__ = ["read_http_date", "read_value"]

_ZEROS = ((1970, 1), (1969, 12))


def read_value(text: str, hints: PageHints, *, labelled: bool = False) -> Moment | None:
    """The first moment a short value states; None where it states none, or a zero rendered as a time. Never raises."""
    moment = _read(text, hints, labelled=labelled)
    return None if moment is not None and (moment.year, moment.month) in _ZEROS else moment


def _read(text: str, hints: PageHints, *, labelled: bool) -> Moment | None:
    text = clean(text[:120]).strip()
    if len(text) < 6:
        return None
    ascii_text = fold(text)
    moment = parse_machine(ascii_text.upper()) if ascii_text[0].isdigit() else None
    if moment is not None:
        return moment
    for found in scan_dates(ascii_text, hints):
        if found.moment is not None and (not found.weak or labelled or found.start == 0):
            return found.moment
    return None


def read_http_date(text: str) -> Moment | None:
    """An HTTP date (RFC 9110); None where it is none."""
    try:
        when = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if not 1900 <= when.year <= 2100:
        return None
    return from_datetime(when) if when.tzinfo else None
