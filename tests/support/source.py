"""The committed files of the project, for tests about the house itself."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

from tests.support.installation import TOP


@cache
def committed() -> tuple[Path, ...]:
    """Every file that is or will be committed."""
    listed = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(TOP / name for name in sorted(set(listed.stdout.splitlines())) if (TOP / name).is_file())


def under(folder: str, ending: str) -> list[Path]:
    """The committed files below a folder with an ending."""
    return [file for file in committed() if file.is_relative_to(TOP / folder) and file.suffix == ending]


def named(file: Path) -> str:
    """A file as one speaks of it."""
    return str(file.relative_to(TOP))


@cache
def tree(file: Path) -> ast.Module:
    """A Python file as its syntax."""
    return ast.parse(file.read_text(encoding="utf-8"))


def text(file: Path) -> str:
    """A file's text, or nothing when it is not text."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
