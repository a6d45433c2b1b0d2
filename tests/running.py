"""Real processes of pagewatch for tests of durability: started, watched by what they print, killed in every way."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 60.0
_TICK = threading.Event()


def until(what: str, true: Callable[[], Any], seconds: float = PATIENCE_S) -> Any:
    """The first truth of `true()`; fails, saying what was waited for, when it does not come."""
    deadline = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < deadline, f"waited {seconds:g} s for: {what}"
        _TICK.wait(0.02)
    return found


class Process:
    """One running command; its stderr is collected line by line."""

    def __init__(self, command: list[str], **env: str) -> None:
        self.lines: list[str] = []
        self._more = threading.Condition()
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", **env}, start_new_session=True,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            with self._more:
                self.lines.append(line.rstrip("\n"))
                self._more.notify_all()

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def text(self) -> str:
        """All that it printed so far."""
        return "\n".join(self.lines)

    def said(self, pattern: str, *, count: int = 1, seconds: float = PATIENCE_S) -> list[str]:
        """Wait for lines that match; the lines."""
        wanted = re.compile(pattern)

        def enough() -> bool:
            return sum(1 for line in self.lines if wanted.search(line)) >= count

        with self._more:
            assert self._more.wait_for(lambda: enough() or self.process.poll() is not None, seconds) and enough(), (
                f"never said {pattern!r} ({count} times):\n{self.text}"
            )
        return [line for line in self.lines if wanted.search(line)]

    def send_signal(self, number: int) -> None:
        """Send one signal to the process itself, not to its children."""
        os.kill(self.pid, number)

    def wait(self, seconds: float = PATIENCE_S) -> int:
        """Its exit code, when it ends by itself."""
        code = self.process.wait(seconds)
        self._reader.join(5)
        return code

    def stop(self, number: int = signal.SIGTERM, seconds: float = PATIENCE_S) -> tuple[int, float]:
        """Ask it to stop: (exit code, seconds that it took)."""
        begun = time.monotonic()
        self.send_signal(number)
        return self.wait(seconds), time.monotonic() - begun

    def kill(self) -> None:
        """kill -9, at once."""
        with contextlib.suppress(ProcessLookupError):
            self.send_signal(signal.SIGKILL)
        self.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.kill()
        assert self.process.stdout is not None
        self._reader.join(5)
        self.process.stdout.close()
        until("its children have ended", lambda: not session_of(self.pid), 15)


def session_of(pid: int) -> list[int]:
    """The processes of a session (zombies left out): what a killed program left behind."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == pid and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


class Receiver:
    """A webhook's other end. `gate`: answers wait for it; `status`: what it answers."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.status = 200
        self.gate = threading.Event()
        self.gate.set()
        self.on_post: Callable[[], None] = lambda: None
        receiver = self

        class Post(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(json.loads(body) | {"idempotency_key": self.headers["Idempotency-Key"]})
                receiver.on_post()
                receiver.gate.wait(60)
                with contextlib.suppress(OSError):
                    self.send_response(receiver.status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()

            def log_message(self, *args: object) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Post)
        self.server.daemon_threads = True
        self.url = f"webhook+http://127.0.0.1:{self.server.server_address[1]}/hook"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def keys(self) -> list[str]:
        """The key of every event that came in, repeats included."""
        return [event["key"] for message in list(self.got) for event in message["events"]]

    def close(self) -> None:
        self.gate.set()
        self.server.shutdown()
        self.server.server_close()


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver for the length of a with block."""
    receiver = Receiver()
    try:
        yield receiver
    finally:
        receiver.close()


def prose(name: str, edition: int) -> str:
    """A page with enough words to be read; another edition is another text."""
    words = " ".join(
        f"In part {n} of {name} the reader finds what was decided in its year {n * 7 + edition}." for n in range(12)
    )
    return (
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>About {name}</title></head><body>"
        f"<main><article><h1>About {name}</h1><p>{words}</p></article></main></body></html>"
    )


PYTHON = sys.executable
