"""Verbs on links: the ledger, verdicts corrected by a person, and judging links once."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import click

from scraper.cli.face import face_of
from scraper.cli.lazy import VerbCommand, VerbGroup
from scraper.cli.output import Column, emit, emit_one, format_options
from scraper.cli.times import ago, short_time
from scraper.compare.terminal import printable
from scraper.errors import UsageError
from scraper.urls import check_url

__all__ = ["link", "links"]

STATES = ("alive", "suspect", "dead", "blocked", "unsupported", "unknown")
Row = Mapping[str, Any]
_DEAD_FOUND = 4


@click.group(cls=VerbGroup, invoke_without_command=True)
@click.option("--state", type=click.Choice(STATES), help="Only links in this state.")
@click.option("--source", metavar="SOURCE", help="Only links in documents of this source.")
@click.option("--document", metavar="DOC", help="Only links of this document.")
@format_options
@click.pass_context
def links(ctx: click.Context, /, state: str | None, source: str | None, document: str | None, form: str | None) -> None:
    """List the link ledger, or correct a verdict.

    `links mark URL STATE` sets a verdict by hand; `links show URL` prints the evidence.
    """
    if ctx.invoked_subcommand is not None:
        return
    face = face_of(ctx)
    with face.history() as history:
        rows = history.links(state=state, source=source, document=document)
    now = face.now()
    columns = (
        Column("state", lambda r: str(r["state"])),
        Column("since", lambda r: ago(r["since"], now)),
        Column("link", lambda r: _link_lines(r), wide=True),
    )
    emit(rows, columns, form, empty="no such links" if state or source or document else "no links are known yet")


def _link_lines(row: Row) -> str:
    label = f"{row['anchor']}  " if row["anchor"] and row["anchor"] != row["url"] else ""
    code = f"  (code {row['code']})" if row["code"] else ""
    until = "" if row["current"] else f" until v{row['last_version']}"
    lines = [f"{label}{row['url']}{code}", f"in {row['document_url']}{until}"]
    evidence = row["evidence"] if isinstance(row["evidence"], str) else ""
    why = evidence or row["reason"]
    if why and row["state"] != "alive":
        lines.insert(1, str(why))
    return "\n".join(lines)


@links.command("show")
@click.argument("url")
@format_options
@click.pass_context
def show_link(ctx: click.Context, /, url: str, form: str | None) -> None:
    """Print the looks at one link, newest first: the evidence."""
    face = face_of(ctx)
    with face.history() as history:
        row = history.link_evidence(url)
    emit_one(row, form, lambda found: _show_link(found, face.now()))


def _show_link(row: Row, now: datetime) -> None:
    click.echo(f"{printable(row['url'])}\n{row['state']} since {short_time(row['since'])} ({ago(row['since'], now)})")
    if row["overruled"]:
        click.echo(f"marked {row['overruled']} by hand: {printable(row['overruled_why'] or '')}")
    elif row["reason"]:
        click.echo(f"because {printable(row['reason'])}")
    if row["next_check_at"]:
        click.echo(f"next look {short_time(row['next_check_at'])}")
    for holder in row["documents"]:
        code = f" (code {holder['code']})" if holder["code"] else ""
        click.echo(f"in {holder['document_url']}: {printable(holder['anchor'] or '')}{code}")
    click.echo("")
    columns = (
        Column("looked at", lambda r: short_time(r["at"])),
        Column("seemed", lambda r: str(r["state"])),
        Column("status", lambda r: str(r["status"] or "—"), right=True),
        Column("evidence", lambda r: str(r["evidence"] or r["reason"]), wide=True),
    )
    emit(row["looks"], columns, None, empty="not looked at yet")


@links.command()
@click.argument("url")
@click.argument("state", type=click.Choice((*STATES, "auto")))
@click.option("--why", default="", metavar="TEXT", help="Your reason, kept with the verdict.")
@click.pass_context
def mark(ctx: click.Context, /, url: str, state: str, why: str) -> None:
    """Set a link's verdict by hand; it stays until it is marked again.

    STATE `auto` takes your verdict back. Any other needs a --why.
    """
    face = face_of(ctx)
    checked = check_url(url)
    if state != "auto" and not why.strip():
        raise UsageError("say --why: the reason is kept with the verdict")
    with face.store() as store:
        store.overrule(checked, None if state == "auto" else state, why, face.now())
    click.echo(f"judged by pagewatch again: {checked}" if state == "auto" else f"marked {state}: {checked} ({why})")


@click.command(cls=VerbCommand)
@click.argument("urls", nargs=-1, required=True, metavar="URL...")
@format_options
@click.pass_context
def link(ctx: click.Context, /, urls: tuple[str, ...], form: str | None) -> int:
    """Judge links once; stores nothing.

    `-` reads URLs from standard input, one per line. Exit code 4 if one is dead.
    """
    face = face_of(ctx)
    wanted = [check_url(url) for url in _with_stdin(urls)]
    from scraper.service import judge_links

    rows = judge_links(wanted, face.config, face.now())
    columns = (
        Column("state", lambda r: str(r["state"])),
        Column("link", lambda r: f"{r['url']}\n{r['reason']}\n{_evidence(r)}".rstrip(), wide=True),
    )
    emit(rows, columns, form, empty="no URL")
    return _DEAD_FOUND if any(row["state"] == "dead" for row in rows) else 0


def _with_stdin(urls: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for url in urls:
        if url == "-":
            found += [line.strip() for line in sys.stdin if line.strip() and not line.startswith("#")]
        else:
            found.append(url)
    if not found:
        raise UsageError("no URL on standard input")
    return found


def _evidence(row: Row) -> str:
    evidence = row.get("evidence")
    return printable(evidence) if isinstance(evidence, str) and evidence != row["reason"] else ""
