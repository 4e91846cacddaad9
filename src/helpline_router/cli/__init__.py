"""The command `helpline-router`. Needs the extra `cli`; without it, the command says so."""

import io
import sys


def main() -> None:
    """Run the command."""
    try:
        import rich  # noqa: F401 - only whether it is there
        import typer  # noqa: F401 - as above
    except ImportError:
        sys.stderr.write("helpline-router: the command line needs one more step: pip install 'helpline-router[cli]'\n")
        sys.exit(2)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show an accent still shows the number.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    from helpline_router.cli.app import app

    app(prog_name="helpline-router")
