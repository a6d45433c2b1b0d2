"""Both sites of the demo and what happens to them, day by day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from scraper.demo import blog, news
from scraper.demo.names import NameServer
from scraper.demo.server import Site

__all__ = ["World"]

_ZIP = b"PK\x03\x04" + b"pretend fonts " * 400
_PDF = b"%PDF-1.4\n" + b"pretend licences " * 40


class World:
    """The two sites. `day(n)` makes happen what happens on day n and says it in words."""

    def __init__(self, start: datetime) -> None:
        self.start = start
        self.blog, self.news, self.names = Site(), Site(), NameServer()
        self._posts = {post.slug: post for post in blog.POSTS}
        self._stories = {story.slug: story for story in news.STORIES}
        self._post_dates = {slug: start - timedelta(days=40 + 9 * n) for n, slug in enumerate(self._posts)}
        self._published = {slug: start - timedelta(days=30 + 5 * n) for n, slug in enumerate(self._stories)}
        self._modified = dict(self._published)
        for name, body, kind in (
            ("fonts-2025.zip", _ZIP, "application/zip"),
            ("licences.pdf", _PDF, "application/pdf"),
            ("nas-config.txt", b"[share]\npath = /photos\nread only = no\n", "text/plain"),
        ):
            self.blog.put(f"/files/{name}", body, kind)
        self.blog.put("/about.html", "<title>关于</title><p>这里是小满的杂货铺。</p>")
        self.news.put("/about", "<title>About</title><p>A newspaper of one street.</p>")
        self._publish()

    def close(self) -> None:
        """Stop both sites and the name server."""
        self.blog.close()
        self.news.close()
        self.names.close()

    def day(self, number: int) -> list[str]:
        """What happened on that day, in words; the sites have changed accordingly."""
        happenings = {1: self._first, 2: self._second, 5: self._third}
        said = happenings[number]() if number in happenings else []
        self._publish()
        return said

    def _first(self) -> list[str]:
        post = self._posts["free-fonts"].edited("二十款可以免费商用", "二十二款可以免费商用")
        self._posts["free-fonts"] = post.edited(
            "手写体不建议用于正文", "新增的「雨巷体」和「竹里体」也属于手写体。手写体不建议用于正文"
        )
        self._post_dates["free-fonts"] = self.start + timedelta(days=1)
        story = self._stories["budget-vote"].edited("by the end of June", "by the end of October")
        self._stories["budget-vote"] = story.edited(
            "and that no further money would be needed", "but that more money might be needed"
        )
        return [
            "the blog edits its post on fonts and moves its date (an honest update)",
            "the newspaper rewrites a promise in its budget story and leaves the date alone (a silent edit)",
        ]

    def _second(self) -> list[str]:
        self._modified["harbour-bridge"] = self.start + timedelta(days=2)
        self._posts["home-nas"] = replace(
            self._posts["home-nas"], summary="一台十年前的旧电脑，两块硬盘，一个周末：更正，是三块硬盘，多一块做热备。"
        )
        self.blog.remove("/files/fonts-2025.zip")
        return [
            "the newspaper puts today's date on its bridge story without touching a word (a fake refresh)",
            "the blog corrects an entry in its feed",
            "the font archive that the blog links to is deleted",
        ]

    def _third(self) -> list[str]:
        self.news.remove("/stories/old-mill-fire", for_good=True)
        self._stories.pop("old-mill-fire")
        return ["the newspaper withdraws the witness account (410 Gone)"]

    def _publish(self) -> None:
        posts, base = tuple(self._posts.values()), self.blog.url
        self.blog.put("/", blog.home(posts, base))
        self.blog.put("/atom.xml", blog.feed(posts, base, self._post_dates), "application/atom+xml")
        for post in posts:
            self.blog.put(post.path, blog.post_page(post, base, self._post_dates[post.slug]))
        stories, base = tuple(self._stories.values()), self.news.url
        self.news.put("/", news.front(stories, base))
        self.news.put("/sitemap.xml", news.sitemap(stories, base, self._modified), "application/xml")
        for story in stories:
            page = news.story_page(story, base, self._published[story.slug], self._modified[story.slug])
            self.news.put(story.path, page)
