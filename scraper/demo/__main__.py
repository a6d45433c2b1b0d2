"""The demo: two local sites live through eight days while pagewatch watches. Offline; exit code 0 when all went well."""

from __future__ import annotations

import sys
from pathlib import Path

from scraper.demo.tour import Tour

if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(".demo")
    sys.exit(Tour(folder).run())
