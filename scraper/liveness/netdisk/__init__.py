"""Share links of netdisks and videos: looked at through their providers' own answers, anonymously and read-only."""

from scraper.liveness.netdisk.providers import look_at_share, provider_of

__all__ = ["look_at_share", "provider_of"]
