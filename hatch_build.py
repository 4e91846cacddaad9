"""What a wheel carries in another form than the repository: the catalogues and the data, compiled."""

import sys
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompilingHook(BuildHookInterface[Any]):
    """Compiles catalogues and data into the wheel. An editable install reads the sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        for number, (target, content) in enumerate([*_catalogues(Path(self.root)), *_data(Path(self.root))]):
            compiled = Path(self._folder.name) / str(number)
            compiled.write_bytes(content)
            build_data["force_include"][str(compiled)] = target

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's interface
        if version != "editable":
            self._folder.cleanup()


def _catalogues(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((root / "src").glob("helpline_router/locale/*/LC_MESSAGES/*.po")):
        with path.open("rb") as source:
            output = BytesIO()
            write_mo(output, read_po(source, abort_invalid=True))
        yield str(path.relative_to(root / "src").with_suffix(".mo")), output.getvalue()


def _data(root: Path) -> Iterator[tuple[str, bytes]]:
    sys.path.insert(0, str(root / "src"))
    from helpline_router import Router, load_policy, load_registry
    from helpline_router.compiled import COMPILED_FILE, compiled

    # A router is made of them, so they are proven to fit.
    router = Router(load_registry(root / "data" / "helplines.yaml"), load_policy(root / "data" / "routing.yaml"))
    yield f"helpline_router/data/{COMPILED_FILE}", compiled(router.registry, router.policy)
