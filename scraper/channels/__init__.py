"""Where deliveries go: standard output, a JSON-lines file, a signed webhook, any Apprise URL; and the outbound feed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scraper.deferred import deferred

if TYPE_CHECKING:
    from scraper.channels.feed_out import atom_feed, json_feed
    from scraper.channels.sending import SendResult, close, explain_channel, send
    from scraper.channels.targets import check_channel, kind_of, mask, webhook_url

__all__ = [
    "SendResult",
    "atom_feed",
    "check_channel",
    "close",
    "explain_channel",
    "json_feed",
    "kind_of",
    "mask",
    "send",
    "webhook_url",
]

__getattr__ = deferred(
    __name__,
    {
        "feed_out": (
            "atom_feed",
            "json_feed",
        ),
        "sending": (
            "SendResult",
            "close",
            "explain_channel",
            "send",
        ),
        "targets": (
            "check_channel",
            "kind_of",
            "mask",
            "webhook_url",
        ),
    },
)
