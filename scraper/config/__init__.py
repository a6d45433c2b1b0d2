"""pagewatch.toml: `load` gives the frozen `Config`, or a ConfigError that names file, line and what to do."""

from __future__ import annotations

from scraper.config.reading import default_config_path, default_db_path, load, read_table
from scraper.config.tables import Alerts, Config, Confirm, Crawl, Links, Looks, Retention, Schedule, Storage, Web

__all__ = [
    "Alerts",
    "Config",
    "Confirm",
    "Crawl",
    "Links",
    "Looks",
    "Retention",
    "Schedule",
    "Storage",
    "Web",
    "default_config_path",
    "default_db_path",
    "load",
    "read_table",
]
