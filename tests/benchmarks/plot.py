"""Lines over a logarithmic grid, as SVG that is readable on light and on dark pages."""

import math
from collections.abc import Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 620, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 170, 40, 60  # margins
# Of middle lightness, distinct for people who see few colours too; each line has its name beside it as well.
COLOURS = ("#2f7ed8", "#d9822b", "#1a9e77", "#b5459c", "#7a7f87", "#c2403d")
STYLE = """
text { font: 14px system-ui, sans-serif; fill: #24292f }
.grid { stroke: #d0d7de }
@media (prefers-color-scheme: dark) { text { fill: #e6edf3 } .grid { stroke: #3d444d } }
"""
LABEL_HEIGHT = 16

Line = Sequence[tuple[float, float]]


def plot(title: str, x_title: str, y_title: str, lines: Mapping[str, Line]) -> str:
    """A picture of all lines, each by its name; all values are above zero."""
    points = [point for line in lines.values() for point in line]
    xs, ys = sorted({x for x, _ in points}), [y for _, y in points]
    low, high = _ticks(min(ys), max(ys))[0], _ticks(min(ys), max(ys))[-1]

    def across(x: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * _share(x, xs[0], xs[-1])

    def down(y: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * _share(y, low, high)

    parts = [f'<text x="{LEFT}" y="20" font-weight="600">{escape(title)}</text>']
    for y in _ticks(min(ys), max(ys)):
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{down(y):.1f}" y2="{down(y):.1f}"/>')
        parts.append(f'<text x="{LEFT - 8}" y="{down(y) + 4:.1f}" text-anchor="end">{y:g}</text>')
    parts += [f'<text x="{across(x):.1f}" y="{HEIGHT - 35}" text-anchor="middle">{x:,.0f}</text>' for x in xs]
    parts.append(
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x_title)}</text>'
    )
    parts.append(
        f'<text transform="translate(18 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">{escape(y_title)}</text>'
    )
    ends = {name: down(line[-1][1]) for name, line in lines.items()}
    places = ends | _apart({name: end for name, end in ends.items() if lines[name][-1][0] == xs[-1]})
    for colour, (name, line) in zip(COLOURS, lines.items(), strict=False):
        path = " ".join(f"{across(x):.1f},{down(y):.1f}" for x, y in line)
        parts.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2.5" points="{path}"/>')
        parts += [f'<circle cx="{across(x):.1f}" cy="{down(y):.1f}" r="3.5" fill="{colour}"/>' for x, y in line]
        place = f'x="{across(line[-1][0]) + 12:.1f}" y="{places[name] + 4:.1f}"'
        parts.append(f'<text {place} style="fill: {colour}" font-weight="600">{escape(name)}</text>')
    body = "\n".join(parts)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n{body}\n</svg>\n"
    )


def _share(value: float, low: float, high: float) -> float:
    return math.log(value / low) / math.log(high / low)


def _ticks(low: float, high: float) -> list[float]:
    """1, 2, 5, 10, … around all of them."""
    steps = [digit * 10.0**power for power in range(-3, 6) for digit in (1, 2, 5)]
    first = max(number for number, step in enumerate(steps) if step <= low)
    last = min(number for number, step in enumerate(steps) if step >= high)
    return steps[first : max(last, first + 1) + 1]


def _apart(places: Mapping[str, float]) -> dict[str, float]:
    """The same places from above, moved down where two names would stand in each other."""
    found: dict[str, float] = {}
    for name, place in sorted(places.items(), key=lambda each: each[1]):
        found[name] = max([place, *(other + LABEL_HEIGHT for other in found.values())])
    return found
