"""Options that say how a source is to be followed, shared by `add` and `edit`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from scraper.wishes import (
    EXTRACTORS,
    OPTION_NAMES,
    check_selectors,
    describe_options,
    describe_rhythm,
    options_from,
    rhythm_from,
    texts_of,
    wishes_from,
)

__all__ = [
    "EXTRACTORS",
    "OPTION_NAMES",
    "check_selectors",
    "describe_options",
    "describe_rhythm",
    "options_from",
    "rhythm_from",
    "rhythm_options",
    "texts_of",
    "wishes_from",
]

F = TypeVar("F", bound=Callable[..., Any])


def rhythm_options(command: F) -> F:
    """--every, --cron, --tz, --tag, --select, --ignore, --extractor, --note, --title."""
    options = (
        click.option("--every", metavar="SPAN", help="Check at this interval: 30m, 6h, 2d. Default: learnt per page."),
        click.option(
            "--cron", metavar="EXPR", help="Check at these times: '0 9 * * 1-5' (minute hour day month weekday)."
        ),
        click.option("--tz", metavar="ZONE", help="The time zone of --cron, like Asia/Shanghai. Default: UTC."),
        click.option("--tag", "tags", multiple=True, metavar="TAG", help="A tag; may be given several times."),
        click.option("--select", multiple=True, metavar="CSS|XPATH", help="Watch only these parts of a page."),
        click.option("--ignore", multiple=True, metavar="CSS|XPATH|re:…", help="Leave these parts or phrases out."),
        click.option(
            "--extractor",
            type=click.Choice(EXTRACTORS),
            help="auto: all visible text without menus; article: trafilatura; readability.",
        ),
        click.option("--note", metavar="TEXT", help="A note to yourself."),
        click.option("--title", metavar="TEXT", help="A name for the list; default: the page's or feed's own title."),
    )
    for option in reversed(options):
        command = option(command)
    return command
