"""Small drawings: the mark of a verdict and the bar of a share. They differ in shape, not in colour alone."""

from __future__ import annotations

from conformance.results.page.markup import Attributes, Markup, element
from conformance.results.page.numbers import Numbers
from conformance.results.page.standing import Standing
from conformance.results.shares import Share

_SHAPES = {
    Standing.WIDE: '<circle cx="8" cy="8" r="6.5"/>',
    Standing.NARROW: '<circle class="line" cx="8" cy="8" r="5.75"/><path d="M8 1.5a6.5 6.5 0 0 0 0 13z"/>',
    Standing.PARTLY: '<path d="M8 1.5 15 14H1z"/>',
    Standing.OFTEN_WRONG: '<path class="line" d="M2.5 2.5l11 11m0-11l-11 11"/>',
    Standing.NOT_JUDGED: '<circle class="line dashed" cx="8" cy="8" r="5.75"/>',
}
_CONTROL = '<path class="line" d="M8 1.5 14.5 8 8 14.5 1.5 8z"/>'


def mark(standing: Standing, *, control: bool = False, said: bool = False) -> Markup:
    """The mark of a verdict. With ``said`` it has a name for screen readers, where no word is beside it."""
    shape = _CONTROL if control else _SHAPES[standing]
    attributes: Attributes = {
        "class": f"mark is-{'control' if control else standing.id}",
        "viewBox": "0 0 16 16",
    }
    attributes |= (
        {"role": "img", "aria-label": "Control" if control else standing.words} if said else {"aria-hidden": "true"}
    )
    return element("svg", attributes, Markup(shape))


def bar(one: Numbers, share: Share, whole: int, *, reading: bool) -> Markup | None:
    """The share as a bar of ``whole``: right, changed, for reading also refused; the rest is not there.

    Nothing where nothing was asked.
    """
    if not share.whole:
        return None
    refused = min(one.refused, share.whole - share.part) if reading else 0
    parts = (("right", share.part), ("changed", share.whole - share.part - refused), ("refused", refused))
    drawn, at = [], 0.0
    for name, count in parts:
        # What is there has at least a sliver.
        width = max(1, count * 100 / whole) if count else 0
        if width:
            drawn.append(element("rect", {"class": name, "x": f"{at:.0f}%" if at else None, "width": f"{width:.0f}%"}))
        at += width
    return element("svg.bar", {"aria-hidden": "true"}, drawn)
