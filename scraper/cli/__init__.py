"""The command line. `main` is the console script; each group of verbs lives in a module of its own.

Nothing is imported here that `pagewatch --help` does not need: heavy imports stand inside the commands, because
Scrapy, Apprise and trafilatura cost a listing more than the listing itself.
"""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # importing typing or collections for this would be a tenth of what --help costs
    from collections.abc import Sequence

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 fine, 1 something failed, 2 usage or configuration, 3 and 4 as told."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words in ([], ["-h"], ["--help"]):
        from scraper.cli.helping import print_help

        try:
            print_help()
        except BrokenPipeError:
            from scraper.cli.program import reader_left

            return reader_left()
        return 0
    from scraper.cli.program import run_program

    return run_program(words)
