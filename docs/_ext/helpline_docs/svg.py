"""Drawings: SVG elements without colours of their own, which `_static/pages.css` gives them in light and in dark."""

from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

_CORNER: Final = 6


def drawing(name: str, width: int, height: int, *, title: str, description: str) -> Element:
    """An empty drawing that says what it shows to those who cannot see it."""
    box = f"0 0 {width} {height}"
    root = Element("svg", {"class": f"drawing drawing-{name}", "viewBox": box, "role": "img", "aria-labelledby": f"{name}-t {name}-d"})
    root.set("style", f"width: {width}px")
    SubElement(root, "title", {"id": f"{name}-t"}).text = title
    SubElement(root, "desc", {"id": f"{name}-d"}).text = description
    return root


def box(parent: Element, kind: str, area: tuple[float, float, float, float]) -> Element:
    """A rectangle: x, y, width, height."""
    x, y, width, height = area
    corner = min(_CORNER, height / 4)
    places = {"x": x, "y": y, "width": width, "height": height, "rx": corner}
    return SubElement(parent, "rect", {"class": f"drawing-{kind}", **{name: f"{value:g}" for name, value in places.items()}})


def text(parent: Element, kind: str, place: tuple[float, float], words: str) -> None:
    """A line of text, on its baseline."""
    x, y = place
    SubElement(parent, "text", {"class": f"drawing-{kind}", "x": f"{x:g}", "y": f"{y:g}"}).text = words


def arrow(parent: Element, start: tuple[float, float], end: tuple[float, float]) -> None:
    """A straight arrow, to the right, to the left or downwards."""
    (x, y), (to_x, to_y) = start, end
    SubElement(parent, "path", {"class": "drawing-arrow", "d": f"M{x:g} {y:g}L{to_x:g} {to_y:g}"})
    if x == to_x:
        head = f"M{to_x - 4:g} {to_y - 6:g}L{to_x:g} {to_y:g}L{to_x + 4:g} {to_y - 6:g}"
    else:
        back = -6 if to_x > x else 6
        head = f"M{to_x + back:g} {to_y - 4:g}L{to_x:g} {to_y:g}L{to_x + back:g} {to_y + 4:g}"
    SubElement(parent, "path", {"class": "drawing-arrow", "d": head})


def written(root: Element) -> str:
    """The drawing as it stands in a page."""
    return f'<div class="drawing-frame">{tostring(root, encoding="unicode")}</div>'
