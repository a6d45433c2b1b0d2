"""A name server for the demo that knows no name: offline, a look-up must fail at once and not after a time-out."""

from __future__ import annotations

import socketserver
import threading

__all__ = ["NameServer"]

_HEADER = 12
_SERVFAIL = 2


class _Refuse(socketserver.BaseRequestHandler):
    """Answers every question with SERVFAIL, which says that nothing can be said: no link is judged by it."""

    def handle(self) -> None:
        asked, sock = self.request
        end = asked.find(b"\0", _HEADER) + 5  # the root label, then type and class
        if end < _HEADER + 5 or len(asked) < end:
            return
        flags = bytes([0x80 | asked[2] & 0x79, 0x80 | _SERVFAIL])
        sock.sendto(asked[:2] + flags + b"\0\1" + b"\0" * 6 + asked[_HEADER:end], self.client_address)


class NameServer:
    """Listens on 127.0.0.1, at a port of its own."""

    def __init__(self) -> None:
        self._server = socketserver.ThreadingUDPServer(("127.0.0.1", 0), _Refuse)
        self._server.daemon_threads = True
        self.address = f"127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
