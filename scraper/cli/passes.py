"""Verbs that look: check (one pass) and run (the service)."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

import click

from scraper.cli.face import Face, face_of
from scraper.cli.lazy import VerbCommand
from scraper.cli.output import colored, json_line
from scraper.cli.times import parse_time
from scraper.compare.terminal import printable
from scraper.records import without_userinfo

if TYPE_CHECKING:
    from scraper.service import CheckLine, PassReport
    from scraper.service.hands import Beside, ServiceHands

__all__ = ["check", "log_to_stderr", "run"]

_CHANGES_FOUND = 3
_HELD_NAMED = 5
_RETRY_AFTER = "Retry-After"
_STYLES = {"failed": "red", "blocked": "yellow", "gone": "red", "new version": "green", "baseline": "cyan"}


@click.command(cls=VerbCommand)
@click.argument("sources", nargs=-1, metavar="[SOURCE]...")
@click.option("--all", "everything", is_flag=True, help="Look at everything as if it were due, links included.")
@click.option("--force", is_flag=True, help="Ask even what said that it is fresh for longer; Retry-After still binds.")
@click.option("--dry-run", is_flag=True, help="Fetch and decide, but write nothing and tell nobody.")
@click.option("--clock", metavar="TIME", help="Run the pass as if it were this time.")
@click.option("--exit-code", is_flag=True, help="Exit with 3 if changes were found.")
@click.option("--json", "--jsonl", "as_lines", is_flag=True, help="Print one JSON object per check, as it ends.")
@click.pass_context
def check(ctx: click.Context, /, sources: tuple[str, ...], everything: bool, as_lines: bool, **given: Any) -> int:
    """Check once what is due, then exit.

    With SOURCEs (number or URL), only those, due or not; what its server or feed declared fresh (max-age, Expires,
    ttl, skipHours) is not asked before that is over, unless --force is given. Exit code 1 if a check failed.
    """
    face = face_of(ctx)
    clock = parse_time(given["clock"], face.now(), option="--clock") if given["clock"] else None
    if not given["dry_run"]:
        face.refuse_if_held()
    from scraper.service import PassRequest, run_pass

    with _Progress(face, as_lines) as progress:
        report = run_pass(
            PassRequest(
                db=face.db_path,
                config=face.config,
                source_refs=sources,
                everything=everything or (given["force"] and not sources),
                force=given["force"],
                dry_run=given["dry_run"],
                clock=clock,
                progress=progress.line,
            )
        )
    if not as_lines:
        _conclude(report, face, given["dry_run"])
    _tell_held(report, face, forced=given["force"])
    if given["exit_code"] and any(map(_is_change, report.checks)):
        return _CHANGES_FOUND
    return 1 if report.failed else 0


class _Progress:
    """Tells of each check as it ends: a JSON line, or a line for people; a spinner on a terminal meanwhile."""

    def __init__(self, face: Face, as_lines: bool) -> None:
        self._face, self._as_lines = face, as_lines
        self._status: Any = None
        self._count = 0

    def __enter__(self) -> Self:
        if not self._as_lines and not self._face.quiet and colored():
            from scraper.cli.output import console

            self._status = console(stderr=True).status("checking …")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._status is not None:
            self._status.stop()

    def line(self, done: CheckLine) -> None:
        """One check ended."""
        self._count += 1
        if self._as_lines:
            click.echo(json_line(check_row(done)))
        elif self._worth_a_line(done):
            click.echo(_in_words(done), color=colored())
        if self._status is not None:
            self._status.update(f"checked {self._count} …")

    def _worth_a_line(self, done: CheckLine) -> bool:
        """Everything that is not just 'unchanged'; with -v that too."""
        if self._face.quiet:
            return False
        return self._face.verbosity > 0 or done.changed or done.decision not in ("unchanged", "alternates", "skipped")


def check_row(done: CheckLine) -> dict[str, Any]:
    """The row of design.md for one check."""
    names = ("url", "kind", "outcome", "status", "decision", "reason", "elapsed_ms", "changed", "final_url")
    return {name: getattr(done, name) for name in names}


def _is_change(done: CheckLine) -> bool:
    """Something changed on the page: a version, a date, its end. That it could not be read is no change."""
    return done.changed and (done.decision == "gone" or done.outcome not in ("failed", "blocked"))


def _in_words(done: CheckLine) -> str:
    decision = click.style(f"{done.decision:<11}", fg=_STYLES.get(str(done.decision)))
    return f"{decision} {done.status or '—':>3}  {printable(done.url)}  {printable(done.reason)}"


def _conclude(report: PassReport, face: Face, dry_run: bool) -> None:
    if face.quiet:
        return
    changed = sum(map(_is_change, report.checks))
    parts = [f"{len(report.checks)} checked", f"{changed} changed"]
    parts += [f"{report.failed} failed"] if report.failed else []
    parts += [f"{report.events} event{'s' if report.events != 1 else ''}"] if report.events else []
    click.echo(("dry run, nothing was written: " if dry_run else "") + ", ".join(parts))
    if report.links_looked:
        click.echo(_of_links(report))
    for note in report.notes:
        face.say(f"note: {note}")
    if (report.events or report.links_died or report.links_recovered) and not dry_run:
        face.say("see them with: pagewatch changes")


def _of_links(report: PassReport) -> str:
    looked = f"{report.links_looked} link{'s' if report.links_looked != 1 else ''} looked at"
    turned = ((report.links_died, "died"), (report.links_recovered, "came back"))
    return ", ".join([looked, *(f"{count} {what}" for count, what in turned if count)])


def _tell_held(report: PassReport, face: Face, *, forced: bool) -> None:
    """What was not asked and why; what was asked only because it was forced."""
    if forced:
        face.say("forced: cache lifetimes, ttl, skipped hours and back-off were passed over; Retry-After never is")
    for url, until, why in report.held_back[: None if face.verbosity > 0 else _HELD_NAMED]:
        hint = "" if why == _RETRY_AFTER else "; --force asks all the same"
        face.say(f"not asked: {printable(url)} until {until:%Y-%m-%d %H:%M:%S} UTC, by {why}{hint}")
    rest = len(report.held_back) - _HELD_NAMED
    if rest > 0 and face.verbosity <= 0:
        face.say(f"and {rest} more not asked (-v names them)")


@click.command(cls=VerbCommand)
@click.option("--web", is_flag=False, flag_value="", metavar="[HOST:PORT]", help="Show the web pages too.")
@click.pass_context
def run(ctx: click.Context, /, web: str | None) -> int:
    """Run as a service: checks, alerts and upkeep on schedule.

    Stops cleanly on SIGTERM and Ctrl-C: what is under way is finished and stored. --web alone listens where [web] in
    pagewatch.toml says, else on 127.0.0.1:8470.
    """
    face = face_of(ctx)
    face.refuse_if_held()
    log_to_stderr(face)
    with ExitStack() as held:
        beside = _pages(face, web, held) if web is not None else None
        from scraper.service import ServiceRequest, run_forever

        face.say(f"pagewatch runs on {face.db_path} (process {os.getpid()}); Ctrl-C stops it")
        start: Callable[[Any], int] = run_forever
        return start(ServiceRequest(db=face.db_path, config=face.config, beside=beside))


def _pages(face: Face, where: str, held: ExitStack) -> Callable[[ServiceHands], Beside]:
    """What makes the web pages once the service is there. An address that cannot be had is told before all else."""
    from scraper.web import Pages, address_from, bind

    listening = bind(address_from(where, face.config.web))
    held.callback(listening.sock.close)
    return lambda hands: Pages(face.db_path, face.config, listening, hands, face.now)


def log_to_stderr(face: Face) -> None:
    """A log line per event, on stderr; more of them with -v, everything with -vv."""
    deep = face.verbosity > 1
    logging.basicConfig(
        level=logging.WARNING if face.verbosity < 0 else logging.INFO,
        format="%(asctime)s %(levelname)s %(name)s: %(message)s" if deep else "%(asctime)s %(levelname)s %(message)s",
        datefmt="%Y-%m-%d %H:%M:%S",
    )
    for handler in logging.getLogger().handlers:
        handler.addFilter(_one_line)
    if face.verbosity > 0:
        logging.getLogger("scraper").setLevel(logging.DEBUG)
    if not deep:  # theirs is news for nobody but us
        for name in ("scrapy", "apscheduler", "twisted", "asyncio", "uvicorn.access"):
            logging.getLogger(name).setLevel(logging.ERROR)


def _one_line(record: logging.LogRecord) -> bool:
    """A record is one line that cannot move the cursor: page titles and URLs are foreign text."""
    record.msg, record.args = printable(without_userinfo(record.getMessage()).replace("\n", "\u240a")), None
    return True
