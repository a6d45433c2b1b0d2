"""Labelled links through the real program: an article page links to every case, one pass a day, the ledger read after each.

    python benchmarks/linkworld.py [--cases FILE] [--only ID,ID] [--isolate] [--out verdicts.jsonl] [--keep FOLDER]

Needs the link world of the corpora (PAGEWATCH_CORPORA, default ../shared): `links/linkworld.py` serves the cases over real
sockets, `links/score.py` judges. Without --cases its development cases are played; cases of our own are in tests/linkcases.
Prints the score and, for every case that is not right, what was said at each look.
"""

from __future__ import annotations

import argparse
import html
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from measure import ROOT, corpora

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ARTICLE = "reading-list.test"
# Seconds: what hangs is given up early, for a case may hang at each of its looks.
TIMEOUT_S, CONNECT_S, HANG_S, DRIP_S = 6, 2, 10, 4
AT_ONCE = 3
Case = dict[str, Any]


@dataclass(frozen=True)
class World:
    """A running link world: its control address."""

    control: str

    def get(self, path: str) -> Any:
        """One answer of the control port."""
        with urllib.request.urlopen(self.control.rstrip("/") + path, timeout=60) as answer:
            return json.load(answer)


@contextmanager
def world_of(folder: Path, cases: Path, *, isolate: bool) -> Iterator[World]:
    """The link world serving a file of cases."""
    command = [sys.executable, str(folder / "linkworld.py"), "--cases", str(cases), "--hang-s", str(HANG_S)]
    command += ["--drip-s", str(DRIP_S)] + (["--isolate"] if isolate else [])
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise SystemExit("the link world did not start")
        yield World(json.loads(line)["control"])
    finally:
        process.terminate()
        process.wait(20)


class Article(ThreadingHTTPServer):
    """One page that links to every case."""

    daemon_threads = True

    def __init__(self, cases: Sequence[Case]) -> None:
        rows = "".join(f"<li>{_link(case, number)}</li>" for number, case in enumerate(cases, 1))
        self.body = (
            "<!doctype html><html lang=en><head><meta charset=utf-8><title>A reading list</title></head><body><article>"
            f"<h1>A reading list</h1><p>What the readers of these notes sent in over the years.</p><ul>{rows}</ul>"
            "</article></body></html>"
        ).encode()
        super().__init__(("127.0.0.1", 0), _Page)
        threading.Thread(target=self.serve_forever, daemon=True).start()


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Article)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *args: object) -> None:
        return


def _link(case: Case, number: int) -> str:
    context = case.get("context") or {}
    anchor = context.get("anchor_text") or case.get("anchor") or f"No. {number}"
    return f'<a href="{html.escape(case["url_hint"])}">{html.escape(anchor)}</a>'


@dataclass
class Shard:
    """One shard's run: its cases, its database, what was said of each case at each look."""

    number: int
    cases: list[Case]
    folder: Path
    said: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def play(self, world: World) -> None:
        """Every round of the shard, a pass each."""
        self.folder.mkdir(parents=True, exist_ok=True)
        article = Article(self.cases)
        days = max((case["serve"]["days"] for case in self.cases), key=len)
        ids = ",".join(case["id"] for case in self.cases)
        try:
            for k, day in enumerate(days):
                world.get(f"/round?k={k}&id={ids}")
                self._configure(world.get(f"/config?shard={self.number}"), article.server_address[1])
                if k == 0:
                    self._pagewatch("add", f"http://{ARTICLE}/list", "--kind", "page")
                self._pagewatch("check", "--all", "--clock", (START + timedelta(days=day)).isoformat())
                self._read(k)
        finally:
            article.shutdown()

    def _configure(self, given: dict[str, Any], port: int) -> None:
        table = {**given["connect_to"], f"{ARTICLE}:80": f"127.0.0.1:{port}"}
        lines = [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in table.items()]
        (self.folder / "pagewatch.toml").write_text(
            f"[crawl]\nper_host_delay = 0\ntimeout = {TIMEOUT_S}\nconnect_timeout = {CONNECT_S}\n"
            f"ca_file = {json.dumps(given['ca_file'])}\nnameservers = {json.dumps(given['nameservers'])}\n"
            "[crawl.connect_to]\n" + "\n".join(lines) + "\n",
            encoding="utf-8",
        )

    def _pagewatch(self, *words: str) -> str:
        command = [sys.executable, "-m", "scraper", "--db", str(self.folder / "pagewatch.db")]
        command += ["--config", str(self.folder / "pagewatch.toml"), *words]
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
        with (self.folder / "log.txt").open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(words)}\n{done.stdout if words[0] != 'links' else ''}{done.stderr}\n")
        if done.returncode not in (0, 1):
            raise SystemExit(f"pagewatch {' '.join(words)}: {done.stderr[-2000:]}")
        return done.stdout

    def _read(self, k: int) -> None:
        rows = [json.loads(line) for line in self._pagewatch("links", "--jsonl").splitlines()]
        by_url = {row["url"]: row for row in rows}
        for case in self.cases:
            row = by_url.get(case["url_hint"])
            if row is not None and k < len(case["serve"]["days"]):
                said = {"k": k, "state": row["state"], "reason": row["reason"], "evidence": row["evidence"]}
                self.said.setdefault(case["id"], []).append(said)


def _by_days(shard: Shard) -> Iterator[Shard]:
    """The shard once for every rhythm of days that no other of its cases goes on with; results are kept together."""
    left = sorted(shard.cases, key=lambda case: -len(case["serve"]["days"]))
    while left:
        days = left[0]["serve"]["days"]
        here = [case for case in left if case["serve"]["days"] == days[: len(case["serve"]["days"])]]
        left = [case for case in left if case not in here]
        yield Shard(shard.number, here, shard.folder / f"days-{'-'.join(map(str, days))}", shard.said)


def play(cases: Sequence[Case], folder: Path, *, isolate: bool = False) -> list[dict[str, Any]]:
    """Verdicts {"id", "checks"} on all cases, played shard by shard, some shards side by side."""
    folder.mkdir(parents=True, exist_ok=True)
    known = {case["id"]: case for case in cases}
    path = folder / "cases.jsonl"
    path.write_text("".join(json.dumps(case, ensure_ascii=False) + "\n" for case in cases), encoding="utf-8")
    with world_of(corpora() / "links", path, isolate=isolate) as world:
        listed = world.get("/config?shard=0")["shards"]
        shards = [
            Shard(one["shard"], [known[i] for i in one["ids"]], folder / f"shard-{one['shard']}") for one in listed
        ]
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda shard: [part.play(world) for part in _by_days(shard)], shards))
    return [{"id": name, "checks": checks} for shard in shards for name, checks in shard.said.items()]


def read_cases(path: Path) -> list[Case]:
    """The cases of a file with one JSON object a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def score(cases: Path, verdicts: Path, figures: Path) -> tuple[str, dict[str, Any]]:
    """(what score.py prints, its figures)."""
    judge = corpora() / "links" / "score.py"
    done = subprocess.run(
        [sys.executable, str(judge), str(cases), str(verdicts), "--json", str(figures)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr, json.loads(figures.read_text(encoding="utf-8"))


def main() -> int:
    """Plays, scores, prints; exit code 1 where the corpus is absent."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, default=corpora() / "links" / "dev_cases.jsonl")
    parser.add_argument("--only", help="these cases alone: ID,ID")
    parser.add_argument("--isolate", action="store_true", help="every case in a world of its own")
    parser.add_argument("--out", type=Path, help="keep the verdicts in this file")
    parser.add_argument("--keep", type=Path, help="keep databases and logs in this folder")
    parser.add_argument("--json", type=Path, help="write the figures to this file")
    options = parser.parse_args()
    if not (corpora() / "links" / "linkworld.py").exists():
        print("no link world at PAGEWATCH_CORPORA; nothing was measured")
        return 1
    cases = read_cases(options.cases)
    if options.only:
        cases = [case for case in cases if case["id"] in options.only.split(",")]
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.keep or Path(scratch)
        verdicts = play(cases, folder, isolate=options.isolate)
        out = options.out or folder / "verdicts.jsonl"
        out.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in verdicts), encoding="utf-8")
        printed, figures = score(folder / "cases.jsonl", out, folder / "score.json")
    print(printed)
    if options.json:
        options.json.write_text(json.dumps(figures), encoding="utf-8")
    explain(cases, verdicts, figures["wrong"])
    return 0


def explain(cases: Sequence[Case], verdicts: Sequence[dict[str, Any]], wrong: Sequence[str]) -> None:
    """What was said, look by look, of the cases that are not right."""
    by_id = {one["id"]: one["checks"] for one in verdicts}
    for case in cases:
        if case["id"] not in wrong:
            continue
        print(f"\n{case['id']} {case['url_hint']}\n  wanted {case['expected_state']} {case['accept']}: {case['why']}")
        for one in by_id.get(case["id"], []):
            print(f"  {one['k']} {one['state']:<8} {one['reason']}: {one['evidence']}")


if __name__ == "__main__":
    sys.exit(main())
