"""The English news site of the demo: articles with JSON-LD dates and a sitemap. All of it made up."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

__all__ = ["STORIES", "Story", "front", "sitemap", "story_page"]


@dataclass(frozen=True, slots=True)
class Story:
    """An article; `paragraphs` are plain text."""

    slug: str
    title: str
    author: str
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        """Where it is served."""
        return f"/stories/{self.slug}"

    def edited(self, old: str, new: str) -> Story:
        """The same story with some words replaced."""
        assert any(old in one for one in self.paragraphs), f"{old!r} is not in {self.slug}"
        return replace(self, paragraphs=tuple(one.replace(old, new) for one in self.paragraphs))


STORIES = (
    Story(
        "budget-vote",
        "Council passes budget after late-night session",
        "Ines Varga",
        (
            (
                "The town council of Ashmere passed next year's budget shortly before midnight on Tuesday, after four hours "
                "of debate over the price of school meals and the future of the swimming pool."
            ),
            (
                "The budget of 41.2 million sets aside 3.5 million for the repair of the harbour wall. Council leader Tom "
                "Okafor said that the work would be finished by the end of June, and that no further money would be needed."
            ),
            (
                "Two members of the opposition voted for the budget. The pool will stay open on weekdays only; the library "
                "keeps its hours. Fees for residents' parking do not change."
            ),
            "A petition against the shorter opening hours of the pool has gathered more than two thousand names.",
        ),
    ),
    Story(
        "harbour-bridge",
        "What to know about the new harbour bridge",
        "Ruth Lindqvist",
        (
            (
                "The footbridge across the harbour opens to the public on the first Saturday of spring. It links the fish "
                "market with the old shipyard and saves walkers a detour of twenty minutes."
            ),
            (
                "The bridge swings open for boats with masts of more than nine metres, four times a day and on request. "
                "Cyclists are asked to dismount while the market is open."
            ),
            "Lighting is dimmed after eleven at night for the sake of the bats that live in the shipyard's roof.",
        ),
    ),
    Story(
        "old-mill-fire",
        "Witness account of the fire at the old mill",
        "Daniel Moreau",
        (
            (
                "A neighbour who asked not to be named said that she saw two people leave the old mill minutes before the "
                "fire broke out on Sunday evening."
            ),
            (
                "The fire brigade needed three hours to bring the flames under control. Nobody was hurt. The police have "
                "opened an inquiry and ask for photographs taken near the river between seven and eight in the evening."
            ),
            "The mill, empty since 1998, was to be turned into flats. Its owner could not be reached for comment.",
        ),
    ),
)


def story_page(story: Story, base: str, published: datetime, modified: datetime) -> str:
    """An article whose dates stand in JSON-LD and, for readers, under the headline."""
    ld = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "author": {"@type": "Person", "name": story.author},
        "datePublished": published.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        "dateModified": modified.strftime("%Y-%m-%dT%H:%M:%S+00:00"),
        "mainEntityOfPage": base + story.path,
    }
    head = f'<script type="application/ld+json">{json.dumps(ld)}</script>'
    paragraphs = "".join(f"<p>{escape(one)}</p>" for one in story.paragraphs)
    byline = f'<p class="byline">By {escape(story.author)} · <time datetime="{ld["dateModified"]}">Updated {modified:%d %B %Y}</time></p>'
    return _frame(story.title, f"<article><h1>{escape(story.title)}</h1>{byline}{paragraphs}</article>", base, head)


def front(stories: tuple[Story, ...], base: str) -> str:
    """The front page."""
    rows = "".join(f'<li><a href="{base}{story.path}">{escape(story.title)}</a></li>' for story in stories)
    return _frame("The Ashmere Courier", f"<h1>The Ashmere Courier</h1><ul>{rows}</ul>", base)


def sitemap(stories: tuple[Story, ...], base: str, modified: dict[str, datetime]) -> str:
    """The sitemap, with each story's date."""
    rows = "".join(
        f"<url><loc>{base}{story.path}</loc><lastmod>{modified[story.slug]:%Y-%m-%d}</lastmod></url>"
        for story in stories
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def _frame(title: str, body: str, base: str, head: str = "") -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)} | The Ashmere Courier</title>'
        f'{head}</head><body><header><nav><a href="{base}/">Home</a> <a href="{base}/about">About</a></nav></header>'
        f"<main>{body}</main><footer><p>The Ashmere Courier, printed nowhere since 2019</p></footer></body></html>"
    )
