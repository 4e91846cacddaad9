"""The files that commands write: never one that they read."""

from pathlib import Path

from helpline_router._files import is_same_file
from helpline_router.cli.failures import EMPTY_PATH, InputError
from helpline_router.routing import data_file


def output_path(option: str, path: str, *, registry: str | None, policy: str | None, overlay: str | None) -> Path:
    """Where to write. Raises `InputError` for the empty text, and for a file that the command reads, the shipped ones included."""
    if not path.strip():
        raise InputError(f"{option}: {EMPTY_PATH}")
    read = {
        "--registry": registry or data_file("helplines.yaml"),
        "--policy": policy or data_file("routing.yaml"),
        "--overlay": overlay or None,
    }
    for name, file in read.items():
        if file is not None and is_same_file(Path(path), Path(file)):
            raise InputError(f"{option}: this is the file of {name}, which is read: name another file")
    return Path(path)
