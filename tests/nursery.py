"""Starts pagewatch a hundred times at the price of once: a process that imported it all and forks for every start.

Each child is a process like any other: it has its own session, its output goes to a file, and it can be killed at any
point. Its wall clock can be set. Run as `python -m tests.nursery`, it takes one JSON command per line: {"args", "output",
"env"} starts a child and answers its pid, with "errors" and "input" for what it says on stderr and is given on stdin, and
with "whole" an environment that is `env` and nothing else; {"pid"} answers its exit code, null while it runs.
"""

from __future__ import annotations

import atexit
import gc
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from importlib import import_module
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
        self._one_by_one = threading.Lock()  # tests ask from several threads

    def ask(self, **command: Any) -> Any:
        assert self.process.stdin is not None and self.process.stdout is not None
        with self._one_by_one:
            self.process.stdin.write(json.dumps(command) + "\n")
            self.process.stdin.flush()
            return json.loads(self.process.stdout.readline())

    def run(self, folder: Path, args: Sequence[str], given: str | None, seconds: float) -> tuple[int, str, str]:
        """One run to its end: (exit code, what it printed, what it said on stderr)."""
        with self._one_by_one:
            self.children += 1
            files = [folder / f"verb-{self.children}.{name}" for name in ("out", "err", "in")]
        out, err, into = files
        into.write_text(given or "", encoding="utf-8")
        out.touch()
        pid = self.ask(
            args=args, output=str(out), errors=str(err), input=str(into), env={**os.environ, "NO_COLOR": "1"}, whole=True
        )  # fmt: skip
        child = Child(self, pid, out)
        try:
            code = child.wait(seconds)
        finally:
            child.kill()
        said = [file.read_text(encoding="utf-8") for file in (out, err)]
        for file in files:
            file.unlink()
        return code, said[0], said[1]

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


# What the children are spared: the program as its verbs load it.
_SPARED = (
    "scraper.channels", "scraper.cli.program", "scraper.service.passes", "scraper.service.forever", "scraper.cli.passes",
    "scraper.cli.sources", "scraper.cli.followed", "scraper.cli.past", "scraper.cli.compare", "scraper.cli.ledger", "scraper.cli.upkeep",
    "scraper.cli.alerts", "scraper.cli.exchange", "scraper.cli.inspecting", "scraper.cli.reading", "scraper.workers",
)  # fmt: skip


def _main() -> None:
    for name in _SPARED:
        import_module(name)
    gc.freeze()  # children do not copy what they never touch

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
    if command.get("whole"):
        os.environ.clear()
    os.environ.update(command["env"])
    time.tzset()
    os.dup2(os.open(command.get("input", os.devnull), os.O_RDONLY), 0)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 (the parent's has read ahead)
    for number, name in ((1, command["output"]), (2, command.get("errors", command["output"]))):
        os.dup2(os.open(name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644), number)
    if not command.get("whole"):
        clock = Path(command["output"]).with_suffix(".clock")
        threading.Thread(target=_follow_clock, args=(clock,), daemon=True).start()
    from scraper.cli.program import run_program

    code = run_program(command["args"])
    if not command.get("whole"):
        sys.exit(code)
    # Taking down an interpreter that imported everything costs more than most verbs.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


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
