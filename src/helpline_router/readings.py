"""Files that may be written while they are read: what each held, and by what it is known that it was exchanged."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from helpline_router import _yaml
from helpline_router._files import read_bounded
from helpline_router.errors import OverlayError, Problem, ProblemsError

# YAML 1.1, section 9.2: the line that ends a document. A file that was cut off does not have it.
_END: Final = b"..."
_WHOLE: Final = "write the new file beside the old one and rename it, then reload"
_NOTHING: Final = "an overlay that changes nothing is {}"


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file to read. `error` is what it raises, `is_marked` whether a line `...` has to end it."""

    path: Path
    error: type[ProblemsError]
    is_marked: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file held when it was read; `mark` changes whenever the file is written or another takes its name."""

    file: WatchedFile
    mark: tuple[int, ...] = ()
    content: bytes = b""
    problem: Problem | None = None

    @property
    def changed(self) -> Problem:
        """What to say if a later reading is another."""
        return Problem(str(self.file.path), "changed while it was read: it may be half-written", _WHOLE)

    @property
    def empty(self) -> Problem:
        """What to say of a file without anything but comments: a file cut off in its head would switch on all that was off."""
        return Problem(str(self.file.path), "the file says nothing: it may be half-written", f"{_WHOLE}; {_NOTHING}")

    @property
    def document(self) -> _yaml.Document:
        """What the file says, and where."""
        return _yaml.read_content(self.content, name=str(self.file.path))


def read(file: WatchedFile) -> Reading:
    """What a file holds now. Never raises: a file that cannot be read, or cannot be whole, has a problem."""
    path = file.path
    try:
        found = path.stat()
        content = read_bounded(path, _yaml.MAXIMUM_BYTES)
    except (OSError, ValueError) as error:
        # The library's own OSErrors and those of the system name the path and say why; ValueError is a path with a null byte.
        hint = f"put the file back; {_NOTHING}" if file.error is OverlayError else "put the file back"
        reason = getattr(error, "strerror", None) or "not a path"
        return Reading(file, problem=Problem(str(path), f"cannot be read: {reason}", hint))
    mark = (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns)
    return Reading(file, mark, content, _incomplete(file, content))


def _incomplete(file: WatchedFile, content: bytes) -> Problem | None:
    """Why a file cannot be whole, whatever it says."""
    if file.is_marked and content.rstrip().rpartition(b"\n")[-1] != _END:
        hint = "end the file with a line of three points, as end_marked asks for"
        return Problem(str(file.path), "the line ... that ends the file is missing: it may be half-written", hint)
    return None
