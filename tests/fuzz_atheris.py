"""Coverage-guided fuzzing of one target: `python tests/fuzz_atheris.py NAME SECONDS` (needs atheris in its own venv).

A finding is printed with its bytes and left as `crash-…` in the current folder, as libFuzzer does.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

# Instrumenting everything takes minutes; of each target the rooms that read its bytes are enough.
ROOMS = {
    "page": [
        "scraper.extract.page",
        "scraper.extract.blocks",
        "scraper.extract.links",
        "scraper.extract.statements.scan",
    ],
    "feed": [
        "scraper.extract.feed",
        "scraper.extract.feed_split",
        "scraper.extract.feed_entry",
        "scraper.extract.feed_json",
    ],
    "sitemap": ["scraper.extract.sitemap"],
    "kind": ["scraper.extract.sniff", "scraper.extract.head"],
    "barrier": [
        "scraper.extract.barrier",
        "scraper.extract.barrier_face",
        "scraper.extract.barrier_marks",
        "scraper.extract.barrier_program",
    ],
    "robots": ["scraper.fetching.robots", "protego"],
    "lists": ["scraper.extract.opml", "scraper.extract.jobs"],
    "codings": ["scraper.fetching.decoding", "scraper.extract.sitemap"],
    "headers": ["scraper.revisit"],
    "warc": ["scraper.fetching.warc"],
}

with atheris.instrument_imports(include=ROOMS[sys.argv[1]]):
    from tests.fuzzing import SEEDS, TARGETS


def main() -> None:
    """Run until the time is over or something is found."""
    name, seconds = sys.argv[1], sys.argv[2]
    with TemporaryDirectory() as folder:
        for number, seed in enumerate(SEEDS[name]):
            (Path(folder) / str(number)).write_bytes(seed)
        atheris.Setup(
            [sys.argv[0], f"-max_total_time={seconds}", "-timeout=20", "-max_len=4096", folder], TARGETS[name]
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
