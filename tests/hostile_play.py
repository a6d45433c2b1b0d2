"""Plays the hostile scenarios through the real command and compares what it says with what each scenario expects.

::

    python -m tests.hostile_play                     # all groups, side by side, one line per surprise
    python -m tests.hostile_play --only 'enc_|cs_'   # the scenarios whose id matches
    python -m tests.hostile_play --command           # a process per verb, as a person types it (slow)
    python -m tests.hostile_play --script tests/hostile_variants.py   # our own variants of the same families

Scenarios of a group share one database and one server, so that a process plays many. Visits of a scenario lie 13 hours
apart by `--clock`, because "404 three times" means something over a day only; what must be seen in real time (cache
lifetimes, Retry-After) is in a group of its own and really waits.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CORPORA = Path(os.environ.get("PAGEWATCH_CORPORA", ROOT.parent / "shared"))
SERVER = CORPORA / "hostile" / "hostile_server.py"
APART = timedelta(hours=13)
SHORT_S = 3.0
GROUPS = ("plain", "slow", "robots", "timed", "links")
_GOOD = {"new version", "baseline", "held", "alternates"}

Scenario = dict[str, Any]


@dataclass
class Played:
    """How one scenario went: a class and a reason per visit, the rules that `/score` evaluated, texts missed."""

    id: str
    expected: str
    sequence: list[str]
    accept: list[str]
    got: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    rules: list[dict[str, Any]] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)
    nice: list[str] = field(default_factory=list)

    @property
    def ended_well(self) -> bool:
        """The last visit is of the expected class or of one that a sensible policy may choose."""
        return bool(self.got) and self.got[-1] in {self.expected, *self.accept} and not self.missed

    @property
    def as_expected(self) -> bool:
        """Every visit is of exactly the class that the scenario names."""
        return self.got == self.sequence and not self.missed

    def line(self) -> str:
        """One line for a person."""
        broken = [f"{rule['rule']}: {rule['detail']}" for rule in self.rules if not rule["ok"]]
        mark = "as expected" if self.as_expected else "accepted" if self.ended_well else "NOT AS EXPECTED"
        said = " | ".join(f"{got}: {why}" for got, why in zip(self.got, self.reasons, strict=True))
        tail = f"; missed {self.missed}" if self.missed else ""
        tail += f"; would be nice: {self.nice}" if self.nice else ""
        rules = f"; BROKEN {broken}" if broken else ""
        return f"{mark:<16} {self.id}: wanted {self.sequence} (or {self.accept}), got {said}{tail}{rules}"


class Origin:
    """The hostile server in a process of its own."""

    def __init__(self, script: Path = SERVER) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(script), "0", "--canary", "--short", str(SHORT_S)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        self.url: str = json.loads(self.process.stdout.readline())["listening"]
        self.port = int(self.url.rsplit(":", 1)[1])

    def get(self, path: str) -> Any:
        """The JSON that one of the server's own paths answers."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(f"{self.url}{path}", timeout=60) as answer:
            return json.loads(answer.read())

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()


class Player:
    """The command on one database, allowed to reach one server and nothing else."""

    def __init__(self, folder: Path, origin: Origin, *, crawl: str, links: bool, command: bool) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.origin, self.command = origin, command
        self.db, self.config = folder / "pagewatch.db", folder / "pagewatch.toml"
        self.config.write_text(
            f'[crawl]\ncontact = "tests@example.org"\nallow_private_networks = ["127.0.0.1/32:{origin.port}"]\n{crawl}\n'
            f"[links]\nenabled = {str(links).lower()}\n",
            encoding="utf-8",
        )

    def run(self, *words: str) -> str:
        """What one verb prints."""
        given = ["--db", str(self.db), "--config", str(self.config), *words]
        if self.command:
            done = subprocess.run(
                [sys.executable, "-m", "scraper", *given], cwd=ROOT, capture_output=True, text=True, check=False
            )
            return done.stdout
        from scraper.cli import main  # the verbs in this process: a second of start-up saved for each

        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            main(given)
        return printed.getvalue()

    def rows(self, *words: str) -> list[dict[str, Any]]:
        """The JSON lines that one verb prints."""
        return [json.loads(line) for line in self.run(*words, "--jsonl").splitlines() if line.strip()]

    def add(self, url: str, kind: str) -> int:
        """Follow a URL without looking at it first; its number."""
        self.run("add", url, "--kind", kind, "--no-follow", "-q")
        return next(row["id"] for row in self.rows("list") if row["url"] == _kept(url))

    def state(self, url: str) -> str:
        """The state that `list` shows for a URL."""
        return next(str(row["state"]) for row in self.rows("list") if row["url"] == _kept(url))

    def texts(self, url: str) -> str:
        """Titles and texts of everything stored for a URL, newest versions."""
        with contextlib.closing(sqlite3.connect(f"file:{self.db}?mode=ro", uri=True)) as conn:
            documents = conn.execute("SELECT id, url, title FROM v_documents WHERE resource_url = ?", (url,)).fetchall()
        said = [str(title or "") for _, _, title in documents]
        said += [self.run("text", found) for found in ([str(row[1]) for row in documents[:5]] or [url])]
        return "\n".join(said)


def class_of(row: dict[str, Any], state: str, kind: str) -> str:
    """The scenario's word for what a check's line and the resource's state say."""
    reason = row["reason"]
    if state == "gone":
        return "dead"
    if row["outcome"] == "blocked" and reason.startswith(("blocked by policy", "blocked by robots.txt")):
        return "blocked_by_policy"
    if row["outcome"] in ("failed", "blocked"):
        return "too_large" if reason.startswith("too large") else "error_reported"
    if row["decision"] in _GOOD:
        return "ok_feed" if kind == "feed" else "ok_page"
    return "unchanged"


def kind_of(scenario: Scenario) -> str:
    """What a person would follow that URL as."""
    feed = "ok_feed" in scenario["sequence"] or scenario["id"].startswith(("feed_", "xml_", "bomb_feed"))
    return "feed" if feed else "page"


def url_of(scenario: Scenario, origin: Origin) -> str:
    """The URL to follow, with credentials where the scenario needs them."""
    base = origin.url
    if "credentials" in scenario.get("needs", ""):
        base = base.replace("http://", "http://someone:secret@")
    return str(base + scenario["path"])


def group_of(scenario: Scenario) -> str:
    """The group that a scenario is played in."""
    if scenario.get("robots"):
        return "robots"
    if scenario.get("drive") == "scheduler":
        return "timed"
    if "crawl the links" in scenario.get("needs", ""):
        return "links"
    return "slow" if scenario["category"] == "slow" or scenario.get("cost") == "cpu" else "plain"


def catalogue(script: Path = SERVER) -> list[Scenario]:
    """All scenarios that are to be played."""
    listed = subprocess.run([sys.executable, str(script), "--list"], capture_output=True, text=True, check=True)
    return [scenario for scenario in json.loads(listed.stdout) if not scenario.get("helper")]


# -- playing ---------------------------------------------------------------------------------------------------------


def play(group: str, scenarios: Sequence[Scenario], folder: Path, *, command: bool, script: Path) -> list[Played]:
    """All scenarios of one group, on a server of their own."""
    origin = Origin(script)
    try:
        match group:
            case "robots":
                return [_robots(one, folder / one["id"], origin, command) for one in scenarios]
            case "timed":
                return [_timed(one, folder / one["id"], origin, command) for one in scenarios]
            case "links":
                return [_links(one, folder / one["id"], origin, command) for one in scenarios]
        return _together(scenarios, folder, origin, command)
    finally:
        origin.close()


def _together(scenarios: Sequence[Scenario], folder: Path, origin: Origin, command: bool) -> list[Played]:
    """Visit by visit, all scenarios that have that many."""
    player = Player(folder, origin, crawl="per_host = 16\nper_host_delay = 0", links=False, command=command)
    played = {one["id"]: _played(one) for one in scenarios}
    ids = {}
    for one in scenarios:
        player.run("add", url_of(one, origin), "--kind", kind_of(one), "--no-follow", "-q")
    for row in player.rows("list"):
        ids[row["url"]] = str(row["id"])
    start = datetime.now(UTC)
    for number in range(max(one["visits"] for one in scenarios)):
        round_ = [one for one in scenarios if one["visits"] > number]
        if number:
            time.sleep(max(one.get("gap", 0.0) for one in round_))
        at = (start + APART * number).isoformat()
        rows = {
            row["url"]: row
            for row in player.rows("check", *(ids[_kept(url_of(one, origin))] for one in round_), "--clock", at)
        }
        states = {row["url"]: row["state"] for row in player.rows("list")}
        for one in round_:
            url = _kept(url_of(one, origin))
            _note(played[one["id"]], rows.get(url), states[url], kind_of(one))
    for one in scenarios:
        _judge(played[one["id"]], one, player, origin)
    return list(played.values())


def _robots(one: Scenario, folder: Path, origin: Origin, command: bool) -> Played:
    """One visit under one robots.txt, with a fresh database: answers are kept for a day."""
    player = Player(folder, origin, crawl="per_host_delay = 0", links=False, command=command)
    origin.get("/reset")
    origin.get(one["setup"])
    return _alone(one, player, origin)


def _links(one: Scenario, folder: Path, origin: Origin, command: bool) -> Played:
    """A page whose links are looked at as well, with the politeness that the scenario names."""
    crawl = "per_host = 2\nper_host_delay = 0" if "concurrency 2" in one["needs"] else ""
    return _alone(one, Player(folder, origin, crawl=crawl, links=True, command=command), origin, "--all")


def _alone(one: Scenario, player: Player, origin: Origin, *options: str) -> Played:
    played, url = _played(one), url_of(one, origin)
    number = player.add(url, kind_of(one))
    rows = player.rows("check", *(options or (str(number),)))
    _note(played, next((row for row in rows if row["url"] == _kept(url)), None), player.state(url), kind_of(one))
    _judge(played, one, player, origin)
    return played


def _timed(one: Scenario, folder: Path, origin: Origin, command: bool) -> Played:
    """The product's own schedule decides; somebody impatient asks in between, which must not lead to a request."""
    player = Player(folder, origin, crawl="per_host_delay = 0", links=False, command=command)
    played, url, kind = _played(one), url_of(one, origin), kind_of(one)
    number = str(player.add(url, kind))
    [row] = player.rows("check")
    _note(played, row, player.state(url), kind)
    early = [
        *player.rows("check"),
        *player.rows("check", number),
    ]  # a slow machine may be late enough to be let through
    time.sleep(SHORT_S + 1.1)
    due = next(row["next_check_at"] for row in player.rows("list") if row["url"] == _kept(url))
    row = next(iter([*early, *player.rows("check", "--clock", due)]), None)
    _note(played, row, player.state(url), kind)
    _judge(played, one, player, origin)
    return played


def _played(one: Scenario) -> Played:
    return Played(one["id"], one["expected"], list(one["sequence"]), list(one.get("accept", [])))


def _kept(url: str) -> str:
    """A URL as the program lists it: without user and password."""
    from scraper.records import without_userinfo
    from scraper.urls import check_url

    return without_userinfo(check_url(url))


def _note(played: Played, row: dict[str, Any] | None, state: str, kind: str) -> None:
    played.got.append("not asked" if row is None else class_of(row, state, kind))
    played.reasons.append("" if row is None else f"{row['decision']}, {row['reason'][:110]}")


def _judge(played: Played, one: Scenario, player: Player, origin: Origin) -> None:
    """What the server thinks of us, and whether the text that must be read (and never read) was."""
    played.rules = origin.get(f"/score?id={one['id']}")["results"]
    if not {"text", "soft_text", "forbid"} & one.keys():
        return
    said = player.texts(_kept(url_of(one, origin)))
    read = any(got.startswith("ok_") for got in played.got)
    for key in ("text", "soft_text"):
        if key in one and read and one[key] not in said:
            (played.missed if key == "text" else played.nice).append(f"{key} {one[key]!r}")
    if "forbid" in one and one["forbid"] in said:
        played.missed.append(f"forbidden {one['forbid'][:40]!r}")


# -- all groups side by side -----------------------------------------------------------------------------------------


@contextmanager
def _started(group: str, ids: Sequence[str], folder: Path, options: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    words = [sys.executable, "-m", "tests.hostile_play", "--group", group, "--folder", str(folder), *options]
    process = subprocess.Popen(
        words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        assert process.stdin is not None
        process.stdin.write("\n".join(ids))
        process.stdin.close()
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


def play_all(scenarios: Sequence[Scenario], *, command: bool = False, script: Path = SERVER) -> list[Played]:
    """Every scenario, the groups side by side in processes of their own."""
    options = [*(["--command"] if command else []), "--script", str(script)]
    results: list[Played] = []
    with tempfile.TemporaryDirectory() as folder, contextlib.ExitStack() as stack:
        running = []
        for group in GROUPS:
            ids = [one["id"] for one in scenarios if group_of(one) == group]
            if ids:
                running.append(stack.enter_context(_started(group, ids, Path(folder) / group, options)))
        for process in running:
            assert process.stdout is not None
            results += [Played(**json.loads(line)) for line in process.stdout]
            if process.wait():
                raise RuntimeError(f"a group ended with {process.returncode}")
    return results


def summary(results: Sequence[Played]) -> str:
    """The figures in one line."""
    rules = [rule for one in results for rule in one.rules]
    return (
        f"{len(results)} scenarios: {sum(r.as_expected for r in results)} exactly as expected, "
        f"{sum(r.ended_well for r in results)} end as expected or accepted; "
        f"{sum(bool(rule['ok']) for rule in rules)} of {len(rules)} citizenship rules hold"
    )


def main() -> int:
    """Play, print what surprises, exit with 1 if anything ended badly."""
    given = argparse.ArgumentParser(description="play the hostile scenarios through pagewatch")
    given.add_argument("--only", default="", help="ids that match this expression")
    given.add_argument("--command", action="store_true", help="one process per verb")
    given.add_argument("--verbose", action="store_true", help="print every scenario")
    given.add_argument("--script", type=Path, default=SERVER)
    given.add_argument("--group")
    given.add_argument("--folder", type=Path)
    asked = given.parse_args()
    scenarios = catalogue(asked.script)
    if asked.group:
        ids = set(sys.stdin.read().split())
        mine = [one for one in scenarios if one["id"] in ids]
        for one in play(asked.group, mine, asked.folder, command=asked.command, script=asked.script):
            print(json.dumps(asdict(one)), flush=True)
        return 0
    chosen = [one for one in scenarios if re.search(asked.only, one["id"])]
    results = play_all(chosen, command=asked.command, script=asked.script)
    for one in sorted(results, key=lambda r: (r.ended_well, r.id)):
        broken = any(not rule["ok"] for rule in one.rules)
        if asked.verbose or not one.as_expected or broken:
            print(one.line())
    print(summary(results))
    return 0 if all(r.ended_well and all(rule["ok"] for rule in r.rules) for r in results) else 1


if __name__ == "__main__":
    sys.exit(main())
