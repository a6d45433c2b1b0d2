"""What every part of the service opens in the same way: the store with its routing, Scrapy's settings, link policy."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from scraper.alerting import Router
from scraper.config import Config
from scraper.liveness.policy import Confirmation, LinkPolicy
from scraper.records import EventFacts
from scraper.service.desk import Desk
from scraper.settings import crawl_settings
from scraper.urls import canonical
from storage import open_store

__all__ = ["link_policy", "open_desk", "settings_of"]


def open_desk(db: Path, config: Config, *, holder: str, now: Callable[[], datetime], guest: bool = False) -> Desk:
    """The store, opened for writing, with alerts routed as the configuration and the stored rules say.

    `guest`: beside a running service (a dry run).
    """
    router = Router(config.alerts.rules, config.alerts.channels)

    def route(facts: EventFacts) -> tuple[str, ...]:
        return router.route(facts, now())

    return Desk(open_store(db, holder=holder, route=route, canonical=canonical, guest=guest))


def settings_of(config: Config, *, hasty: bool = False) -> dict[str, Any]:
    """Scrapy's settings for a crawl. `hasty`: no waiting in real time between two looks at a link (replays)."""
    settings = crawl_settings(config.crawl.as_mapping())
    if hasty:
        settings["PAGEWATCH_LONGEST_PAUSE_S"] = 0.0
    return settings


def link_policy(config: Config) -> LinkPolicy:
    """The link policy that the configuration asks for."""
    confirm = config.links.confirm
    looks = {"S": confirm.strong, "M": confirm.medium, "W": confirm.weak}
    return LinkPolicy(
        confirm={
            name: Confirmation(one.looks, timedelta(seconds=float(one.apart)), timedelta(seconds=float(one.over)))
            for name, one in looks.items()
        },
        providers=config.links.providers,
        canaries=tuple(canonical(url) for url in config.links.canaries),
    )
