"""Times as people type and read them, for the verbs."""

from __future__ import annotations

from scraper.times import ago, moment, parse_time, short_time

__all__ = ["ago", "moment", "parse_time", "short_time"]
