"""Run a command and say what it and everything it started cost: `python meter.py [--memory] COMMAND…`, JSON on stdout.

The command's whole tree counts, also what outlives it or is started through a fork server: this process makes itself
the tree's reaper (Linux: PR_SET_CHILD_SUBREAPER) and waits for every one of them. CPU is user and system time of all;
`peak_mb` is the resident peak of the largest single process. With --memory the proportional set sizes of the tree are
added up ten times a second (`tree_mb`), which costs this process CPU, not the command.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

_SUBREAPER = 36
_LINGER_S = 30.0  # what outlives its command by so much is ended


def tree(root: int) -> list[int]:
    """The process ids below `root`."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    found, todo = [], [root]
    while todo:
        for child in parents.get(todo.pop(), []):
            found.append(child)
            todo.append(child)
    return found


def proportional_mb(pid: int) -> float:
    """The proportional set size of one process in MB; 0 where it ended meanwhile."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0.0


def main(arguments: list[str]) -> int:
    memory = arguments[:1] == ["--memory"]
    command = arguments[1:] if memory else arguments
    ctypes.CDLL(None).prctl(_SUBREAPER, 1)
    start, peak, ended = time.monotonic(), [0.0], threading.Event()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)

    def sample() -> None:
        while not ended.wait(0.1):
            peak[0] = max(peak[0], sum(proportional_mb(pid) for pid in tree(os.getpid())))

    if memory:
        threading.Thread(target=sample, daemon=True).start()
    cpu, largest, code, wall = 0.0, 0, 1, 0.0
    while True:
        try:
            pid, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            break
        cpu += usage.ru_utime + usage.ru_stime
        largest = max(largest, usage.ru_maxrss)
        if pid == process.pid:
            process.returncode = code = os.waitstatus_to_exitcode(status)
            wall = time.monotonic() - start
            signal.signal(signal.SIGALRM, lambda *_: [os.kill(p, signal.SIGKILL) for p in tree(os.getpid())])
            signal.setitimer(signal.ITIMER_REAL, _LINGER_S)
    ended.set()
    print(json.dumps({"cpu_s": cpu, "wall_s": wall, "peak_mb": largest / 1024, "tree_mb": peak[0], "code": code}))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
