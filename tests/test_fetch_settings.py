"""What is live in an engine with our settings, and what never is."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from scrapy.utils.misc import load_object

from scraper.fetching.client import Client
from scraper.fetching.engine import open_client, open_crawl, run_on_loop
from scraper.fetching.handler import PagewatchDownloadHandler
from scraper.fetching.manners import Manners
from scraper.records import FailureKind
from scraper.settings import crawl_settings
from tests.rawserver import Act, RawServer, page, serving
from tests.test_fetch_bodies import with_client

ROOT = Path(__file__).resolve().parent.parent


def names(components: Any) -> set[str]:
    return {type(component).__name__ for component in components}


def test_only_http_is_fetched_and_no_server_proxy_cookie_retry_or_cache_is_live(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1/")

    async def story(client: Client, raw: RawServer) -> None:
        engine = client.crawler.engine
        assert set(engine.downloader.handlers._schemes) == {"http", "https"}
        assert {load_object(path) for path in engine.downloader.handlers._schemes.values()} == {
            PagewatchDownloadHandler
        }
        assert names(engine.downloader.middleware.middlewares) == {"Manners"}
        assert not names(engine.scraper.spidermw.middlewares)
        live = names(client.crawler.extensions.middlewares)
        assert live <= {"CoreStats", "CloseSpider", "FeedExporter"}
        raw.on("/", page(Set_Cookie="a=1"))
        for _ in range(2):
            assert (await client.fetch(raw.url())).status == 200
        assert all(asked.header("Cookie") is None for asked in raw.asked)

    with_client(story)


def test_the_table_of_the_configuration_lies_over_the_defaults() -> None:
    settings = crawl_settings(
        {"timeout": 7, "contact": "me@example.org", "proxy": None, "allow_private_networks": ("10.0.0.0/8",)}
    )
    assert settings["DOWNLOAD_TIMEOUT"] == 7
    assert settings["PAGEWATCH_PROXY"] is None
    assert settings["PAGEWATCH_ALLOW_PRIVATE_NETWORKS"] == ["10.0.0.0/8"]
    assert settings["USER_AGENT"].startswith("pagewatch/") and settings["USER_AGENT"].endswith("; me@example.org)")
    assert (
        crawl_settings({"user_agent": "Mine/1 (+https://me.example)"})["USER_AGENT"] == "Mine/1 (+https://me.example)"
    )
    assert crawl_settings()["PAGEWATCH_PER_HOST_DELAY"] == 1.0


def test_a_proxy_comes_from_the_configuration_and_is_then_used_for_every_request() -> None:
    async def story(client: Client, raw: RawServer) -> None:
        raw.routes["http://far.example/x"] = [[page("by proxy")]]
        settings = crawl_settings({"proxy": raw.url(), "respect_robots": False, "per_host_delay": 0})
        async with open_client(settings) as through:
            assert b"by proxy" in (await through.fetch("http://far.example/x")).body
            inside = await through.fetch("http://10.0.0.1/")
            assert inside.failure is not None and "private network" in inside.failure.detail
        assert raw.targets() == ["http://far.example/x"]

    with_client(story)


def test_an_engine_stops_in_its_grace_time_while_a_download_hangs() -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        async with serving() as raw:
            raw.on("/", [Act.HANG])
            allow = [f"127.0.0.1/32:{raw.port}"]
            settings = crawl_settings({"allow_private_networks": allow, "respect_robots": False})
            async with open_crawl(settings, grace_s=0.3) as crawler:
                visits = [asyncio.create_task(Client(crawler).fetch(raw.url())) for _ in range(3)]
                while not raw.asked:
                    await asyncio.sleep(0.01)
                start = loop.time()
            assert loop.time() - start < 1.5
            kinds = [fetch.failure.kind for fetch in await asyncio.gather(*visits) if fetch.failure]
            assert kinds == [FailureKind.CANCELLED] * 3
            assert len(raw.asked) == 1
        return 3

    assert run_on_loop(main) == 3


def test_an_engine_that_is_stopped_at_once_stops() -> None:
    async def main() -> int:
        for _ in range(3):
            async with open_crawl(crawl_settings()) as crawler:
                assert crawler.get_downloader_middleware(Manners) is not None
        return 0

    assert run_on_loop(main) == 0


def test_the_runner_gives_results_and_errors_and_ends_what_is_left_behind() -> None:
    ended: list[bool] = []

    async def stays() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(True)

    async def main() -> int:
        task = asyncio.create_task(stays())
        await asyncio.sleep(0)
        assert not task.done()
        raise LookupError("from main")

    with pytest.raises(LookupError):
        run_on_loop(main)
    assert ended == [True]


def test_a_process_that_used_the_runner_ends_cleanly() -> None:
    code = (
        "from scraper.fetching.engine import open_client, run_on_loop\n"
        "from scraper.settings import crawl_settings\n"
        "async def main():\n"
        "    async with open_client(crawl_settings()) as client:\n"
        "        fetch = await client.fetch('http://10.0.0.1/')\n"
        "        print(fetch.failure.kind)\n"
        "    return 0\n"
        "raise SystemExit(run_on_loop(main))\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, "policy", "")


def test_importing_the_settings_does_nothing_else() -> None:
    code = "import sys, scraper.settings; print(sorted({'twisted', 'scrapy', 'aiohttp'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=30, check=True
    )
    assert done.stdout.strip() == "[]"


def test_scrapy_s_own_command_lists_and_runs_the_spiders(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"

    async def scrapy(*args: str) -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "scrapy", *args, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
        )  # fmt: skip
        text, _ = await process.communicate()
        assert process.returncode == 0, text.decode()
        return text.decode()

    async def main() -> int:
        async with serving() as raw:
            raw.on("/", page("by scrapy"))
            assert {"page", "feed", "sitemap", "link"} <= set((await scrapy("list")).split())
            allow = f"PAGEWATCH_ALLOW_PRIVATE_NETWORKS=127.0.0.1/32:{raw.port}"
            await scrapy("crawl", "page", "-a", f"url={raw.url()}", "-s", allow, "-O", str(out))
            assert raw.targets() == ["/robots.txt", "/"]
        return 0

    run_on_loop(main)
    assert '"status": 200' in out.read_text(encoding="utf-8")
