"""What a pass over unchanged pages costs, side by side: pagewatch, a bare Scrapy spider, urlwatch, webchanges.

    python benchmarks/crawl.py [--pages 1000] [--small 100] [--no-peers]

Marginal CPU per page = (CPU of a pass over N pages - CPU of a pass over few pages) / difference: start-up is out.
All guards are on; only per-host delays are off. Peers are installed into environments of their own.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path

from measure import ROOT, Cost, peer, run, sample_pages, table

BARE = """
import sys
from scrapy.crawler import AsyncCrawlerProcess
import scrapy
class Bare(scrapy.Spider):
    name = "bare"
    async def start(self):
        for n in range(int(sys.argv[2])):
            yield scrapy.Request(f"http://127.0.0.1:{sys.argv[1]}/{n}", headers={"If-None-Match": sys.argv[3 + n]} if len(sys.argv) > 3 else None)
    def parse(self, response):
        return None
p = AsyncCrawlerProcess({"LOG_LEVEL": "ERROR", "CONCURRENT_ITEMS": 1, "TELNETCONSOLE_ENABLED": False, "REMOTE_CONTROL_ENABLED": False,
  "HTTPERROR_ALLOW_ALL": True, "COOKIES_ENABLED": False, "ROBOTSTXT_OBEY": False, "CONCURRENT_REQUESTS": 16, "CONCURRENT_REQUESTS_PER_DOMAIN": 16,
  "DOWNLOAD_HANDLERS": {"http": "scrapy.core.downloader.handlers._aiohttp.AiohttpDownloadHandler"},
  "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor"})
p.crawl(Bare); p.start()
"""


@contextmanager
def served(bodies: list[bytes], *flags: str):  # type: ignore[no-untyped-def]
    """The pages on a port of their own, in a process of their own."""
    with tempfile.TemporaryDirectory() as folder:
        for number, body in enumerate(bodies):
            (Path(folder) / f"{number:06d}").write_bytes(body)
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "benchmarks/server.py"), folder, *flags],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None and process.stdin is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()
            process.wait(10)


class Ours:
    """pagewatch's own command on a database of its own."""

    def __init__(self, folder: Path, port: int, count: int) -> None:
        self.folder = folder
        config = folder / "pagewatch.toml"
        config.write_text(
            f'[crawl]\nallow_private_networks = ["127.0.0.1/32:{port}"]\nper_host_delay = 0\n[links]\nenabled = false\n'
        )
        self.base = [sys.executable, "-m", "scraper", "--db", str(folder / "p.db"), "--config", str(config)]
        urls = folder / "urls.txt"
        urls.write_text("".join(f"http://127.0.0.1:{port}/{n}\n" for n in range(count)))
        subprocess.run([*self.base, "import", str(urls)], check=True, cwd=ROOT, stdout=subprocess.DEVNULL)

    def check(self) -> Cost:
        return run([*self.base, "check", "--all", "-q"], cwd=ROOT)


def ours(port: int, count: int) -> tuple[Cost, Cost]:
    with tempfile.TemporaryDirectory() as folder:
        program = Ours(Path(folder), port, count)
        first = program.check()
        program.check()
        return first, program.check()


def bare(port: int, count: int) -> tuple[Cost, Cost]:
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "bare.py"
        script.write_text(BARE)
        cost = run([sys.executable, str(script), str(port), str(count)])
        return cost, cost


def urlwatch(port: int, count: int) -> tuple[Cost, Cost] | None:
    bin_ = peer("urlwatch", "urlwatch", "setuptools<81")
    return None if bin_ is None else _jobs(bin_ / "urlwatch", port, count, "cache.db")


def webchanges(port: int, count: int) -> tuple[Cost, Cost] | None:
    bin_ = peer("webchanges", "webchanges")
    return None if bin_ is None else _jobs(bin_ / "webchanges", port, count, "snapshots.db")


def _jobs(program: Path, port: int, count: int, cache: str) -> tuple[Cost, Cost]:
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        (base / "jobs.yaml").write_text(
            "---\n".join(f"name: p{n}\nurl: http://127.0.0.1:{port}/{n}\n" for n in range(count))
        )
        (base / "config.yaml").write_text("display:\n  new: false\n")
        command = [str(program), "--jobs" if program.name == "webchanges" else "--urls", str(base / "jobs.yaml")]
        command += [
            "--config",
            str(base / "config.yaml"),
            "--database" if program.name == "webchanges" else "--cache",
            str(base / cache),
        ]
        env = {"HOME": folder}
        first = run(command, env=env)
        return first, run(command, env=env)


def marginal(
    measured: Callable[[int, int], tuple[Cost, Cost] | None], port: int, many: int, few: int
) -> dict[str, float] | None:
    """First-visit and unchanged cost in ms of CPU per page, and the peak of the unchanged pass."""
    big, small = measured(port, many), measured(port, few)
    if big is None or small is None:
        return None
    step = many - few
    return {
        "first": (big[0].cpu_s - small[0].cpu_s) / step * 1000,
        "same": (big[1].cpu_s - small[1].cpu_s) / step * 1000,
        "peak": big[1].peak_mb,
        "total": big[1].cpu_s,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--small", type=int, default=100)
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    bodies = sample_pages(options.pages)
    results: dict[str, dict[str, float] | None] = {}
    with served(bodies, "--no-304") as port:
        results["pagewatch, no 304"] = marginal(ours, port, options.pages, options.small)
        results["bare Scrapy + aiohttp handler, no 304"] = marginal(bare, port, options.pages, options.small)
        if not options.no_peers:
            results["urlwatch, no 304"] = marginal(urlwatch, port, options.pages, options.small)
            results["webchanges, no 304"] = marginal(webchanges, port, min(300, options.pages), min(50, options.small))
    with served(bodies) as port:
        results["pagewatch, 304"] = marginal(ours, port, options.pages, options.small)
    with served(bodies, "--touch", "--no-304") as port:
        results["pagewatch, bytes change, text does not"] = marginal(ours, port, options.pages, options.small)
    own = results["pagewatch, no 304"]
    assert own is not None
    rows = [
        [name, "-", "-", "-", "not installed"]
        if r is None
        else [name, f"{r['first']:.2f}", f"{r['same']:.2f}", f"{r['same'] / own['same']:.2f}", f"{r['peak']:.0f}"]
        for name, r in results.items()
    ]
    print(
        table(
            f"A pass over {options.pages} unchanged pages",
            ["what", "first visit ms/page", "unchanged ms/page", "ratio to ours", "peak MB"],
            rows,
        )
    )
    print(json.dumps(results))


if __name__ == "__main__":
    main()
