"""The guard for what we send instead of fetch: webhooks whose address the operator configured.

An address literal (or localhost) and the port are the operator's own word. A name is not: what it resolves to is
decided by others, so it is judged where the connection is made, like every page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from scrapy.settings import Settings

from scraper.fetching.connector import GuardedConnector
from scraper.fetching.guard import as_address
from scraper.fetching.kit import build_kit
from scraper.fetching.names import Target

__all__ = ["connector_for"]


def connector_for(url: str, settings: Mapping[str, Any]) -> GuardedConnector:
    """A connector for requests to one configured URL; the caller closes it. It raises FetchError (POLICY)."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    named = Settings(dict(settings))
    kit = build_kit(named)
    kit = replace(kit, policy=replace(kit.policy, ports=kit.policy.ports | {port}), proxy=None)
    own_word = as_address(host) is not None or host == "localhost"
    return GuardedConnector(kit, trusted=frozenset({Target(host, port)}) if own_word else frozenset())
