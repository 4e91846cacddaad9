"""What a wheel carries in another form than the repository: the catalogues, compiled."""

import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompilingHook(BuildHookInterface[Any]):
    """Compiles each catalogue into the wheel. An editable install reads the sources."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        root = Path(self.root) / "src"
        for path in sorted(root.glob("helpline_router/locale/*/LC_MESSAGES/*.po")):
            compiled = Path(self._folder.name) / f"{path.parts[-3]}.mo"
            with path.open("rb") as source:
                output = BytesIO()
                write_mo(output, read_po(source, abort_invalid=True))
            compiled.write_bytes(output.getvalue())
            build_data["force_include"][str(compiled)] = str(path.relative_to(root).with_suffix(".mo"))

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's interface
        if version != "editable":
            self._folder.cleanup()
