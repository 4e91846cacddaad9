"""Other systems' report codes as reports: DSA, AT Protocol, OpenAI, Azure, Gemini, Coop, Mastodon.

A code says what a report is about, and now and then that the person is a minor. What it does not say stays unknown.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, Unpack

from pydantic import TypeAdapter, ValidationError

from helpline_router import _yaml
from helpline_router.code_list import Code, CodeSystem, ReportCodes
from helpline_router.errors import CodesError, InvalidReport, Problem, UnknownCode, UnrelatedCode
from helpline_router.records import AgeBand, CodeText
from helpline_router.report import Report, ReportFields
from helpline_router.routing import data_file
from helpline_router.vocabulary import ADULT_AGE, Category, CodeNotice, NoticeCode, Role

_MINORS: Final = AgeBand(maximum=ADULT_AGE - 1)
# Those who stand in the content themselves; a witness or a parent reports about somebody else.
_IN_THE_CONTENT: Final = frozenset({Role.AFFECTED, Role.PERPETRATOR})
_RULES: Final[TypeAdapter[dict[str, Category | None]]] = TypeAdapter(dict[CodeText, Category | None])
# Longer than any code; difflib takes quadratic time.
_MAXIMUM_COMPARED: Final = 100
_LIKE: Final = 0.6
_SEVERAL: Final = "give the code as a text, or several as a list of texts"


def load_codes(path: str | Path | None = None) -> ReportCodes:
    """Read a `codes.yaml`, the shipped one if left out.

    Raises `CodesError` with all its problems, each with its place, or OSError if it can't be opened.
    """
    return _yaml.load(data_file("codes.yaml") if path is None else path, ReportCodes, CodesError)[1]


@cache
def default_codes() -> ReportCodes:
    """The shipped codes, loaded once.

    >>> [system.id for system in default_codes().systems]
    ['dsa', 'atproto', 'openai', 'azure', 'gemini', 'coop', 'mastodon']
    """
    return load_codes()


def to_report(
    system: str,
    code: str | Iterable[str],
    *,
    rules: Mapping[str, str | None] | None = None,
    codes: ReportCodes | None = None,
    **fields: Unpack[ReportFields],
) -> Report:
    """The report that a system's code stands for, with the other fields of a report as they are given.

    Of several codes of one report the gravest category counts (suicide, self_harm, harassment, hate), whatever their order;
    a code that only groups others has no say beside a more exact one of its group. A code that merges self-harm and suicide
    becomes `suicide`. A code about a minor gives the age 0-17 if no age is given and the reporter is affected, or a perpetrator. The
    report's `code_notices` say so, and with them its decision.

    `rules` is for systems whose servers have rules of their own (mastodon): the ids of the rules, each with its category,
    or None for one about none of the four. `codes` is the shipped list if left out.

    Raises `UnknownCode` for a system or code that is not listed, with those that are near; `UnrelatedCode` if all codes are
    known and none stands for one of the four categories; `InvalidReport` for a field, or rules, that are not valid. All
    three are `InvalidReport`.

    >>> report = to_report("dsa", "STATEMENT_CATEGORY_SELF_HARM", country="FR")
    >>> report.category.value, [notice.value for notice in report.code_notices]
    ('suicide', ['code_merged'])
    >>> to_report("mastodon", ["violation", "2"], rules={"1": None, "2": "harassment"}).category.value
    'harassment'
    """
    if {"category", "code_notices"} & fields.keys():
        raise TypeError("the code says the category and the notices: leave them out")
    found = _find(_system(system, codes or default_codes()), _texts(code), rules)
    category, is_merged = _meaning(found)
    notices: tuple[CodeNotice, ...] = (NoticeCode.CODE_MERGED,) if is_merged else ()
    report = Report(category=category, code_notices=notices, **fields)
    # A stated age is a fact about the reporter; of a witness, a parent or a professional such a code says nothing.
    if report.age is not None or report.role not in _IN_THE_CONTENT or not any(entry.minor for entry in found):
        return report
    return report.model_copy(update={"age": _MINORS, "code_notices": (*notices, NoticeCode.MINOR_IMPLIED)})


def _meaning(found: tuple[Code, ...]) -> tuple[Category, bool]:
    """The gravest category, and whether only codes that merge it with another say so."""
    exact = {entry.category for entry in found if not entry.covers}
    gravity = list(Category)
    weighed = [(entry.category, entry.merged) for entry in found if entry.category and exact.isdisjoint(entry.covers)]
    gravest = min((category for category, _ in weighed), key=gravity.index)
    return gravest, all(is_merged for category, is_merged in weighed if category is gravest)


def _texts(code: object) -> tuple[str, ...]:
    """The code, or codes, each once."""
    if isinstance(code, str):
        return (code,)
    texts = tuple(code) if isinstance(code, Iterable) else ()
    if not texts or not all(isinstance(text, str) for text in texts):
        raise UnknownCode([Problem("code", "must be a text, or at least one", _SEVERAL)])
    return tuple(dict.fromkeys(texts))


def _system(system_id: object, codes: ReportCodes) -> CodeSystem:
    systems = {system.id: system for system in codes.systems}
    if isinstance(system_id, str) and system_id in systems:
        return systems[system_id]
    near = difflib.get_close_matches(system_id.strip().lower()[:_MAXIMUM_COMPARED], systems, n=1) if isinstance(system_id, str) else []
    raise UnknownCode([Problem("system", f"must be one of {', '.join(systems)}", f"did you mean {near[0]}?" if near else "")])


def _find(system: CodeSystem, codes: tuple[str, ...], rules: object) -> tuple[Code, ...]:
    """The entries of the codes, of which at least one has a category."""
    known = {entry.code: entry for entry in (*system.entries, *_own(system, rules))}
    names = {code: f"code[{index}]" if len(codes) > 1 else "code" for index, code in enumerate(codes)}
    unknown = [_unknown(names[code], code, system) for code in codes if code not in known]
    if unknown:
        raise UnknownCode(unknown)
    found = tuple(known[code] for code in codes)
    if all(entry.category is None for entry in found):
        raise UnrelatedCode(_unrelated(names[entry.code], entry) for entry in found)
    return found


def _own(system: CodeSystem, rules: object) -> Iterator[Code]:
    """The entries of a server's own rules."""
    if rules is None:
        return
    if not system.own_rules:
        raise InvalidReport([Problem("rules", f"must be left out: the codes of {system.id} are the same everywhere")])
    try:
        own = _RULES.validate_python(dict(rules) if isinstance(rules, Mapping) else rules)
    except ValidationError:
        own = None
    if own is None or any(entry.code in own for entry in system.entries):
        allowed = f"must map the ids of rules, as texts, to one of {', '.join(Category)}, or to None"
        raise InvalidReport(
            [Problem("rules", allowed, f"the system's own codes are not among them: see 'helpline-router codes {system.id}'")]
        )
    for rule_id, category in own.items():
        yield Code(code=rule_id, category=category, reason=None if category else "the rules that are given say so", source="rules")


def _unknown(where: str, code: str, system: CodeSystem) -> Problem:
    near = _near(code, system.entries)
    message = f"is not a code of {system.id} in this list"
    if near:
        return Problem(where, message, f"did you mean {', '.join(near)}?")
    if system.own_rules:
        return Problem(where, message, "for a rule of the server, give rules={...}, the ids of its rules with their categories")
    return Problem(where, message, f"see 'helpline-router codes {system.id}'; a code can be newer than the list")


def _unrelated(where: str, entry: Code) -> Problem:
    near = f"; the nearest is {entry.near}: if your reports mean that, make a Report of it" if entry.near else ""
    return Problem(where, f"is known, and stands for none of {', '.join(Category)}", f"{entry.reason}{near}")


def _near(text: str, entries: Iterable[Code]) -> list[str]:
    """The codes that are near, those with a category first. Of an AT Protocol code only the part behind # is compared."""
    wanted = _name(text)
    if not wanted or len(wanted) > _MAXIMUM_COMPARED:
        return []
    likeness = {entry: difflib.SequenceMatcher(None, _name(entry.code), wanted).ratio() for entry in entries}
    near = [entry for entry in likeness if likeness[entry] >= _LIKE]
    return [entry.code for entry in sorted(near, key=lambda entry: (entry.category is None, -likeness[entry]))[:3]]


def _name(code: str) -> str:
    return code.strip().casefold().rsplit("#", 1)[-1]
