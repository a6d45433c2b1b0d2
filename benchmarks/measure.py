"""Shared by the benchmarks: CPU of a whole process tree, a local server in its own process, peers in their own environments."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))  # the packages stand before this folder
PEERS = ROOT / ".bench"
# Programs are measured as people run them, with their bytecode kept: a fresh environment compiles half of a start-up.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


@dataclass(frozen=True)
class Cost:
    """What a command and all it started cost: CPU and wall seconds, resident peak of the largest process in MB, and
    (where asked) the peak of the whole tree's proportional set sizes."""

    cpu_s: float
    wall_s: float
    peak_mb: float
    code: int
    tree_mb: float = 0.0


def run(
    command: list[str], *, env: dict[str, str] | None = None, cwd: Path | None = None, memory: bool = False
) -> Cost:
    """Run a command to its end and measure its whole tree (see meter.py)."""
    meter = [sys.executable, str(ROOT / "benchmarks/meter.py"), *(["--memory"] if memory else []), *command]
    done = subprocess.run(meter, capture_output=True, text=True, env={**os.environ, **(env or {})}, cwd=cwd, check=True)
    cost = Cost(**json.loads(done.stdout.splitlines()[-1]))
    if cost.code not in (0, 1, 3):
        sys.stderr.write(done.stderr[-2000:])
    return cost


def least(costs: list[Cost]) -> Cost:
    """The cheapest of several equal runs: other programs on the machine only ever add."""
    return min(costs, key=lambda cost: cost.cpu_s)


def corpora() -> Path:
    """The folder of corpora (PAGEWATCH_CORPORA, default ../shared)."""
    return Path(os.environ.get("PAGEWATCH_CORPORA", ROOT.parent / "shared"))


def unpacked(archive: str) -> Path | None:
    """A corpus archive, unpacked once in a temporary folder; None where there is none."""
    source = corpora() / archive
    if not source.exists():
        return None
    target = Path(tempfile.gettempdir()) / f"pagewatch-{source.parent.name}-{source.stat().st_size}"
    if not target.exists():
        half = Path(tempfile.mkdtemp())
        with tarfile.open(source) as packed:
            packed.extractall(half, filter="data")
        half.rename(target)
    return target


def sample_pages(count: int) -> list[bytes]:
    """`count` HTML pages: real ones where the corpus is at hand, else pages of our own making of about 150 kB."""
    folder = unpacked("pages/pages.tar.xz")
    if folder is not None:
        bodies = [p.read_bytes() for p in sorted(folder.rglob("*.html"))]
    else:
        bodies = [_made_page(n) for n in range(50)]
    return [bodies[i % len(bodies)] for i in range(count)]


def _made_page(number: int) -> bytes:
    words = ["word", "text", "page", "news", "story", "link", "about", "after", "every", "local", "result", "number"]
    lines = (" ".join(words[(number + i + k) % 12] for k in range(60)) for i in range(350))
    body = "".join(f"<p class='c{number}'>{line}</p>" for line in lines)
    return f"<html><head><title>Page {number}</title></head><body><main>{body}</main></body></html>".encode()


def peer(name: str, *packages: str) -> Path | None:
    """A peer's own environment under .bench/, installed once; its bin folder, or None where it cannot be had."""
    folder = PEERS / name
    if not (folder / "ok").exists():
        shutil.rmtree(folder, ignore_errors=True)
        make = [
            ["uv", "venv", "-q", str(folder)],
            ["uv", "pip", "install", "-q", "--python", str(folder / "bin/python"), *packages],
        ]
        if shutil.which("uv") is None:
            make = [[sys.executable, "-m", "venv", str(folder)], [str(folder / "bin/pip"), "install", "-q", *packages]]
        for command in make:
            if subprocess.run(command, check=False, capture_output=True).returncode:
                return None
        (folder / "ok").touch()
    return folder / "bin"
