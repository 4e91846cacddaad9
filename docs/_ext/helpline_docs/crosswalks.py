"""Other systems' codes, as `data/codes.yaml` has them."""

from collections.abc import Iterator

from helpline_docs.tables import code, link, plain, table
from helpline_router import codes
from helpline_router.code_list import Code, CodeSystem


def code_systems(_argument: str) -> str:
    """The systems, with what was read of each."""
    rows = (
        (
            code(system.id),
            f"{plain(system.title)}{_example(system)}",
            str(sum(entry.category is not None for entry in system.codes)),
            "<br>".join(f"{link(source.url, source.id)}: {plain(source.version)}" for source in system.sources),
        )
        for system in codes.default_codes().systems
    )
    return table(("system", "what the code is", "mapped", "as defined by"), rows)


def _example(system: CodeSystem) -> str:
    mapped = next((entry.code for entry in system.codes if entry.category), None)
    return f"<br>for example {code(mapped)}" if mapped else ""


def code_crosswalk(_argument: str) -> str:
    """Every code that stands for a category or is near one, by system; unrelated codes are counted."""
    return "\n\n".join(_system(system) for system in codes.default_codes().systems)


def _system(system: CodeSystem) -> str:
    unrelated = sum(len(group.codes) for group in system.unrelated)
    rows = ((f"`{entry.code}`", _category(entry), "<br>".join(_remarks(entry))) for entry in system.codes)
    count = f"\n\nIts other {unrelated} codes stand for none of the four." if unrelated else ""
    return f"**{plain(system.id)}**\n\n{table(('code', 'stands for', ''), rows)}{count}"


def _category(entry: Code) -> str:
    return code(entry.category) if entry.category else f"none: {plain(entry.reason)}"


def _remarks(entry: Code) -> Iterator[str]:
    if entry.merged:
        yield "merged with self-harm"
    if entry.minor:
        yield "about a minor"
    if entry.covers:
        yield f"a group: {', '.join(map(code, entry.covers))}"
    if entry.near:
        yield f"nearest: {code(entry.near)}"
    if entry.since:
        yield f"since {entry.since}"
    if entry.until:
        yield f"until {entry.until}"
