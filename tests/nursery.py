"""Starts pagewatch a hundred times at the price of once: a process that imported it all and forks for every start.

Each child is a process like any other: it has its own session, its output goes to a file, and it can be killed at any
point. Its wall clock can be set. Run as `python -m tests.nursery`, it takes one JSON command per line: {"args", "output",
"env"} starts a child and answers its pid; {"pid"} answers its exit code, null while it runs.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Self

from tests.running import PATIENCE_S, ROOT, session_of, until


class Nursery:
    """The parent, seen from a test."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.nursery"], cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
        )  # fmt: skip
        self.children = 0

    def ask(self, **command: Any) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def start(self, folder: Path, *args: str, **env: str) -> Child:
        """One run of the program with these arguments; its output goes to a file in `folder`."""
        self.children += 1
        output = folder / f"run-{self.children}.log"
        output.touch()
        return Child(self, self.ask(args=args, output=str(output), env=env), output)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.wait(30)
        self.process.stdout.close()


class Child:
    """One started program."""

    def __init__(self, nursery: Nursery, pid: int, output: Path) -> None:
        self.nursery, self.pid, self.output = nursery, pid, output
        self.code: int | None = None

    @property
    def text(self) -> str:
        """All that it printed so far."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def lines(self, pattern: str) -> list[str]:
        """The lines that match."""
        wanted = re.compile(pattern)
        return [line for line in self.text.splitlines() if wanted.search(line)]

    def set_clock(self, seconds: float) -> None:
        """Set the wall clock of this process alone, forward or back."""
        with self.output.with_suffix(".clock").open("a") as file:
            file.write(f"{seconds}\n")

    def ended(self) -> bool:
        """Whether it is no more; then `code` says how (negative: the signal)."""
        if self.code is None:
            self.code = self.nursery.ask(pid=self.pid)
        return self.code is not None

    def said(self, pattern: str, *, count: int = 1, seconds: float = PATIENCE_S) -> list[str]:
        """Wait for lines that match; the lines."""
        until(
            f"{pattern!r} ({count} times) in {self.output}",
            lambda: len(self.lines(pattern)) >= count or (self.ended() and len(self.lines(pattern)) < count),
            seconds,
        )
        found = self.lines(pattern)
        assert len(found) >= count, f"ended with {self.code} and never said {pattern!r} ({count} times):\n{self.text}"
        return found

    def wait(self, seconds: float = PATIENCE_S) -> int:
        """Its exit code, when it ends by itself."""
        until(f"the end of\n{self.text}", self.ended, seconds)
        assert self.code is not None
        return self.code

    def stop(self, number: int = signal.SIGTERM, seconds: float = PATIENCE_S) -> tuple[int, float]:
        """Ask it to stop: (exit code, seconds that it took)."""
        begun = time.monotonic()
        os.kill(self.pid, number)
        return self.wait(seconds), time.monotonic() - begun

    def kill(self) -> None:
        """kill -9, at once."""
        if not self.ended():
            os.kill(self.pid, signal.SIGKILL)
            self.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        until("its children have ended", lambda: not session_of(self.pid), 15)


def _main() -> None:
    import scraper.channels
    import scraper.cli.program
    import scraper.service  # noqa: F401 (this is what the children are spared)

    codes: dict[int, int] = {}
    for line in sys.stdin:
        command = json.loads(line)
        if "args" in command:
            pid = os.fork()
            if not pid:
                _become(command)
            answer: int | None = pid
        else:
            pid, status = os.waitpid(command["pid"], os.WNOHANG)
            if pid:
                codes[pid] = os.waitstatus_to_exitcode(status)
            answer = codes.get(command["pid"])
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _become(command: dict[str, Any]) -> None:
    """In the child: a session and files of its own, then the program, then the end."""
    os.setsid()
    os.environ.update(command["env"])
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    out = os.open(command["output"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    os.dup2(out, 1)
    os.dup2(out, 2)
    threading.Thread(target=_follow_clock, args=(Path(command["output"]).with_suffix(".clock"),), daemon=True).start()
    from scraper.cli.program import run_program

    sys.exit(run_program(command["args"]))


def _follow_clock(orders: Path) -> None:
    """Move the wall clock by what each new line says. The clock that only runs is left alone, as a real setting does."""
    import time_machine

    moved: Any = None
    done = 0
    tick = threading.Event()
    while not tick.wait(0.1):
        lines = orders.read_text().split() if orders.exists() else []
        for line in lines[done:]:
            step = timedelta(seconds=float(line))
            if moved is None:
                moved = time_machine.travel(datetime.now(UTC) + step).start()
            else:
                moved.shift(step)
        done = len(lines)


if __name__ == "__main__":
    _main()
