"""The web pages: everything that the past can be asked, and the few actions that a person needs, in a browser.

A face like the command line. It reads through connections that cannot write; it writes through the running service, or
with the writer's lock for one action. No page needs a script, and none may run one.
"""

from __future__ import annotations

from scraper.web.address import Address, Listening, address_from, bind
from scraper.web.server import Pages, serve_alone

__all__ = ["Address", "Listening", "Pages", "address_from", "bind", "serve_alone"]
