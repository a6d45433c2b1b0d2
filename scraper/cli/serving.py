"""The verb `serve`: the web pages alone."""

from __future__ import annotations

from contextlib import closing

import click

from scraper.cli.face import face_of
from scraper.cli.lazy import VerbCommand

__all__ = ["serve"]


@click.command(cls=VerbCommand)
@click.argument("address", metavar="[HOST:PORT]", required=False)
@click.pass_context
def serve(ctx: click.Context, /, address: str | None) -> int:
    """Show the web pages alone; nothing is checked.

    HOST:PORT is where to listen, by default what [web] in pagewatch.toml says, else 127.0.0.1:8470. An address that
    other machines can reach needs a [web] password. What is changed on the pages is written at once, beside a
    running service too, which sees it within half a minute; with `run --web` it acts at once.
    """
    face = face_of(ctx)
    from scraper.cli.passes import log_to_stderr
    from scraper.web import address_from, bind, serve_alone

    listening = bind(address_from(address, face.config.web))
    log_to_stderr(face)
    with closing(listening.sock):
        return serve_alone(
            face.db_path,
            face.config,
            listening,
            face.now,
            lambda real: face.say(f"the web pages are at {real.url} (Ctrl-C stops)"),
        )
