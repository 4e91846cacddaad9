"""The data flow, drawn: from a report to the card that a person sees."""

from typing import Final

from helpline_docs.svg import arrow, box, drawing, text, written

# What is made, what is done to get there, and what comes in from the side: its name and what it is.
STEPS: Final = (
    ("Report", "what the service knows", "", ()),
    (
        "RoutingPlan",
        "who may be offered, and why",
        "plan",
        (("Registry", "facts: helplines.yaml"), ("Policy", "rules: routing.yaml"), ("Overlay", "your own changes")),
    ),
    ("RoutingDecision", "the few that are shown, and why", "route", (("at", "an instant"),)),
    ("Card", "what the person reads", "present", (("locale", "their language"),)),
)
_LEFT: Final = (10, 200)
_RIGHT: Final = (250, 160)
_BOX: Final = 54
_SIDE: Final = 44
_GAP: Final = 40


def data_flow(_argument: str) -> str:
    """The drawing, from top to bottom."""
    heights = [max(_BOX, len(inputs) * (_SIDE + 8) - 8) for *_, inputs in STEPS]
    height = sum(heights) + _GAP * (len(STEPS) - 1) + 20
    root = drawing(
        "data-flow",
        420,
        height,
        title="The data flow",
        description="A Report becomes a RoutingPlan by the facts of the Registry and the rules of the Policy, with an Overlay over both; "
        "the plan becomes a RoutingDecision at an instant; the decision becomes a Card in a language.",
    )
    (x, width), (side_x, side_width) = _LEFT, _RIGHT
    top, above = 10.0, None
    for (name, what, verb, inputs), own in zip(STEPS, heights, strict=True):
        middle = top + own / 2
        place = middle - _BOX / 2
        if above is not None:
            arrow(root, (x + width / 2, above), (x + width / 2, place))
            text(root, "verb", (x + width / 2 + 10, (above + place) / 2 + 4), f"{verb}()")
        box(root, "step", (x, place, width, _BOX))
        text(root, "name", (x + 12, place + 23), name)
        text(root, "what", (x + 12, place + 41), what)
        for number, (side, side_what) in enumerate(inputs):
            side_top = middle + (number - (len(inputs) - 1) / 2) * (_SIDE + 8) - _SIDE / 2
            box(root, "side", (side_x, side_top, side_width, _SIDE))
            text(root, "name", (side_x + 10, side_top + 19), side)
            text(root, "what", (side_x + 10, side_top + 35), side_what)
            arrow(root, (side_x, side_top + _SIDE / 2), (x + width, min(max(side_top + _SIDE / 2, place + 8), place + _BOX - 8)))
        above, top = place + _BOX, top + own + _GAP
    return written(root)
