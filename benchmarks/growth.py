"""How cost grows: an unchanged pass over 100 to 100,000 resources, and a picture of it (docs/growth.svg with --write).

    python benchmarks/growth.py [--sizes 100,1000,10000,100000] [--picture FILE]

The pages are small (what grows is ours, not the pages): CPU per page and resident memory of an unchanged pass. At most
1,000 of them are really visited for the first time; beyond that their rows are copied, as a hundred thousand first visits
would take ten minutes. Beside it the bare Scrapy spider at the same sizes, up to 10,000: it keeps nothing that could grow.
"""

from __future__ import annotations

import math
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from measure import Cost
from programs import Ours, bare, served
from report import Report, parser

VISITED = 1000
MOST_BARE = 10_000
PAGE = "<html><head><title>Page {0}</title></head><body><main><h1>Page {0}</h1>{1}</main></body></html>"
_SENTENCE = "<p>Some words about the matter of page {0}, paragraph {1}, which say nothing new.</p>"
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 400, 60, 48, 60, 48


def small_pages(count: int = 500) -> list[bytes]:
    """Pages of about 4 kB."""
    return [PAGE.format(n, "".join(_SENTENCE.format(n, k) for k in range(48))).encode() for n in range(count)]


def measure(sizes: list[int]) -> list[tuple[int, Cost, Cost | None]]:
    """(resources, ours, the bare spider's) per size. Beyond VISITED one database grows from size to size."""
    found: list[tuple[int, Cost, Cost | None]] = []
    with served(small_pages()) as server, ExitStack() as folders:
        program: Ours | None = None
        for count in sorted(sizes):
            if program is None or program.count < VISITED:
                folder = Path(folders.enter_context(tempfile.TemporaryDirectory()))
                program = Ours(folder, server.port, min(count, VISITED))
                program.check()
            program.grow(count)
            other = bare(server, count, trimmed=False) if count <= MOST_BARE else None
            found.append((count, program.check(), other))
    return found


def picture(found: list[tuple[int, Cost, Cost | None]]) -> str:
    """An SVG: CPU seconds of a pass over the number of resources, both axes logarithmic; a straight line is linear."""
    sizes = [count for count, _, _ in found]
    values = [cost.cpu_s for _, own, other in found for cost in (own, other) if cost is not None]
    x_low, x_high = math.log10(min(sizes)), math.log10(max(sizes))
    y_low, y_high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def at(count: int, value: float) -> tuple[float, float]:
        x = LEFT + (math.log10(count) - x_low) / max(x_high - x_low, 1e-9) * (WIDTH - LEFT - RIGHT)
        y = HEIGHT - BOTTOM - (math.log10(value) - y_low) / max(y_high - y_low, 1) * (HEIGHT - TOP - BOTTOM)
        return round(x, 1), round(y, 1)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        f'<text x="{LEFT}" y="24" font-size="15">CPU seconds of an unchanged pass, by number of resources</text>',
    ]
    for power in range(y_low, y_high + 1):
        y = at(sizes[0], 10.0**power)[1]
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y}" y2="{y}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" fill="#444">{10.0**power:g}</text>')
    for count in sizes:
        x = at(count, 10.0**y_low)[0]
        parts.append(f'<text x="{x}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle" fill="#444">{count:,}</text>')
    for name, colour, which in (("pagewatch", "#0b6", 1), ("bare Scrapy spider", "#888", 2)):
        costs = [(row[0], row[which]) for row in found]
        points = [at(count, cost.cpu_s) for count, cost in costs if isinstance(cost, Cost)]
        parts.append(
            f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="{" ".join(f"{x},{y}" for x, y in points)}"/>'
        )
        parts += [f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>' for x, y in points]
        x, y = points[-1]
        parts.append(
            f'<text x="{x - 8}" y="{y + (-12 if which == 1 else 22)}" text-anchor="end" fill="{colour}">{name}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def main() -> int:
    arguments = parser(__doc__)
    arguments.add_argument("--sizes", default="100,1000,10000,100000")
    arguments.add_argument("--picture", type=Path, help="draw it into this file")
    options = arguments.parse_args()
    report, found = Report(), measure([int(n) for n in options.sizes.split(",")])
    rows = []
    for count, own, other in found:
        beside = ["–", "–"] if other is None else [f"{other.cpu_s:.1f}", f"{own.cpu_s / other.cpu_s:.2f}"]
        rows.append(
            [f"{count:,}", f"{own.cpu_s:.1f}", *beside, f"{1000 * own.cpu_s / count:.2f}", f"{own.peak_mb:.0f}"]
        )
    head = ["resources", "pagewatch, CPU s", "bare spider, CPU s", "ratio", "pagewatch, ms/page", "peak MB"]
    report.table("How an unchanged pass grows", head, rows)
    (few, small, _), (many, large, _) = found[-2:]
    report.target(10, f"CPU per page at {many:,} / at {few:,}", (large.cpu_s / many) / (small.cpu_s / few), 1.25, "×")
    if options.picture is not None:
        options.picture.write_text(picture(found), "utf-8")
    return report.end(options.json)


if __name__ == "__main__":
    sys.exit(main())
