"""What `pagewatch --help` says, as plain values: printing it must not cost more than starting Python.

The command line in `program` is made of the same values; tests/test_cli_program.py compares what both print.
"""

from __future__ import annotations

__all__ = ["ABOUT", "EPILOG", "OPTIONS", "SECTIONS"]

ABOUT = "Follow pages and feeds: what changed, what a page says of its own freshness, which links died."
EPILOG = "Guide: docs/guide.md. Every verb: pagewatch VERB --help."
OPTIONS = {
    "--db PATH": "The database. Also PAGEWATCH_DB.",
    "--config PATH": "pagewatch.toml. Also PAGEWATCH_CONFIG.",
    "-q, --quiet": "Print results and errors only.",
    "-v, --verbose": "Say more; twice for a debugging log.",
    "--version": "Print the version.",
    "-h, --help": "Show this message and exit.",
}
# Section -> verbs: (name, where it is, one line). tests/test_docs.py compares the lines with the verbs' own help.
SECTIONS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "Follow": (
        ("add", "scraper.cli.sources:add", "Follow a page, feed or sitemap."),
        ("list", "scraper.cli.followed:list_sources", "List what is followed."),
        ("show", "scraper.cli.sources:show", "Show one source, its settings and its latest checks."),
        ("edit", "scraper.cli.edits:edit", "Change how a source is followed."),
        ("pause", "scraper.cli.edits:pause", "Stop checking sources for now."),
        ("resume", "scraper.cli.edits:resume", "Check paused sources again."),
        ("remove", "scraper.cli.edits:remove", "Stop following sources; their history is kept."),
        ("apply", "scraper.cli.declare:apply", "Make the sources match a TOML file."),
        ("import", "scraper.cli.exchange:import_sources", "Follow what a file lists: OPML, URLs, JSON, jobs, WARC."),
        ("export", "scraper.cli.exchange:export", "Write sources, or the changes as a feed, to a file."),
    ),
    "Look": (
        ("check", "scraper.cli.passes:check", "Check once what is due, then exit."),
        ("run", "scraper.cli.passes:run", "Run as a service: checks, alerts and upkeep on schedule."),
        ("serve", "scraper.cli.serving:serve", "Show the web pages alone; nothing is checked."),
        ("inspect", "scraper.cli.inspecting:inspect", "Show what is read from files or URLs; stores nothing."),
        ("link", "scraper.cli.ledger:link", "Judge links once; stores nothing."),
    ),
    "Ask": (
        ("changes", "scraper.cli.past:changes", "List what happened, newest first."),
        ("history", "scraper.cli.past:history", "List the versions of a document."),
        ("diff", "scraper.cli.compare:diff", "Show what changed between two versions."),
        ("text", "scraper.cli.past:text", "Print the text of a version."),
        ("raw", "scraper.cli.past:raw", "Print the bytes of a version as they were fetched."),
        ("search", "scraper.cli.past:search", "Search every version of everything."),
        ("when", "scraper.cli.past:when", "Find the first and last version that has a phrase."),
        ("links", "scraper.cli.ledger:links", "List the link ledger, or correct a verdict."),
    ),
    "Tell": (
        ("alerts", "scraper.cli.alerts:alerts", "List, test, retry and explain alerts."),
        ("channels", "scraper.cli.alerts:channels", "List where alerts go."),
        ("rules", "scraper.cli.alerts:rules", "List which events are told to whom."),
    ),
    "Keep": (
        ("stats", "scraper.cli.upkeep:stats", "Count what is stored and how checks went."),
        ("doctor", "scraper.cli.upkeep:doctor", "Look for problems and say what to do about them."),
        ("backup", "scraper.cli.upkeep:backup", "Write a consistent copy of the database."),
        ("prune", "scraper.cli.upkeep:prune", "Throw away old versions and checks, as you choose."),
    ),
}
