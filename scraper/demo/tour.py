"""Drives the real program through its public verbs, as subprocesses, and shows what a person would see."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scraper.demo.world import World

__all__ = ["Tour"]

# Days on which a pass is run; the dead link is looked at until it is sure (docs/links.md).
DAYS = (0, 1, 2, 5, 8)
_KINDS = {
    "redated": "edited, and its date says so",
    "stealth_edit": "edited while its stated date stood still",
    "fake_refresh": "its date moved, its text did not",
    "link_dead": "a resource died",
    "gone": "the page was withdrawn",
}
_TO_TRY = (
    ("list", "what is followed, and when it is looked at next"),
    ("search 字体", "every version of everything, Chinese included"),
    ("history free-fonts", "the versions of one post"),
    ("text free-fonts --version 1", "what it said before"),
    ("when budget-vote 'end of June'", "until when that promise stood there"),
    ("alerts why harbour-bridge", "what was told of it, and why"),
    ("links", "every link of every article"),
    ("stats", "how much there is, and what it takes"),
)


class Tour:
    """One run of the demo in a folder of its own, which it makes or empties of its own earlier files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db, self.config = folder / "pagewatch.db", folder / "pagewatch.toml"
        # The last day is today, so that "3 d ago" in the listings is right.
        today = datetime.now(UTC).replace(hour=8, minute=0, second=0, microsecond=0)
        self.start = today - timedelta(days=DAYS[-1] + 1)
        self.began = time.monotonic()

    def run(self) -> int:
        """The whole demo; 0 when everything that was to be found was found."""
        self._prepare()
        world = World(self.start)
        try:
            self._configure(world)
            self._heading("Two small sites are up; pagewatch follows both")
            self._say(f"  a Chinese blog      {world.blog.url}/")
            self._say(f"  an English paper    {world.news.url}/\n")
            self._verb("add", f"{world.blog.url}/atom.xml", "--tag", "demo")
            self._verb("add", f"{world.news.url}/sitemap.xml", "--tag", "demo")
            self._heading("Eight days go by, one pass on each of these")
            for day in DAYS:
                self._day(world, day)
            asked = world.blog.requests + world.news.requests
            saved = world.blog.not_modified + world.news.not_modified
        finally:
            world.close()
        self._say(f"\n  {asked} requests in all, {saved} of them answered with 304 Not Modified")
        missing = self._show()
        self._farewell()
        return self._verdict(missing)

    # -- what happens ---------------------------------------------------------------------------------------------

    def _prepare(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob("pagewatch.db*"):
            path.unlink()
        (self.folder / "alerts.jsonl").unlink(missing_ok=True)

    def _configure(self, world: World) -> None:
        ports = ", ".join(f'"127.0.0.1/32:{site.port}"' for site in (world.blog, world.news))
        self.config.write_text(
            "# Made by the demo. Only the two sites on this machine may be visited: netdisk links cannot be judged here.\n"
            f'[crawl]\ncontact = "demo@example.org"\nper_host_delay = 0\nallow_private_networks = [{ports}]\n'
            f'nameservers = ["{world.names.address}"]\ntimeout = 5\n'
            f'[alerts]\nchannels = ["jsonl:{(self.folder / "alerts.jsonl").absolute()}"]\n',
            encoding="utf-8",
        )

    def _day(self, world: World, day: int) -> None:
        happened = world.day(day)
        at = self.start + timedelta(days=day)
        self._say(
            f"  day {day:<2} {at:%Y-%m-%d}  " + (happened[0] if happened else "nothing new" if day else "first look")
        )
        for one in happened[1:]:
            self._say(f"{'':21}{one}")
        rows = self._rows("check", "--all", "--clock", at.isoformat())
        decisions: dict[str, int] = {}
        for row in rows:
            decisions[row["decision"]] = decisions.get(row["decision"], 0) + 1
        self._say(f"{'':19}→ {len(rows)} checked: " + ", ".join(f"{n} {name}" for name, n in decisions.items()))

    # -- what is shown --------------------------------------------------------------------------------------------

    def _show(self) -> list[str]:
        """Show the findings; what should have been found and was not."""
        self._heading("What pagewatch tells")
        self._verb("changes")
        # Newest first, so the first event of each kind is what remains.
        events = {row["kind"]: row for row in self._rows("changes")}
        if "stealth_edit" in events:
            self._heading("The silent edit, word by word (the page still states its old date)")
            self._verb("diff", events["stealth_edit"]["url"])
        self._heading("The dead link, with its evidence")
        self._verb("links", "--state", "dead")
        if "link_dead" in events:
            self._verb("links", "show", events["link_dead"]["detail"]["url"])
        self._heading("What the pages say of their own freshness, and whether it is true")
        for kind in ("redated", "stealth_edit", "fake_refresh"):
            if kind in events:
                self._stated(kind, events[kind])
        return [kind for kind in _KINDS if kind not in events]

    def _stated(self, kind: str, event: dict[str, Any]) -> None:
        before, after = (str(event["detail"][name])[:10] for name in ("date_before", "date_after"))
        dates = f"stated {before} before and after" if before == after else f"stated {before}, then {after}"
        self._say(f"  {event['title']}\n    {dates}\n    → {kind}: {_KINDS[kind]}\n")

    def _farewell(self) -> None:
        self._heading("Your turn")
        self._say("  The sites are gone, the history stays, in one plain SQLite file. Try:\n")
        self._say(f"    export PAGEWATCH_DB={os.path.relpath(self.db)}")
        for verb, what in _TO_TRY:
            self._say(f"    ./run {verb:<34}  # {what}")
        self._say("")

    def _verdict(self, missing: Sequence[str]) -> int:
        took = time.monotonic() - self.began
        if missing:
            self._say(f"The demo did not find: {', '.join(missing)}. That is a bug; please report it.")
            return 1
        self._say(f"Everything that happened was found, in {took:.0f} s.")
        return 0

    # -- the program ----------------------------------------------------------------------------------------------

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "scraper", "--db", str(self.db), "--config", str(self.config), *words]

    def _environment(self) -> dict[str, str]:
        root = str(Path(__file__).resolve().parents[2])
        paths = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PAGEWATCH_")}
        return {**kept, "PYTHONPATH": os.pathsep.join(paths)}

    def _verb(self, *words: str) -> None:
        """Run a verb and show it as it is typed, with what it prints."""
        self._say(f"$ pagewatch {' '.join(words)}")
        sys.stdout.flush()
        subprocess.run(self._command(*words), env=self._environment(), check=True)
        self._say("")

    def _rows(self, *words: str) -> list[dict[str, Any]]:
        """The rows that a verb prints; a check that finds a page gone exits with 1, which is no failure here."""
        done = subprocess.run(
            self._command(*words, "--jsonl"), env=self._environment(), capture_output=True, text=True, check=False
        )
        if done.returncode not in (0, 1) or (done.returncode == 1 and not done.stdout):
            raise SystemExit(f"pagewatch {' '.join(words)} failed ({done.returncode}):\n{done.stderr}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def _heading(self, text: str) -> None:
        bold, plain = ("\x1b[1m", "\x1b[0m") if sys.stdout.isatty() and not os.environ.get("NO_COLOR") else ("", "")
        self._say(f"\n{bold}── {text} {'─' * max(3, 74 - len(text))}{plain}\n")

    def _say(self, text: str) -> None:
        print(text, flush=True)
