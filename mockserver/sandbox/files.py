"""Writing a file whole or not at all, where a file is or may be."""

from __future__ import annotations

import errno
import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex


def writable(path: str | Path) -> Path:
    """The path, if a file can be there. Raises OSError that names it as it was given."""
    given, file = str(path), Path(path)
    if not given:
        raise FileNotFoundError(errno.ENOENT, "expected the path of a file, got an empty text", given)
    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, "expected the path of a file, and this is a folder", given)
    if file.exists() and not file.is_file():
        what = "this is no regular file, and would be lost; give the path of one, or one where nothing is"
        raise FileExistsError(errno.EEXIST, what, given)
    if not _target(file).parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no folder for it", given)
    return file


def put(path: Path, content: bytes) -> None:
    """Write the file that is at this path, through symbolic links. Raises OSError that names the path."""
    target = _target(path)
    unfinished = target.with_name(f".{token_hex(8)}.tmp")
    try:
        with unfinished.open("xb") as file:
            file.write(content)
        unfinished.replace(target)
    except OSError as error:  # it names the unfinished one
        raise OSError(error.errno, error.strerror, str(path)) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _target(path: Path) -> Path:
    """The file that is meant, which may not be there yet."""
    return Path(os.path.realpath(path))
