"""What docs/privacy.md says of the library: answering a report opens no connection, writes no file and logs nothing."""

import subprocess
import sys

# Audit hooks see what the interpreter is asked for, whatever library asks, and cannot be taken away: so in a process of its own.
_WATCHED = """
import os
import sys

seen = []


def watch(event, arguments):
    writes = event == "open" and (set(str(arguments[1] or "")) & set("wax+") or (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR))
    if event.startswith(("socket.", "subprocess.", "os.system", "os.remove", "os.rename", "os.mkdir")) or writes:
        seen.append(event)


sys.dont_write_bytecode = True
sys.addaudithook(watch)

from datetime import UTC, datetime

from helpline_router import ReloadingRouter, Report, Role, present, route_report

at = datetime(2026, 11, 20, 17, tzinfo=UTC)
report = Report(category="suicide", age=15, country="GB", region="GB-SCT", language="pl", communities=["lgbtq"], prefer="text")
router = ReloadingRouter()
router.reload()
for decision in (route_report(report, at=at), router.route(report, at), *router.timeline(report, at, datetime(2026, 11, 22, tzinfo=UTC))):
    present(decision, "pl, en;q=0.5", at=at, role=Role.AFFECTED).to_html()
router.plan(report)
{extra}
loggers = sorted(sys.modules["logging"].Logger.manager.loggerDict) if "logging" in sys.modules else []
print(seen, [name for name in loggers if name.startswith("helpline_router")])
"""


def _watched(extra: str = "") -> str:
    done = subprocess.run([sys.executable, "-c", _WATCHED.replace("{extra}", extra)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    return done.stdout.strip()


def test_an_answer_leaves_nothing_behind() -> None:
    """From the files to the card: no socket, no process, no file that is written, no logger, nothing on the terminal."""
    assert _watched() == "[] []"


def test_the_watch_sees() -> None:
    """What the test above would have found."""
    assert _watched("import socket; socket.socket().close()") == "['socket.__new__'] []"
    assert _watched("open(os.devnull, 'w').close()") == "['open'] []"
