"""The plugin of pytest: fixtures, the invariants as tests of own files, and no cost where nobody uses it."""

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
import yaml

from helpline_router import Report, Role, Router, RoutingDecision, testing
from helpline_router.testing import frozen_policy, frozen_registry
from helpline_router.testing.trials import TRIALS

pytest_plugins = ["pytester"]

PLUGIN = "helpline_router.testing.plugin"
# As a user's own suite has it: without the settings and the other plugins of this one.
OPTIONS = ("-p", PLUGIN, "-p", "no:randomly", "-p", "no:cacheprovider")
INVARIANTS = [
    "assert_serves",
    "assert_faithful",
    "assert_total",
    "assert_isolated",
    "assert_open_first",
    "assert_ages_served",
    "assert_replays",
    "assert_round_trips",
    "assert_repeats",
    "assert_steady",
    "assert_grows",
    "assert_not_sent_abroad",
]


@pytest.fixture
def own_files(pytester: pytest.Pytester) -> Path:
    """The frozen registry and policy as files of a user's own."""
    for name, record in (("own.yaml", frozen_registry()), ("rules.yaml", frozen_policy())):
        text = yaml.safe_dump(record.model_dump(mode="json", exclude_none=True, by_alias=True), sort_keys=False, allow_unicode=True)
        (pytester.path / name).write_text(text, encoding="utf-8")
    return pytester.path


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    """In a process of its own: another suite must not see what this one has loaded."""
    return pytester.runpytest_subprocess(*OPTIONS, *arguments)


def test_the_fixtures(pytester: pytest.Pytester) -> None:
    """The shipped router, the frozen registry, a fixed instant, and a clock to be passed on."""
    pytester.makepyfile("""
        from datetime import timedelta
        from helpline_router import Report, default_router
        from helpline_router.testing import Clock

        class Service:
            def __init__(self, router, now):
                self.router, self.now = router, now

            def open_lines(self):
                decision = self.router.route(Report(category="harassment", age=15, country="FR"), self.now())
                return [referral.name for referral in decision.referrals if referral.state == "open"]

        def test_service(helpline_router, frozen_registry, at, clock):
            assert helpline_router is default_router()
            assert frozen_registry.version == "frozen-1"
            assert clock() == clock.now() == at
            service = Service(helpline_router, clock)
            assert "3018" in service.open_lines()
            clock.advance(timedelta(hours=7))
            assert "3018" not in service.open_lines()

        def test_another_clock(clock, at):
            assert clock() == at
    """)
    run(pytester).assert_outcomes(passed=2)


def test_the_router_under_test_is_that_of_the_options(pytester: pytest.Pytester, own_files: Path) -> None:
    """Own files, with what an overlay changes; the shipped ones for what is not given."""
    (own_files / "overlay.yaml").write_text("helplines: {disable: [{id: fr-victimes, reason: down}]}\n", encoding="utf-8")
    pytester.makepyfile("""
        def test_own(helpline_router):
            assert helpline_router.registry.version == "frozen-1+overlay"
            assert "fr-jeunes" in helpline_router.registry
            assert "fr-victimes" not in helpline_router.registry
    """)
    options = ("--helpline-registry=own.yaml", "--helpline-policy=rules.yaml", "--helpline-overlay=overlay.yaml")
    run(pytester, *options, "-k", "test_own").assert_outcomes(passed=1, deselected=1 + len(INVARIANTS))


def test_the_invariants_run_on_own_files(pytester: pytest.Pytester, own_files: Path) -> None:
    """One test each, under the file's name, chosen by a marker; also where no other test is."""
    result = run(
        pytester, "--helpline-registry", str(own_files / "own.yaml"), "--helpline-policy=rules.yaml", "-v", "-m", "helpline_router"
    )
    result.assert_outcomes(passed=1 + len(INVARIANTS))
    result.stdout.fnmatch_lines([f"own.yaml::{name} PASSED*" for name in ("loads", *INVARIANTS)])


def test_the_invariants_run_beside_each_other(pytester: pytest.Pytester, own_files: Path) -> None:
    """With pytest-xdist, and shuffled: each worker collects the same tests."""
    options = ("-p", PLUGIN, "-n", "2", "-k", "serves or total or loads")
    result = pytester.runpytest_subprocess(*options, f"--helpline-registry={own_files / 'own.yaml'}", "--helpline-policy=rules.yaml")
    result.assert_outcomes(passed=3)


def test_a_file_that_is_not_valid_is_told_with_its_places(pytester: pytest.Pytester, own_files: Path) -> None:
    """All problems, each with file, line and column; no traceback, and no test that could not be run."""
    path = own_files / "own.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("name: Jeunes", "nmae: Jeunes").replace("Europe/London", "Europe/Nowhere"), encoding="utf-8")
    result = run(pytester, "--helpline-registry=own.yaml", "--helpline-policy=rules.yaml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines_random(["*own.yaml:*:*: *nmae*", "*hint: did you mean 'name'?*", "*own.yaml:*:*: *IANA*"])
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*.py:*")


def test_a_test_of_ones_own_that_wants_the_router_tells_what_is_wrong_with_the_files(pytester: pytest.Pytester, own_files: Path) -> None:
    """The fixture fails with the places in the files, and not with a traceback through this library."""
    path = own_files / "own.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("name: Jeunes", "nmae: Jeunes"), encoding="utf-8")
    pytester.makepyfile("def test_it(helpline_router): pass")
    result = run(pytester, "--helpline-registry=own.yaml", "--helpline-policy=rules.yaml", "-m", "not helpline_router")
    result.assert_outcomes(errors=1, deselected=1)
    result.stdout.fnmatch_lines(["*own.yaml:*:*: *nmae*", "*hint: did you mean 'name'?*"])
    result.stdout.no_fnmatch_line("*.py:*: *Error*")


def test_files_that_do_not_fit_and_files_that_are_gone_are_told(pytester: pytest.Pytester, own_files: Path) -> None:
    """A rule that names a line which the registry lacks; a path that leads nowhere; an overlay of an unknown line."""
    result = run(pytester, "--helpline-registry=own.yaml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*rules.*not in the registry*"])
    result = run(pytester, "--helpline-policy=gone.yaml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines([f"--helpline-policy: the file '{own_files / 'gone.yaml'}' cannot be opened (no such file or directory)"])
    (own_files / "overlay.yaml").write_text("helplines: {disable: [{id: fr-nobody, reason: down}]}\n", encoding="utf-8")
    result = run(pytester, "--helpline-registry=own.yaml", "--helpline-policy=rules.yaml", "--helpline-overlay=overlay.yaml")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*overlay.yaml:1:*fr-nobody*"])


def test_a_broken_law_is_told_with_the_report(pytester: pytest.Pytester, own_files: Path) -> None:
    """Which law, what was found, what to look at, and the simplest report for which it is so; no traceback."""
    rules = (own_files / "rules.yaml").read_text(encoding="utf-8")
    when = "{country: [BE], role: [parent, professional, witness], category: [suicide, self_harm]}"
    abroad = f"rules:\n- id: helping\n  when: {when}\n  refer: [equality_body]\n  rationale: Wrong.\n"
    fallback = rules[rules.index("fallback:") :].replace("- emotional_support", "- parent_support")
    (own_files / "rules.yaml").write_text(rules[: rules.index("fallback:")].replace("rules:\n", abroad) + fallback, encoding="utf-8")
    result = run(pytester, "--helpline-registry=own.yaml", "--helpline-policy=rules.yaml", "-k", "abroad")
    result.assert_outcomes(failed=1, deselected=len(INVARIANTS))
    result.stdout.fnmatch_lines(
        [
            "*assert_not_sent_abroad*",
            "law 11: who helps somebody is not sent abroad",
            "  found: who helps gets directories only, by the rule helping; *",
            "  look at: the rules helping and *",
            "*drawn: Report(category='suicide', country='BE', role='parent')*",
        ]
    )
    result.stdout.no_fnmatch_line("*Traceback*")
    result.stdout.no_fnmatch_line("*.py:*")


def test_a_report_of_the_domain_at_which_a_law_breaks_is_told() -> None:
    """`assert_total` on own files: the very report, for it is of nobody."""

    class Lost(Router):
        def route(self, report: Report, at: datetime) -> RoutingDecision:
            decision = super().route(report, at)
            return decision.model_copy(update={"directories": ()}) if report.role is Role.PARENT and report.country == "GB" else decision

    with pytest.raises(AssertionError, match="no directory") as caught:
        TRIALS["assert_total"](Lost(frozen_registry(), frozen_policy()))
    (note,) = caught.value.__notes__
    assert note.startswith("drawn: Report(")
    assert [] == [value for value in ("role='parent'", "country='GB'") if value not in note]


def test_the_plugin_may_be_named_where_it_is_installed(pytester: pytest.Pytester) -> None:
    """`-p` beside the entry point registers it once: an option that is there twice would be an error."""
    pytester.makepyfile("def test_it(clock): pass")
    folder = pytester.path / "entry-1.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: entry\nVersion: 1\n", encoding="utf-8")
    (folder / "entry_points.txt").write_text(f"[pytest11]\n{PLUGIN} = {PLUGIN}\n", encoding="utf-8")
    pytester.syspathinsert(str(pytester.path))
    for options in ((), ("-p", PLUGIN)):
        result = pytester.runpytest_subprocess("-p", "no:randomly", "-p", "no:cacheprovider", *options)
        result.assert_outcomes(passed=1)


_WITHOUT = f"""
import sys
import pytest
code = pytest.main(["-q", "-p", "{PLUGIN}", "-p", "no:hypothesispytest", "-p", "no:randomly", "-p", "no:cacheprovider", "test_plain.py"])
loaded = {{"hypothesis", "pydantic", "yaml", "babel", "helpline_router.routing", "helpline_router.testing.clock"}} & set(sys.modules)
sys.exit(f"loaded: {{sorted(loaded)}}" if loaded else int(code))
"""


def test_the_plugin_costs_nothing_where_nobody_uses_it(pytester: pytest.Pytester) -> None:
    """A suite that knows nothing of us loads nothing of us but the plugin itself."""
    (pytester.path / "test_plain.py").write_text("def test_it(): pass\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-c", _WITHOUT], cwd=pytester.path, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout + done.stderr


def test_the_examples_of_the_page_run(pytester: pytest.Pytester) -> None:
    """Each Python example of docs/testing.md is a test module of its own that passes as it stands."""
    page = (Path(__file__).parents[1] / "docs" / "testing.md").read_text(encoding="utf-8")
    examples = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    for number, example in enumerate(examples):
        (pytester.path / f"test_example_{number}.py").write_text(example, encoding="utf-8")
    tests = sum(example.count("\ndef test_") + example.startswith("def test_") for example in examples)
    assert tests >= len(examples)
    run(pytester, "-W", "error").assert_outcomes(passed=tests)


def test_the_page_names_every_invariant_and_strategy() -> None:
    """What the kit offers stands on its page."""
    page = (Path(__file__).parents[1] / "docs" / "testing.md").read_text(encoding="utf-8")
    assert [] == [name for name in testing.__all__ if f"`{name}" not in page]
    assert sorted(testing.__all__) == testing.__all__
    assert [] == [name for name in testing.__all__ if not hasattr(testing, name)]
    assert set(INVARIANTS) == {name for name in testing.__all__ if name.startswith("assert_")} - {"assert_answers"}


def test_only_what_draws_examples_needs_hypothesis(pytester: pytest.Pytester) -> None:
    """The fixtures, the frozen router and the laws are there without it; the tests of own files say what to install."""
    pytester.makeconftest("""
        import sys
        sys.modules["hypothesis"] = None
    """)
    pytester.makepyfile("""
        from helpline_router import Report
        from helpline_router.testing import assert_serves, assert_steady, assert_total, every_report, frozen_router

        def test_it(helpline_router, frozen_registry, at, clock):
            report, router = Report(category="hate", age=15, country="FR"), frozen_router()
            assert_serves(report, router.route(report, at), frozen_registry, router.policy)
            assert_steady(router, report, at)
            assert_total(router, list(every_report(router, ["FR"])))
    """)
    run(pytester, "-p", "no:hypothesispytest").assert_outcomes(passed=1)
    result = run(pytester, "-p", "no:hypothesispytest", "--helpline-registry=own.yaml")
    assert pytest.ExitCode.USAGE_ERROR == result.ret
    result.stderr.fnmatch_lines(["*hypothesis is missing: pip install 'helpline-router?testing?'"])
