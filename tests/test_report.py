"""A report: what is read, what is refused, and that nothing of it is ever shown."""

import copy
import json
import pickle
import pprint
import traceback
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from rich.pretty import pretty_repr

from helpline_router.errors import InvalidReport
from helpline_router.iso import TERRITORY_REGIONS
from helpline_router.records import AgeBand
from helpline_router.report import Report
from helpline_router.vocabulary import Category, Community, NoticeCode, Preference, Role

CODE_NOTICES = (NoticeCode.CODE_MERGED, NoticeCode.MINOR_IMPLIED)
FULL: dict[str, Any] = {
    "category": "self_harm", "age": 113, "country": "BEL", "region": "BE-VAN", "language": "nl-BE", "role": "perpetrator",
    "communities": ["lgbtq", "jewish"], "prefer": "voice", "code_notices": ["minor_implied"],
}  # fmt: skip


def refusal(**fields: Any) -> InvalidReport:
    with pytest.raises(InvalidReport) as caught:
        Report(**fields)
    return caught.value


def everything(error: BaseException) -> str:
    """All texts by which an error, or one behind it, could tell a value."""
    texts = [str(error), repr(error), repr(error.args), "".join(traceback.format_exception(error)), str(vars(error))]
    return "\n".join([*texts, *(everything(behind) for behind in (error.__cause__, error.__context__) if behind is not None)])


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("category", "violence", "one of suicide, self_harm, harassment, hate"),
        ("category", "", "one of suicide"),
        ("category", "Suicide", "one of suicide"),
        ("category", None, "one of suicide"),
        ("category", ["suicide", "hate-x"], "one of suicide"),
        ("age", -77, "whole years from 0 to 120"),
        ("age", 121, "whole years from 0 to 120"),
        ("age", "121", "whole years from 0 to 120"),
        ("age", "-77", "whole years from 0 to 120"),
        ("age", "abc", "whole years from 0 to 120"),
        ("age", True, "whole years from 0 to 120"),
        ("age", False, "whole years from 0 to 120"),
        ("age", 35.0, "whole years from 0 to 120"),
        ("age", 35.5, "whole years from 0 to 120"),
        ("age", "35.5", "whole years from 0 to 120"),
        ("age", "3e1", "whole years from 0 to 120"),
        ("age", "39-36", "whole years from 0 to 120"),
        ("age", "36-133", "whole years from 0 to 120"),
        ("age", "36-", "whole years from 0 to 120"),
        ("age", "0x15", "whole years from 0 to 120"),
        ("age", float("nan"), "whole years from 0 to 120"),
        ("age", [35], "whole years from 0 to 120"),
        ("age", {"minimum": 39, "maximum": 36}, "whole years from 0 to 120"),
        ("country", "XX", "an ISO 3166-1 code such as FR or FRA"),
        ("country", "", "an ISO 3166-1 code"),
        ("country", "Belgium", "an ISO 3166-1 code"),
        ("country", 33, "an ISO 3166-1 code"),
        ("language", "no such tag", "a BCP 47 tag such as fr or pt-BR"),
        ("language", "", "a BCP 47 tag"),
        ("role", "victim", "one of affected, witness, perpetrator, parent, professional"),
        ("role", None, "one of affected"),
        ("communities", ["gamers"], "any of asian"),
        ("communities", "lgbtq", "any of asian"),
        ("communities", None, "any of asian"),
        ("prefer", "carrier pigeon", "text or voice"),
        ("code_notices", ["age_unknown"], "any of code_merged, minor_implied"),
    ],
)
def test_what_is_not_valid_is_refused_by_name(field: str, value: Any, allowed: str) -> None:
    """One problem names the field and what is allowed; the value is nowhere in the error or behind it."""
    error = refusal(**{"category": "hate", field: value})
    assert [field] == [problem.where for problem in error.problems]
    assert error.problems[0].message.startswith(f"must be {allowed}")
    assert (None, None) == (error.__cause__, error.__context__)
    shown = everything(error)
    texts = [str(item) for item in value] if isinstance(value, list) else [str(value)]
    assert [] == [text for text in texts if len(text) > 2 and text not in ("suicide", "lgbtq") and text in shown.replace(__file__, "")]


@pytest.mark.parametrize(
    ("country", "region"),
    [
        ("FR", "ES-MD"),
        (None, "ES-MD"),
        ("FR", "FR-ZZ"),
        ("FR", "MD"),
        ("RE", "FR-IDF"),
        ("AX", "FI-18"),
        ("FR", ""),
        ("GB", "FR-974"),
        ("XX", "FR-IDF"),
    ],
)
def test_a_region_is_a_part_of_the_country_that_is_given(country: str | None, region: str) -> None:
    """A region of another country, of none, or that ISO does not know is refused without being repeated."""
    error = refusal(category="hate", country=country, region=region)
    assert ["country" if country == "XX" else "region"] == [problem.where for problem in error.problems]
    assert not region or region not in everything(error).replace("FR-974 with the country FR", "")


@pytest.mark.parametrize("country", [*TERRITORY_REGIONS])
def test_a_territory_is_a_country_and_its_region_a_part_of_it(country: str) -> None:
    """`RE` is kept as it is given, and goes with FR-974; FR goes with FR-974 as well."""
    region = TERRITORY_REGIONS[country]
    report = Report(category="hate", country=country, region=region)
    assert (country, region) == (report.country, report.region)
    assert region == Report(category="hate", country=region[:2], region=region).region


def test_an_unknown_field_is_refused_with_the_nearest_name() -> None:
    """A misspelt field is an error and not silence: its value would be lost for the decision."""
    [problem] = refusal(category="hate", contry="FR").problems
    assert ("contry", "is not a field of a report", "did you mean 'country'?") == (problem.where, problem.message, problem.hint)


def test_an_unknown_field_is_refused_without_its_value() -> None:
    """What stands in a field that is not known is not shown either."""
    error = refusal(category="hate", message="the-secret-text")
    assert ["message"] == [problem.where for problem in error.problems]
    assert "the-secret-text" not in everything(error).replace(__file__, "").replace('message="the-secret-text"', "")


def test_all_wrong_fields_are_named_at_once() -> None:
    """One error for one report, in the order of its fields, each named once."""
    error = refusal(category="x", age="x", country="xx", communities=["x", "y"])
    assert ["category", "age", "country", "communities"] == [problem.where for problem in error.problems]


def test_the_category_is_required() -> None:
    """Only the category has to be given; without it nothing is guessed."""
    assert ["category"] == [problem.where for problem in refusal().problems]
    least = Report(category="hate").model_dump(exclude={"category"})
    assert {
        "age": None,
        "country": None,
        "region": None,
        "language": None,
        "role": Role.AFFECTED,
        "communities": (),
        "prefer": None,
        "code_notices": (),
    } == least


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (15, 15),
        (0, 0),
        (120, 120),
        ("15", 15),
        (" 15 ", 15),
        ("015", 15),
        ("16-19", AgeBand(minimum=16, maximum=19)),
        ("16 - 19", AgeBand(minimum=16, maximum=19)),
        ("16–19", AgeBand(minimum=16, maximum=19)),
        ("0-120", AgeBand()),
        (AgeBand(minimum=16, maximum=19), AgeBand(minimum=16, maximum=19)),
        ({"minimum": 16, "maximum": 19}, AgeBand(minimum=16, maximum=19)),
        ("unknown", None),
        ("Unknown", None),
        ("", None),
        (None, None),
    ],
)
def test_an_age_is_read_as_people_write_it(age: Any, expected: int | AgeBand | None) -> None:
    """Whole years, a band, or unknown."""
    assert expected == Report(category="hate", age=age).age


@pytest.mark.parametrize("age", [AgeBand(minimum=15, maximum=15), "15-15", {"minimum": 15, "maximum": 15}])
def test_a_band_of_one_year_is_that_age(age: Any) -> None:
    """However it is given, a band of one year equals the age: the reports are equal."""
    assert Report(category="hate", age=15) == Report(category="hate", age=age)


@given(minimum=st.integers(-5, 130), maximum=st.integers(-5, 130))
def test_a_band_is_read_if_and_only_if_it_is_one(minimum: int, maximum: int) -> None:
    """Two ages of 0 to 120 in order are a band; any others are refused."""
    text = f"{minimum}-{maximum}"
    if 0 <= minimum <= maximum <= 120:
        age = Report(category="hate", age=text).age
        band = AgeBand(minimum=age, maximum=age) if isinstance(age, int) else age
        assert AgeBand(minimum=minimum, maximum=maximum) == band
    else:
        assert ["age"] == [problem.where for problem in refusal(category="hate", age=text).problems]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"country": "fra"}, "FR"),
        ({"country": "uk"}, "GB"),
        ({"country": "EL"}, "GR"),
        ({"country": "reu"}, "RE"),
        ({"country": " gb "}, "GB"),
        ({"country": "US"}, "US"),
    ],
)
def test_a_country_is_kept_as_its_alpha_2_code(fields: dict[str, Any], expected: str) -> None:
    """Spelling goes, the code stays."""
    assert expected == Report(category="hate", **fields).country


def test_communities_are_a_set() -> None:
    """Order and repetition do not make another report."""
    one = Report(category="hate", communities=["lgbtq", "jewish", "lgbtq"])
    assert one == Report(category="hate", communities=("jewish", "lgbtq"))
    assert (Community.JEWISH, Community.LGBTQ) == one.communities


@pytest.mark.parametrize(
    "duplicate",
    [
        copy.copy,
        copy.deepcopy,
        lambda report: pickle.loads(pickle.dumps(report)),  # noqa: S301 - own bytes
        lambda report: Report.model_validate_json(report.model_dump_json()),
        lambda report: Report(**report.model_dump()),
        lambda report: Report(**json.loads(report.model_dump_json())),
    ],
)
@pytest.mark.parametrize("fields", [FULL, {"category": "hate"}, {"category": "hate", "age": "16-19", "country": "RE", "region": "FR-974"}])
def test_a_report_survives_a_round_trip(duplicate: Any, fields: dict[str, Any]) -> None:
    """Copies, pickles and JSON give an equal report, with an equal hash."""
    report = Report(**fields)
    assert report == duplicate(report)
    assert hash(report) == hash(duplicate(report))


@pytest.mark.parametrize(
    "show",
    [
        repr,
        str,
        lambda report: f"{report} {report!r} {report!s} {report!a}",
        lambda report: "%s %r" % (report, report),  # noqa: UP031 - one of the ways
        lambda report: repr({"report": report}),
        lambda report: repr([report, (report,)]),
        lambda report: pprint.pformat({"report": report}),
        pretty_repr,
        lambda report: str(report.__repr_args__()),
        lambda report: repr(type("Wrapper", (BaseModel,), {"__annotations__": {"report": Report}})(report=report)),
    ],
)
def test_a_report_shows_nothing(show: Any) -> None:
    """No way of making a text of a report, alone or in something else, shows a value."""
    shown = show(Report(**FULL))
    assert [] == [
        value for value in ("self_harm", "113", "BE", "VAN", "nl", "perpetrator", "lgbtq", "jewish", "voice", "minor") if value in shown
    ]


@pytest.mark.parametrize("tag", ["und", "mul", "zxx", "und-Latn"])
def test_a_tag_that_names_no_language_is_an_unknown_language(tag: str) -> None:
    """Services that do not know the language send such tags: nobody is told that it is not spoken."""
    assert Report(category="hate", language=tag).language is None


def test_a_report_is_a_word_in_a_text() -> None:
    """A log line says that there was a report, and no more."""
    assert "Report(...)" == f"{Report(**FULL)}"


@pytest.mark.parametrize(
    "read",
    [
        lambda: Report.model_validate({"category": "the-secret-text"}),
        lambda: Report.model_validate_json('{"category": "the-secret-text"}'),
        lambda: Report.model_validate({"category": "hate", "the-field": "the-secret-text"}),
    ],
)
def test_pydantics_own_readers_refuse_like_the_class(read: Any) -> None:
    """`model_validate` and `model_validate_json` raise InvalidReport too, without the value in it or behind it."""
    with pytest.raises(ValueError, match=r"must be|is not a field") as caught:
        read()
    details = str(caught.value.errors()) if isinstance(caught.value, ValidationError) else ""
    assert "the-secret-text" not in f"{caught.value} {caught.value!r} {caught.value.args} {details}"
    assert isinstance(caught.value, InvalidReport)


@pytest.mark.parametrize("text", ['{"category": "the-secret-text"', "the-secret-text", '["the-secret-text"]', '"the-secret-text"'])
def test_json_that_is_no_report_is_refused_without_showing_it(text: str) -> None:
    """Broken JSON, and JSON of something else, is an InvalidReport without its text."""
    with pytest.raises(ValueError, match=r".") as caught:
        Report.model_validate_json(text)
    details = str(caught.value.errors()) if isinstance(caught.value, ValidationError) else ""
    assert "the-secret-text" not in f"{caught.value} {caught.value!r} {details}"
    assert isinstance(caught.value, InvalidReport)


@pytest.mark.parametrize(
    ("field", "words"),
    [("category", Category), ("role", Role), ("communities", Community), ("prefer", Preference), ("code_notices", CODE_NOTICES)],
)
def test_what_is_allowed_is_what_the_enum_says(field: str, words: Any) -> None:
    """The text of an error names exactly the values there are, in their order."""
    description = Report.model_fields[field].description or ""
    listed = description.removesuffix(", or left out").replace("one of ", "").replace("any of ", "").replace(" or ", ", ").split(", ")
    assert [word.value for word in words] == listed


def test_a_report_cannot_be_changed_and_does_not_show_what_was_tried() -> None:
    """Frozen: a report that is being routed stays what it is, and the error names the field and shows no value."""
    report = Report(category="hate", age=15)
    with pytest.raises(InvalidReport, match="immutable") as caught:
        report.age = 377  # type: ignore[misc]
    assert "377" not in f"{caught.value} {caught.value!r}"
    assert 15 == report.age


def test_texts_of_a_form_are_a_report_or_an_invalid_report() -> None:
    """`model_validate_strings` refuses as the others do, without a value."""
    assert 15 == Report.model_validate_strings({"category": "hate", "age": "15"}).age
    with pytest.raises(InvalidReport, match="age") as caught:
        Report.model_validate_strings({"category": "hate", "age": "secret"})
    assert "secret" not in f"{caught.value} {caught.value!r}"


def test_every_field_says_what_is_allowed() -> None:
    """Each description completes `must be`."""
    assert all(field.description and field.description[0].islower() for field in Report.model_fields.values())


VALUES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.binary(max_size=4)
    | st.lists(st.text(max_size=4), max_size=2)
)


@given(fields=st.fixed_dictionaries({}, optional=dict.fromkeys([*Report.model_fields, "other"], VALUES)))
@example(fields={"category": "hate", "age": 10**400})
@example(fields={"category": "hate", "age": "9" * 5000})
@example(fields={"category": "hate", "country": "\0"})
@example(fields={"category": "hate", "region": "\ud800", "country": "FR"})
def test_any_fields_are_a_report_or_an_invalid_report(fields: dict[str, Any]) -> None:
    """Total: whatever the values, the result is a report or an InvalidReport, and nothing else is raised."""
    try:
        report = Report(**fields)
    except InvalidReport as error:
        assert {problem.where for problem in error.problems} <= {*Report.model_fields, "other"}  # noqa: PT017 - one of two outcomes
    else:
        assert "Report(...)" == repr(report)
