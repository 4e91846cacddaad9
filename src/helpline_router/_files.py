"""Files: read within bounds, and written whole or not at all."""

import errno
import os
import stat
from pathlib import Path


def read_bounded(path: Path, maximum_bytes: int) -> bytes:
    """The content of a regular file, cut off one byte after the bound: more than the bound means that the file is too large.

    Raises OSError for a file that cannot be opened and for all that is none: a device may have no end, and a pipe may never begin.
    """
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    with path.open("rb") as file:
        return file.read(maximum_bytes + 1)


def write_whole(path: Path, text: str) -> None:
    """Write a text as UTF-8; whatever happens meanwhile, a regular file is as it was, or it is the new one.

    Raises OSError for a file that cannot be written.
    """
    content = text.encode()
    if path.exists() and not path.is_file():
        # A device such as /dev/stdout is written to, not replaced.
        path.write_bytes(content)
        return
    # A link stays, and what it leads to is replaced.
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(stat.S_IMODE(target.stat().st_mode))
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def is_same_file(one: Path, other: Path) -> bool:
    """Whether two paths lead to one file, by whatever names; no file is the same as nothing."""
    try:
        return one.samefile(other)
    except OSError:
        return False
