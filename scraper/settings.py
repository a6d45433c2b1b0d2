"""Scrapy's settings, every non-default with its reason. Importing this module does nothing else.

`scrapy list` and `scrapy crawl …` read the upper-case names; the program uses `crawl_settings(…)`, which lays the
`[crawl]` table of pagewatch.toml over them. Figures: measured CPU per request on loopback, 150 kB pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from typing import Any

__all__ = ["crawl_settings", "user_agent"]


ABOUT = "+https://pagewatch.invalid/about"  # where a server's owner reads about us; the project has no home page yet


def user_agent(contact: str | None = None) -> str:
    """The honest name: product, version, where to read about it, whom to ask (`contact`: an address or URL)."""
    try:
        number = version("pagewatch")
    except PackageNotFoundError:  # a checkout that is not installed
        number = "0"
    return f"pagewatch/{number} ({ABOUT}; {contact})" if contact else f"pagewatch/{number} ({ABOUT})"


BOT_NAME = "pagewatch"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
USER_AGENT = user_agent()

# -- who fetches, and what may be fetched ---------------------------------------------------------------------
# Our own handler on aiohttp judges the address of every connection; it costs a third of Scrapy's default one.
DOWNLOAD_HANDLERS = {
    "http": "scraper.fetching.handler.PagewatchDownloadHandler",
    "https": "scraper.fetching.handler.PagewatchDownloadHandler",
    "file": None,  # a redirect or feed must never read our disk
    "data": None,
    "ftp": None,
    "s3": None,
}
DOWNLOAD_HANDLERS_BASE: dict[str, Any] = {}  # nothing that a later Scrapy adds goes live by itself
DOWNLOAD_VERIFY_CERTIFICATES = True  # Scrapy's default is not to (only a second lock here: the handler verifies)
HTTPPROXY_ENABLED = False  # it reads http_proxy from the environment; a proxy hides addresses from the guard
REMOTE_CONTROL_ENABLED = False  # a local server that executes Python; on by default since 2.19
TELNETCONSOLE_ENABLED = False  # another one
DNSCACHE_ENABLED = False  # it keeps names for the life of the process; ours keeps TTLs

# -- limits ---------------------------------------------------------------------------------------------------
DOWNLOAD_TIMEOUT = 30  # in all, per request: the only bound on a dripping server (default 180)
DOWNLOAD_MAXSIZE = 16 << 20  # wire and decoded alike (default 1 GiB, which 405 bytes of brotli can fill)
DOWNLOAD_WARNSIZE = 0
URLLENGTH_LIMIT = 0  # the client has its own

# -- citizenship: one place each, in scraper.fetching ----------------------------------------------------------
ROBOTSTXT_OBEY = False  # Scrapy's middleware has the error rules of RFC 9309 backwards; ours is Manners
RETRY_ENABLED = False  # it asks a 429 again within 30 ms; the scheduler owns every retry
REDIRECT_ENABLED = False  # the client follows, with guard and robots at each hop
METAREFRESH_ENABLED = False
COOKIES_ENABLED = False
REFERER_ENABLED = False  # it crosses origins by default
HTTPCACHE_ENABLED = False  # it answers a 5xx with the cached page, which hides outages
COMPRESSION_ENABLED = False  # it passes a truncated gzip on as a good page; the handler decodes
HTTPERROR_ALLOW_ALL = True  # every status is an outcome that a check records
# Scrapy's slots must not hold requests back: the gate spaces them per host, and a request that waits for a slow host
# would otherwise count against all hosts. 0 means no limit; the gate's own limit is PAGEWATCH_CONCURRENCY.
CONCURRENT_REQUESTS = 0
CONCURRENT_REQUESTS_PER_DOMAIN = 1_000_000
DOWNLOAD_DELAY = 0
DOWNLOAD_DELAY_JITTER = 0
PAGEWATCH_CONCURRENCY = 16
PAGEWATCH_PER_HOST = 1  # requests at a time to one host
PAGEWATCH_PER_HOST_DELAY = 1.0  # seconds from start to start
PAGEWATCH_CONNECT_TIMEOUT = 10.0
PAGEWATCH_RESPECT_ROBOTS = True
PAGEWATCH_ALLOW_PRIVATE_NETWORKS: bool | list[str] = False
PAGEWATCH_CA_FILE: str | None = None
PAGEWATCH_PROXY: str | None = None
PAGEWATCH_NAMESERVERS: list[str] = []
PAGEWATCH_CONNECT_TO: dict[str, str] = {}
PAGEWATCH_LONGEST_PAUSE_S = 30.0  # between two looks at one link
ITEM_PIPELINES = {"scraper.pipelines.RecordPipeline": 300}  # what was visited is recorded, or printed by `scrapy crawl`
PAGEWATCH_VISITOR = "scraper.fetching.visitor.Visits"  # what spiders use when nobody hands them a visitor

# -- costs ----------------------------------------------------------------------------------------------------
CONCURRENT_ITEMS = 1  # the default of 100 makes 100 tasks per response: 1.87 -> 0.91 ms
# The rest of the way to 0.55 ms: no component that is not used.
DOWNLOADER_MIDDLEWARES_BASE: dict[str, Any] = {}
DOWNLOADER_MIDDLEWARES = {"scraper.fetching.manners.Manners": 100}
SPIDER_MIDDLEWARES_BASE: dict[str, Any] = {}
EXTENSIONS_BASE = {
    "scrapy.extensions.corestats.CoreStats": 0,
    "scrapy.extensions.closespider.CloseSpider": 0,  # silent unless configured
    "scrapy.extensions.feedexport.FeedExporter": 0,  # `scrapy crawl page -o out.jsonl`
}
DUPEFILTER_CLASS = "scrapy.dupefilters.BaseDupeFilter"  # what is due is asked; the store knows no doubles
SCHEDULER_PRIORITY_QUEUE = "scrapy.pqueues.ScrapyPriorityQueue"  # nothing waits in the scheduler
SCHEDULER_MEMORY_QUEUE = "scrapy.squeues.FifoMemoryQueue"  # in the order of being due
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 32 << 20  # 5 MB stalls the engine at 30 pages in callbacks
WARN_ON_GENERATOR_RETURN_VALUE = False  # inspects sources at start
DOWNLOADER_STATS = False
STATS_DUMP = False
LOG_LEVEL = "WARNING"  # for `scrapy crawl`; the program has its own logging
LOG_VERSIONS: list[str] = []
LOG_FORMATTER = "scraper.fetching.quiet.QuietFormatter"  # no line per answer: a check's row says more
TWISTED_REACTOR = "twisted.internet.asyncioreactor.AsyncioSelectorReactor"
FEED_EXPORT_ENCODING = "utf-8"

_CRAWL_KEYS = {
    "concurrency": "PAGEWATCH_CONCURRENCY",
    "per_host": "PAGEWATCH_PER_HOST",
    "per_host_delay": "PAGEWATCH_PER_HOST_DELAY",
    "timeout": "DOWNLOAD_TIMEOUT",
    "connect_timeout": "PAGEWATCH_CONNECT_TIMEOUT",
    "max_bytes": "DOWNLOAD_MAXSIZE",
    "respect_robots": "PAGEWATCH_RESPECT_ROBOTS",
    "allow_private_networks": "PAGEWATCH_ALLOW_PRIVATE_NETWORKS",
    "ca_file": "PAGEWATCH_CA_FILE",
    "proxy": "PAGEWATCH_PROXY",
    "nameservers": "PAGEWATCH_NAMESERVERS",
    "connect_to": "PAGEWATCH_CONNECT_TO",
}


def crawl_settings(crawl: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """All settings as a dict, with the `[crawl]` table laid over them. Keys that are absent or None keep defaults."""
    settings = {name: value for name, value in globals().items() if name.isupper() and not name.startswith("_")}
    given = {key: value for key, value in (crawl or {}).items() if value is not None}
    settings.update({_CRAWL_KEYS[key]: value for key, value in given.items() if key in _CRAWL_KEYS})
    for name in ("PAGEWATCH_NAMESERVERS",):
        settings[name] = list(settings[name])
    allow = settings["PAGEWATCH_ALLOW_PRIVATE_NETWORKS"]
    settings["PAGEWATCH_ALLOW_PRIVATE_NETWORKS"] = allow if isinstance(allow, bool) else list(allow)
    settings["USER_AGENT"] = given.get("user_agent") or user_agent(given.get("contact"))
    return settings
