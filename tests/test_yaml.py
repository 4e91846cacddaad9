"""The strict reader: YAML's traps are closed, every place is known, nothing in a file makes it raise."""

import json
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError

from helpline_router import _yaml
from helpline_router._yaml import MAXIMUM_BYTES, MAXIMUM_DEPTH, Document
from helpline_router.errors import RegistryError
from helpline_router.vocabulary import Remit


def parse(text: str) -> Document:
    return _yaml.parse(text, name="f")


def found(text: str) -> list[tuple[str, str]]:
    return [(problem.where, problem.message) for problem in parse(text).problems]


@pytest.mark.parametrize(
    "scalar",
    [
        "NO",
        "no",
        "Yes",
        "off",
        "true",
        "0116",
        "0x1F",
        "0o17",
        "1e3",
        ".inf",
        "12:30",
        "12:30:45",
        "+3721161110",
        "116_111",
        "2026-11-20",
        "=",
        "1.0",
    ],
)
def test_a_scalar_is_the_text_that_stands_there(scalar: str) -> None:
    """No plain scalar is read as anything but its own text, as key, value or item."""
    document = parse(f"{scalar}: [{scalar}]\nb: {scalar}\n")
    assert () == document.problems
    assert {scalar: [scalar], "b": scalar} == document.data


def test_norway_stays() -> None:
    """`NO:` as a key is the text NO, not False."""
    assert {"countries": {"NO": {"languages": ["no"]}}} == parse("countries:\n  NO:\n    languages: [no]\n").data


@pytest.mark.parametrize(
    "text", ["a: ~", "a: null", "a: Null", "a: NULL", "a:", "a:\nb: c", "- ~", "-", "a: [b, ~]", "a: {b: }", "a: # later", "---", "~"]
)
def test_a_null_is_refused(text: str) -> None:
    """A plain empty value or null is refused: without that it would be kept as a text and shown to people."""
    assert ["an empty value"] == [message for _, message in found(text)]


@pytest.mark.parametrize(("text", "where"), [("a: ~", "f:1:4"), ("x: y\na:\n  - b\n  - ~", "f:4:5"), ("a: {b: null}", "f:1:8")])
def test_a_null_is_refused_where_it_stands(text: str, where: str) -> None:
    """The problem of a null names its line and column."""
    assert [where] == [place for place, _ in found(text)]


@pytest.mark.parametrize(("text", "value"), [("a: ''", ""), ('a: "~"', "~"), ("a: 'null'", "null")])
def test_a_quoted_text_is_never_null(text: str, value: str) -> None:
    """Quotes make a text of everything."""
    document = parse(text)
    assert () == document.problems
    assert {"a": value} == document.data


@pytest.mark.parametrize(
    ("text", "where", "hint"),
    [
        ("a: 1\nb: 2\na: 3\n", "f:3:1", "it stands in line 1 already"),
        ("a:\n  b: 1\n  c: 2\n  b: 3\n", "f:4:3", "it stands in line 2 already"),
        ("x:\n  - a: 1\n    a: 2\n", "f:3:5", "it stands in line 2 already"),
        ("{a: 1, a: 2}", "f:1:8", "it stands in line 1 already"),
        ("NO: a\n'NO': b\n", "f:2:1", "it stands in line 1 already"),
        ("FR:\n  x: y\nFR:\n  x: z\n", "f:3:1", "it stands in line 1 already"),
        ("a:\n  on the next line\na: b\n", "f:3:1", "it stands in line 1 already"),
    ],
)
def test_equal_keys_are_refused_with_both_lines(text: str, where: str, hint: str) -> None:
    """A key that is there twice is refused at its second place; the hint names the line of the first."""
    assert [(where, hint)] == [(problem.where, problem.hint) for problem in parse(text).problems]


def test_equal_keys_of_different_mappings_are_no_problem() -> None:
    """Keys are compared inside one mapping only."""
    assert () == parse("- {a: 1}\n- {a: 1}\n").problems


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("a: &x b\n", ["anchors are not allowed"]),
        ("a: &x [b]\n", ["anchors are not allowed"]),
        ("&x a: b\n", ["anchors are not allowed"]),
        ("a: &x b\nc: *x\n", ["anchors are not allowed", "aliases are not allowed"]),
        ("a: &x {b: c}\nd:\n  <<: *x\n", ["anchors are not allowed", "aliases are not allowed"]),
        ("a: !!str b\n", ["tags are not allowed"]),
        ("a: ! b\n", ["tags are not allowed"]),
        ("a: !!python/object/apply:os.system [x]\n", ["tags are not allowed"]),
        ("a: !!map {b: c}\n", ["tags are not allowed"]),
        ("!t a: b\n", ["tags are not allowed"]),
        ("a: b\n---\nc: d\n", ["a second document in the file"]),
        ("a: b\n...\n---\n", ["a second document in the file"]),
        ("", ["the file is empty"]),
        ("# only a comment\n", ["the file is empty"]),
        ("? [a]\n: b\n", ["a key must be a plain text"]),
        ("{{a: b}: c}", ["a key must be a plain text"]),
    ],
)
def test_what_could_mislead_is_refused(text: str, messages: list[str]) -> None:
    """Anchors, aliases, tags, second documents, keys that are no texts, and nothing at all are refused."""
    assert messages == [message for _, message in found(text)]


def test_merge_keys_do_not_merge() -> None:
    """`<<` without an alias is a key like any other: the model refuses it as an unknown field."""
    assert {"<<": {"a": "b"}} == parse("<<: {a: b}").data


@pytest.mark.parametrize(
    "text", ["{[a]}", "? [a]\n", "{[a], b: c}", "{{}}", "? {a: b}\n", "{[a]: b, '': c}", "[{[a]}, {[b]}]", "? [a]\n? [a]\n"]
)
def test_a_key_that_is_no_text_is_a_problem_and_no_exception(text: str) -> None:
    """A list or mapping as a key, with or without a value, is refused and never raises."""
    assert "a key must be a plain text" == found(text)[0][1]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("a: b: c", "f:1:5"),
        ("x: y\na: [b\n", "f:3:1"),
        ("\ta: b", "f:1:1"),
        ("a:\n\t- b", "f:2:1"),
        ("a: 'b", "f:1:6"),
        ("a: @b", "f:1:4"),
        ("a: %b", "f:1:4"),
        ("é: é: x", "f:1:5"),
    ],
)
def test_what_is_not_yaml_is_refused_where_it_breaks(text: str, where: str) -> None:
    """A syntax error is one problem with its place, counted in characters."""
    [problem] = parse(text).problems
    assert (where, True) == (problem.where, problem.message.startswith("not YAML: "))


@pytest.mark.parametrize("text", ["a: \0", "a: \x07", "a: \x1b[31m", "a: \x7f"])
def test_a_control_character_is_refused(text: str) -> None:
    """NUL, bell and escape sequences are refused with their place."""
    assert ["f:1:4"] == [where for where, _ in found(text)]


def test_the_place_of_a_control_character_is_counted_in_characters() -> None:
    """Letters beyond ASCII before a control character do not move its place."""
    assert ["f:1:4"] == [where for where, _ in found("é: \0\nb: c\nd: e\n")]


@pytest.mark.parametrize("text", ["a: \x1b[31mred", "a: \0"])
def test_an_excerpt_holds_no_control_character(text: str) -> None:
    """What is shown of a file cannot steer the terminal that shows it."""
    [problem] = parse(text).problems
    assert all(line.isprintable() for line in problem.excerpt.split("\n"))


def test_a_lone_surrogate_is_a_problem_and_no_exception() -> None:
    """`parse` never raises for what is in the text."""
    assert 1 == len(parse("a: \ud800").problems)


def test_bad_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    """A file that is not UTF-8 is refused with the line of the first bad byte."""
    path = tmp_path / "own.yaml"
    path.write_bytes(b"a: b\nc: caf\xe9\n")
    document = _yaml.read(path, name="own.yaml")
    assert [("own.yaml:2:1", "the file is not UTF-8")] == [(problem.where, problem.message) for problem in document.problems]


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    """A file saved with a byte order mark is read as one without, at the same columns."""
    path = tmp_path / "own.yaml"
    path.write_bytes("\ufeffa: b\n".encode())
    document = _yaml.read(path)
    assert ({"a": "b"}, (), (0, 3)) == (document.data, document.problems, document.places["a",])


def test_utf16_is_refused(tmp_path: Path) -> None:
    """Another encoding is refused, not guessed."""
    path = tmp_path / "own.yaml"
    path.write_bytes("a: b\n".encode("utf-16"))
    assert ["the file is not UTF-8"] == [problem.message for problem in _yaml.read(path).problems]


def test_a_file_of_the_greatest_size_is_read_and_one_byte_more_is_refused(tmp_path: Path) -> None:
    """5 MiB are allowed, and not a byte more."""
    path = tmp_path / "own.yaml"
    content = b"a: b\n#"
    path.write_bytes(content + b"x" * (MAXIMUM_BYTES - len(content)))
    assert () == _yaml.read(path).problems
    path.write_bytes(content + b"x" * (MAXIMUM_BYTES - len(content) + 1))
    assert ["the file is larger than 5 MiB"] == [problem.message for problem in _yaml.read(path).problems]


def test_a_file_that_is_not_there_raises_oserror(tmp_path: Path) -> None:
    """Only what is in a file becomes a problem; that it can't be opened is an OSError."""
    with pytest.raises(FileNotFoundError):
        _yaml.read(tmp_path / "none.yaml")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_what_is_no_file_is_not_opened(tmp_path: Path) -> None:
    """A device has no end and a pipe may have no beginning: they are refused without being opened, links to them too."""
    pipe, link = tmp_path / "pipe", tmp_path / "link"
    os.mkfifo(pipe)
    link.symlink_to("/dev/zero")
    for path in (pipe, link, Path("/dev/zero")):
        with pytest.raises(OSError, match="not a regular file"):
            _yaml.read(path)
    with pytest.raises(IsADirectoryError):
        _yaml.read(tmp_path)


def test_the_deepest_allowed_file_is_read() -> None:
    """20 levels are allowed, the 21st is refused where it begins."""
    assert [] == found("[" * MAXIMUM_DEPTH + "a" + "]" * MAXIMUM_DEPTH)
    assert [(f"f:1:{MAXIMUM_DEPTH + 1}", "nested deeper than 20 levels")] == found("[" * 21 + "a" + "]" * 21)


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "{", "? "])
def test_a_nesting_bomb_is_refused_early(opening: str) -> None:
    """100,000 levels end in a bounded number of problems, without RecursionError."""
    problems = parse(opening * 100_000).problems
    assert 1 <= len(problems) <= 100
    assert max(len(problem.excerpt) for problem in problems) < 500


def test_problems_are_bounded() -> None:
    """A file of nothing but problems is given up after 100."""
    assert 100 == len(parse("\n".join("- !t x" for _ in range(1000))).problems)


def test_all_problems_are_found_at_once_in_the_order_of_the_file() -> None:
    """One reading finds every problem that allows reading on."""
    assert [("f:1:4", "tags are not allowed"), ("f:2:4", "anchors are not allowed"), ("f:3:1", "the key 'a' is there twice")] == found(
        "a: !x b\nc: &y d\na: e\n"
    )


def test_windows_line_ends_change_nothing() -> None:
    """A file with CRLF says the same in the same places."""
    unix = "a: b\nc:\n  - d\n  - {e: f}\n"
    windows = parse(unix.replace("\n", "\r\n"))
    assert (parse(unix).data, parse(unix).places) == (windows.data, windows.places)


def test_windows_line_ends_leave_no_trace_in_an_excerpt() -> None:
    """The line that is shown ends before its line end."""
    assert parse("a: 1\na: 2\n").problems == parse("a: 1\r\na: 2\r\n").problems


def test_the_place_of_every_path_is_known() -> None:
    """Values stand where they begin, items where they begin, a mapping or list under a key where the key stands."""
    text = "a: {b: 1, c: [x, {d: 2}]}\nk:\n  - v\n  -\n    q: 1\nlong: >-\n  folded\n"
    assert {
        (): (0, 0),
        ("a",): (0, 0),
        ("a", "b"): (0, 7),
        ("a", "c"): (0, 10),
        ("a", "c", 0): (0, 14),
        ("a", "c", 1): (0, 17),
        ("a", "c", 1, "d"): (0, 21),
        ("k",): (1, 0),
        ("k", 0): (2, 4),
        ("k", 1): (4, 4),
        ("k", 1, "q"): (4, 7),
        ("long",): (5, 6),
    } == parse(text).places


def test_a_place_is_counted_in_characters() -> None:
    """Letters beyond ASCII count once, whatever their bytes."""
    document = parse("é€😀: [ü, 日本, x]\n")
    assert [(0, 6), (0, 9), (0, 13)] == [document.places["é€😀", index] for index in range(3)]


def test_a_problem_stands_at_the_nearest_known_place() -> None:
    """A path the file does not have is shown at what is around it; parts it does not know are passed over."""
    document = parse("a:\n  - {b: c}\n")
    assert "f:2:5" == document.problem(("a", 0, "missing"), "x").where
    assert "f:2:9" == document.problem(("a", "member-of-a-union", 0, "b"), "x").where
    assert "f:1:1" == document.problem((), "x").where


def test_a_problem_shows_its_line_and_a_caret_under_the_place() -> None:
    """The excerpt is the line and a caret, also for a place far to the right and after tabs."""
    assert "a: {b: 1}\n       ^" == parse("a: {b: 1}").problem(("a", "b"), "x").excerpt
    far = parse("a: [" + "x, " * 400 + "y]").problem(("a", 400), "x").excerpt
    line, caret = far.split("\n")
    assert ("y", True) == (line[len(caret) - 1], len(line) <= 160)


class _Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: int
    word: str


class _Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    first: _Inner
    second: list[_Inner]


def test_problems_of_a_model_come_all_at_once_in_the_order_of_the_file() -> None:
    """Whatever order pydantic finds them in, problems stand in the order of the lines, each once."""
    document = parse("second:\n  - {number: x, word: y}\n  - {number: 1}\nfirst:\n  number: 2\n  wrod: z\n")
    with pytest.raises(ValidationError) as caught:
        _Outer.model_validate(document.data)
    problems = document.problems_of(caught.value, _Outer)
    assert ["2", "3", "4", "6"] == [problem.where.split(":")[1] for problem in problems]
    assert ["missing field 'word'", "missing field 'word'", "unknown field 'wrod'"] == [problem.message for problem in problems[1:]]
    assert "did you mean 'word'?" == problems[3].hint


def test_a_problem_of_a_model_shows_no_type_names_of_python() -> None:
    """The house style: lower case, no `Value error`, no `Input should`."""
    document = parse("second: []\nfirst: {number: x, word: y}\n")
    with pytest.raises(ValidationError) as caught:
        _Outer.model_validate(document.data)
    [problem] = document.problems_of(caught.value, _Outer)
    assert "must be a whole number" == problem.message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("second: []\nfirst: x\n", "must be a mapping, as in {name: value}"),
        ("second: []\nfirst: []\n", "must be a mapping, as in {name: value}"),
        ("second: {}\nfirst: {number: 1, word: y}\n", "must be a list, as in [value, value]"),
        ("second: []\nfirst: {number: 1, word: {}}\n", "must be a text"),
    ],
)
def test_kinds_of_values_are_told_in_the_words_of_a_file(text: str, message: str) -> None:
    """No dictionary, instance or tuple."""
    document = parse(text)
    with pytest.raises(ValidationError) as caught:
        _Outer.model_validate(document.data)
    assert [message] == [problem.message for problem in document.problems_of(caught.value, _Outer)]


_PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=0xFFFD, exclude_categories=("Cs", "Cc", "Cn")), max_size=12)
_TREES: st.SearchStrategy[Any] = st.recursive(
    _PRINTABLE, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_PRINTABLE, inner, max_size=4), max_leaves=12
)


@settings(deadline=None)
@given(tree=_TREES, indent=st.sampled_from([None, 1, 4]))
@example(tree={"NO": ["0116", "12:30", "~", ""]}, indent=None)
def test_what_is_written_in_quotes_is_read_as_it_is(tree: Any, indent: int | None) -> None:
    """JSON is YAML: any tree of quoted texts is read back equal, without a problem."""
    document = parse(json.dumps(tree, ensure_ascii=False, indent=indent))
    assert () == document.problems
    assert tree == document.data


def _paths(tree: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    items: list[tuple[str | int, Any]] = (
        list(tree.items()) if isinstance(tree, dict) else list(enumerate(tree)) if isinstance(tree, list) else []
    )
    return [path, *(inner for part, value in items for inner in _paths(value, (*path, part)))]


@settings(deadline=None)
@given(tree=_TREES)
def test_every_path_has_a_place(tree: Any) -> None:
    """Each path of the data has a place, and places stand in the order of the file."""
    places = parse(json.dumps(tree, ensure_ascii=False, indent=1)).places
    paths = _paths(tree)
    assert set(paths) == set(places)
    assert all(places[before] <= places[after] for before, after in pairwise(paths))


_YAMLISH = st.text(st.sampled_from(list("ab:-?[]{}&*!|>%@`'\"#,~< \n\t\r\0é\u2028\x85\ufeff.=")), max_size=60)


@settings(deadline=None, max_examples=400)
@given(text=st.text(max_size=80) | _YAMLISH)
@example(text="{[a]}")
@example(text="? - a\n- b")
@example(text="%YAML 9.9\n--- a")
@example(text="--- !<x> a")
def test_no_text_makes_the_reader_raise(text: str) -> None:
    """Any text is read into data or problems; a problem has a place inside the text's lines and columns of at least 1."""
    document = parse(text)
    for problem in document.problems:
        line, column = map(int, problem.where.removeprefix("f:").split(":"))
        assert 1 <= line
        assert 1 <= column
    assert document.problems or document.data is not None


@settings(deadline=None, max_examples=200)
@given(content=st.binary(max_size=80))
@example(content=b"\xff\xfe\x00")
def test_no_bytes_make_the_reader_raise(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Any file is read into data or problems."""
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    document = _yaml.read(path, name="f")
    assert document.problems or document.data is not None


# Hints


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("a:\n\tb: c\n", "indent with spaces, not with tabs"),
        ("a:\n  - b\n\t- c\n", "indent with spaces, not with tabs"),
        ("a: [x, y\nb: c\n", "close the bracket that opens at 1:4, or quote texts that hold : [ ] { } or ,"),
        ("a:\n  - {x: y,\n     z: w\n  - {q: r}\n", "close the bracket that opens at 2:5, or quote texts that hold : [ ] { } or ,"),
        ("a: x: y\n", "quote texts that hold : # [ ] { } or start with * & ! % @"),
    ],
)
def test_the_likely_cause_of_what_is_not_yaml_is_told(text: str, hint: str) -> None:
    """A tab, a bracket that was left open further up, or a text without quotes."""
    [problem] = _yaml.parse(text, name="x.yaml").problems
    assert (True, hint) == (problem.message.startswith("not YAML: "), problem.hint)


class _Line(BaseModel):
    remits: list[Remit]
    name: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    helplines: _Line


@pytest.mark.parametrize(("word", "hint"), [("youth_suport", "did you mean 'youth_support'?"), ("zzz", "")])
def test_a_misspelt_word_is_told_with_the_nearest(word: str, hint: str) -> None:
    """As a misspelt field is; the words that are allowed are told in any case."""
    document = _yaml.parse(f"helplines: {{remits: [{word}], name: a}}", name="own.yaml")
    with pytest.raises(RegistryError) as caught:
        _yaml.held(document, _File, RegistryError)
    [problem] = caught.value.problems
    assert ("own.yaml:1:22", True, hint) == (problem.where, "'child_helpline'" in problem.message, problem.hint)


def test_a_field_that_belongs_elsewhere_is_not_told_to_be_itself() -> None:
    """Its name is right, its place is not."""
    with pytest.raises(RegistryError) as caught:
        _yaml.held(_yaml.parse("helplines: {remits: [], name: a}\nremits: []\n", name="own.yaml"), _File, RegistryError)
    assert ["it belongs elsewhere: see the head of the file"] == [problem.hint for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("name", "head"), [("own.yaml", "helplines.yaml"), ("/data/helplines.yaml", "the file"), ("overlay.yaml", "helplines.yaml")]
)
def test_where_fields_are_described_is_told(name: str, head: str) -> None:
    """The shipped file describes them, not each file that has such a section."""
    with pytest.raises(RegistryError) as caught:
        _yaml.held(_yaml.parse("helplines: {remits: []}", name=name), _File, RegistryError)
    assert [f"see the head of {head} for the required fields"] == [problem.hint for problem in caught.value.problems]
