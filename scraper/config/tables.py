"""The tables of pagewatch.toml, every key with its type and default. docs/configuration.md says what each means.

What other rooms offer is looked up where it is used: every verb reads the configuration, few need a rule or a pace.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, tzinfo
from typing import Any

import msgspec

from scraper import alerting, revisit
from scraper.config.kinds import Channels, Hours, Size, Span, Times

__all__ = ["Alerts", "Config", "Confirm", "Crawl", "Links", "Looks", "Retention", "Schedule", "Storage", "Web"]


class Crawl(msgspec.Struct, frozen=True, kw_only=True):
    """`[crawl]`: how pages are fetched."""

    user_agent: str | None = None
    contact: str | None = None
    concurrency: int = 16
    per_host: int = 1
    per_host_delay: Span = Span(1)
    timeout: Span = Span(30)
    connect_timeout: Span = Span(10)
    max_bytes: Size = Size(16 << 20)
    respect_robots: bool = True
    allow_private_networks: bool | tuple[str, ...] = False
    proxy: str | None = None
    ca_file: str | None = None
    nameservers: tuple[str, ...] = ()
    connect_to: dict[str, str] = {}

    def as_mapping(self) -> Mapping[str, Any]:
        """Key -> value, plain numbers and texts."""
        plain = {name: getattr(self, name) for name in self.__struct_fields__}
        for name in ("per_host_delay", "timeout", "connect_timeout"):
            plain[name] = float(plain[name])
        return plain | {"max_bytes": int(self.max_bytes)}


class Looks(msgspec.Struct, frozen=True, kw_only=True):
    """How evidence is confirmed: so many looks, each so far from the one before, over so long in all."""

    looks: int = 2
    apart: Span = Span(86400)
    over: Span = Span(86400)


class MediumLooks(Looks, frozen=True, kw_only=True):
    """For evidence that is often wrong for a day or two."""

    looks: int = 3
    apart: Span = Span(3 * 86400)
    over: Span = Span(6 * 86400)


class WeakLooks(Looks, frozen=True, kw_only=True):
    """For evidence that mostly means trouble, not death."""

    looks: int = 4
    apart: Span = Span(3 * 86400)
    over: Span = Span(30 * 86400)


class Confirm(msgspec.Struct, frozen=True, kw_only=True):
    """`[links.confirm]`: what it takes until a link is called dead."""

    strong: Looks = Looks()
    medium: MediumLooks = MediumLooks()
    weak: WeakLooks = WeakLooks()


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """`[links]`: the ledger of outbound links."""

    enabled: bool = True
    confirm: Confirm = Confirm()
    providers: dict[str, bool] = {}
    canaries: tuple[str, ...] = ()
    abandoned: Span = Span(60 * 86400)


class Schedule(msgspec.Struct, frozen=True, kw_only=True):
    """`[schedule]`: when to look again at what has no `--every` or `--cron`."""

    budget: float = 4.0
    min: Span = Span(600)
    max: Span | None = None
    feed_min: Span = Span(3600)
    article_max: Span = Span(7 * 86400)
    new_page: Span = Span(3000)
    failure: Span = Span(600)
    failure_max: Span = Span(86400)
    jitter: float = 0.1
    tz: str | None = None

    @property
    def pace(self) -> revisit.Pace:
        """These choices as the revisit room wants them."""
        return revisit.Pace(
            budget=self.budget,
            min_s=int(self.min),
            max_s=int(self.max) if self.max is not None else None,
            feed_min_s=int(self.feed_min),
            article_max_s=int(self.article_max),
            new_page_s=int(self.new_page),
            failure_s=int(self.failure),
            failure_max_s=int(self.failure_max),
            jitter=self.jitter,
        )


class Alerts(msgspec.Struct, frozen=True, kw_only=True):
    """`[alerts]`: who is told, of what, and when."""

    channels: Channels = Channels()
    rules: tuple[alerting.Rule, ...] = ()
    digest: Times = Times()
    quiet: Hours | None = None
    tz: str | None = None
    per_source_per_hour: int = 20

    @property
    def timing(self) -> alerting.Timing:
        """Digest times and quiet hours in their zone."""
        where: tzinfo = revisit.zone(self.tz) if self.tz else UTC
        return alerting.Timing(
            digest=tuple(self.digest), quiet=(self.quiet[0], self.quiet[1]) if self.quiet else None, zone=where
        )


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """`[storage.retention]`: what the service throws away. Nothing, unless it is said here."""

    versions: Span | None = None
    keep_versions: int | None = None
    checks: Span | None = None


class Storage(msgspec.Struct, frozen=True, kw_only=True):
    """`[storage]`: where the history is kept, and how long."""

    path: str | None = None
    keep_free: Size = Size(200 << 20)
    retention: Retention = Retention()


class Web(msgspec.Struct, frozen=True, kw_only=True):
    """`[web]`: the web pages of `serve` and `run --web`."""

    host: str = "127.0.0.1"
    port: int = 8470
    password: str | None = None
    base_url: str | None = None


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The whole configuration; `Config()` is what holds without a file."""

    crawl: Crawl = Crawl()
    links: Links = Links()
    schedule: Schedule = Schedule()
    alerts: Alerts = Alerts()
    storage: Storage = Storage()
    web: Web = Web()
