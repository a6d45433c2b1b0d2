"""The programs that are measured side by side: each follows the pages of a local server and looks at them again."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from measure import ROOT, Cost, peer, run

__all__ = ["Bare", "Ours", "Peer", "Served", "bare", "changedetection", "served", "urlwatch", "webchanges"]

# The least that fetches with Scrapy: no guard, no limits, no robots, nothing parsed or stored. `trimmed` leaves out every
# middleware and extension as well; without it Scrapy's own components are on, as they are in a new project.
BARE = """
import sys
from scrapy.crawler import AsyncCrawlerProcess
import scrapy
port, count, trimmed, tags = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "trimmed", open(sys.argv[4]).read().split()
class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for n in range(count):
            headers = {"If-None-Match": tags[n % len(tags)]} if tags else None
            yield scrapy.Request(f"http://127.0.0.1:{port}/{n}", headers=headers)
    def parse(self, response):
        return None
settings = {"LOG_LEVEL": "ERROR", "CONCURRENT_ITEMS": 1, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
  "HTTPERROR_ALLOW_ALL": True, "ROBOTSTXT_OBEY": False, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
  "DOWNLOAD_HANDLERS": {"http": "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"},
  "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor"}
if trimmed:
    settings |= {"DOWNLOADER_MIDDLEWARES_BASE": {}, "SPIDER_MIDDLEWARES_BASE": {}, "EXTENSIONS_BASE": {}, "COOKIES_ENABLED": False,
      "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter", "WARN_ON_GENERATOR_RETURN_VALUE": False, "DOWNLOADER_STATS": False}
p = AsyncCrawlerProcess(settings)
p.crawl(Bare); p.start()
"""

# Table -> the columns that number rows of their own or of another copied table.
COPIED = {
    "sources": ("id", "resource_id"),
    "resources": ("id",),
    "source_resources": ("source_id", "resource_id"),
    "documents": ("id", "resource_id"),
    "versions": ("document_id",),
}


class Served:
    """A running server of pages."""

    def __init__(self, port: int) -> None:
        self.port = port

    def _get(self, path: str) -> str:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{path}", timeout=30) as answer:
            return str(answer.read().decode())

    def mode(self, name: str) -> None:
        """How it answers from now on (server.py)."""
        self._get(f"mode/{name}")

    def cpu_s(self) -> float:
        """CPU seconds that the server itself used so far."""
        return float(self._get("cpu"))

    def first_at(self) -> float:
        """When the first page was asked for since the mode was set; seconds since the epoch."""
        return float(self._get("first"))


@contextmanager
def served(bodies: list[bytes], mode: str = "same") -> Iterator[Served]:
    """The pages on a port of their own, in a process of their own."""
    with tempfile.TemporaryDirectory() as folder:
        for number, body in enumerate(bodies):
            (Path(folder) / f"{number:06d}").write_bytes(body)
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "benchmarks/server.py"), folder, "--mode", mode],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None and process.stdin is not None
        try:
            yield Served(int(process.stdout.readline()))
        finally:
            process.stdin.close()
            process.wait(10)


class Ours:
    """pagewatch's own command on a database of its own. All guards are on; only per-host delays are off."""

    def __init__(self, folder: Path, port: int, count: int) -> None:
        self.folder, self.db, self.count = folder, folder / "p.db", count
        config = folder / "pagewatch.toml"
        config.write_text(
            f'[crawl]\nallow_private_networks = ["127.0.0.1/32:{port}"]\nper_host_delay = 0\n[links]\nenabled = false\n'
        )
        self.base = [sys.executable, "-m", "scraper", "--db", str(self.db), "--config", str(config)]
        urls = folder / "urls.txt"
        urls.write_text("".join(f"http://127.0.0.1:{port}/{n}\n" for n in range(count)))
        subprocess.run([*self.base, "import", str(urls)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)

    def check(self, *, memory: bool = False, before: tuple[str, ...] = ()) -> Cost:
        """One pass over everything; `before`: a command to run it under."""
        return run([*before, *self.base, "check", "--all", "-q"], cwd=ROOT, memory=memory)

    def grow(self, count: int) -> None:
        """Copy the rows of what was visited until there are `count` resources with a version each (a multiple)."""
        have, self.count = self.count, count
        if count <= have:
            return
        with closing(sqlite3.connect(self.db)) as db, db:
            prefix = db.execute("SELECT rtrim(url, '0123456789') FROM sources LIMIT 1").fetchone()[0]
            number = f"CAST(substr(url, {len(prefix) + 1}) AS INTEGER) + n * {have}"
            for table, shifted in COPIED.items():
                columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
                moved = {name: f"{name} + n * {have}" for name in shifted}
                moved |= dict.fromkeys({"url", "canonical"} & set(columns), f"'{prefix}' || ({number})")
                db.execute(
                    f"WITH RECURSIVE copies (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM copies WHERE n < {count // have - 1}) "
                    f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(moved.get(c, c) for c in columns)} "
                    f"FROM {table}, copies"
                )


def bare(server: Served, count: int, *, trimmed: bool, tags: list[str] | None = None) -> Cost:
    """One pass of the bare spider."""
    with tempfile.TemporaryDirectory() as folder:
        script, known = Path(folder) / "bare.py", Path(folder) / "tags"
        script.write_text(BARE)
        known.write_text("\n".join(tags or []))
        arguments = [str(server.port), str(count), "trimmed" if trimmed else "plain", str(known)]
        return run([sys.executable, str(script), *arguments])


class Bare:
    """The bare spider over so many pages; `tags`: it asks whether they changed."""

    def __init__(self, server: Served, count: int, *, trimmed: bool, tags: list[str] | None = None) -> None:
        self.server, self.count, self.trimmed, self.tags = server, count, trimmed, tags

    def check(self) -> Cost:
        """One pass."""
        return bare(self.server, self.count, trimmed=self.trimmed, tags=self.tags)


class Peer:
    """Another program that follows pages: `first` is its first look, `again` every later one."""

    def __init__(self, first: list[str], again: list[str], env: dict[str, str]) -> None:
        self.first, self.again, self.env = first, again, env
        self.started = False

    def check(self) -> Cost:
        """One pass."""
        command, self.started = self.again if self.started else self.first, True
        return run(command, env=self.env)


def urlwatch(server: Served, count: int, folder: Path) -> Peer | None:
    """With its files in `folder`; None where it cannot be installed."""
    bin_ = peer("urlwatch", "urlwatch", "setuptools<81")
    return None if bin_ is None else _jobs(bin_ / "urlwatch", server.port, count, folder)


def webchanges(server: Served, count: int, folder: Path) -> Peer | None:
    """As `urlwatch`."""
    bin_ = peer("webchanges", "webchanges")
    return None if bin_ is None else _jobs(bin_ / "webchanges", server.port, count, folder)


def _jobs(program: Path, port: int, count: int, folder: Path) -> Peer:
    forked = program.name == "webchanges"
    (folder / "jobs.yaml").write_text(
        "---\n".join(f"name: p{n}\nurl: http://127.0.0.1:{port}/{n}\n" for n in range(count))
    )
    (folder / "config.yaml").write_text("display:\n  new: false\n")
    command = [str(program), "--jobs" if forked else "--urls", str(folder / "jobs.yaml")]
    command += ["--config", str(folder / "config.yaml")]
    command += ["--database" if forked else "--cache", str(folder / "cache.db")]
    return Peer(command, command, {"HOME": str(folder)})


def changedetection(server: Served, count: int, folder: Path) -> Peer | None:
    """changedetection.io's batch mode: the first pass adds and looks, the next ones look again."""
    bin_ = peer("changedetection", "changedetection.io")
    if bin_ is None:
        return None
    program = [str(bin_ / "changedetection.io"), "-d", str(folder), "-C", "-b", "-p", "0"]
    add = [part for n in range(count) for part in ("-u", f"http://127.0.0.1:{server.port}/{n}")]
    env = {"HOME": str(folder), "ALLOW_IANA_RESTRICTED_ADDRESSES": "true", "MINIMUM_SECONDS_RECHECK_TIME": "0"}
    return Peer([*program, *add], [*program, "-r", "all"], env)
