"""Set up this checkout: the virtual environment, the design system, and (for `test`) the programs tests drive.

Runs on Python 3.11 with nothing installed, does only what is not done yet, and says in a sentence what it cannot do.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
VENV = TOP / ".venv"
PYTHON = VENV / "bin" / "python"
NODE_MODULES = TOP / "node_modules"
VENDOR = TOP / "static" / "vendor" / "nhsuk"
TERMINAL = ("DEBIAN_FRONTEND", "noninteractive")
PROGRAMS = {
    "chromium": ("chromium", "fonts-liberation"),
    "java": ("default-jre-headless",),
    "postgres": ("postgresql",),
}
"""What the tests drive, and the Debian packages that bring it."""

CONSOLE = """#!{python}
import sys

from config import console

sys.exit(console())
"""


def main(what: str) -> None:
    """Set up for `run` or for `test`."""
    if sys.version_info < (3, 11):  # noqa: UP036 - somebody starts us with whatever is there
        sys.exit(f"Engage needs Python 3.11 or newer, and this is {sys.version.split()[0]}.")
    _virtual_environment()
    _python_packages(TOP / ("requirements-dev.lock" if what == "test" else "requirements.lock"))
    _console_script()
    _node_packages(with_checkers=what == "test")
    _design_system()
    if what == "test":
        _programs()


def _virtual_environment() -> None:
    if PYTHON.exists():
        return
    say("Making the virtual environment in .venv")
    if _quietly(sys.executable, "-m", "venv", str(VENV)):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    _apt("python3-venv")
    if not _quietly(sys.executable, "-m", "venv", str(VENV)):
        sys.exit("Python cannot make virtual environments here. On Debian: apt install python3-venv")


def _python_packages(lock: Path) -> None:
    """Install a lock file, hashes checked, unless this very file (or the larger one) is installed already."""
    larger = TOP / "requirements-dev.lock"
    if any(_mark(each).exists() for each in {lock, larger}):
        return
    say(f"Installing what {lock.name} names")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    _or_leave([*pip, "--require-hashes", "-r", str(lock)], "The Python packages could not be installed: see above.")
    _mark(lock).touch()


def _mark(file: Path) -> Path:
    return VENV / f".{file.name}-{hashlib.sha256(file.read_bytes()).hexdigest()[:16]}"


def _console_script() -> None:
    """`.venv/bin/engage`, and this checkout on the path of the environment: one application, run from where it stands."""
    [packages] = (VENV / "lib").glob("python3.*/site-packages")
    (packages / "engage-checkout.pth").write_text(f"{TOP}\n", encoding="utf-8")
    script = VENV / "bin" / "engage"
    script.write_text(CONSOLE.format(python=PYTHON), encoding="utf-8")
    script.chmod(0o755)


def _node_packages(*, with_checkers: bool) -> None:
    """The design system (and the page checkers) in exactly the versions of package-lock.json."""
    wanted = TOP / "package-lock.json"
    marks = [NODE_MODULES / f".{part}-{_digest(wanted)}" for part in ("all", "design")]
    if marks[0].exists() or (marks[1].exists() and not with_checkers):
        return
    say("Fetching the design system" + (" and the page checkers" if with_checkers else ""))
    arguments = [
        "ci",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
        "--no-update-notifier",
        *([] if with_checkers else ["--omit=dev"]),
    ]
    with tempfile.TemporaryDirectory() as throw_away:
        npm, environment = _npm(Path(throw_away))
        if subprocess.run([npm, *arguments], cwd=TOP, env=environment, stdout=subprocess.DEVNULL, check=False).returncode:
            sys.exit("The design system could not be fetched: see above.")
    (marks[0] if with_checkers else marks[1]).touch()


def _npm(throw_away: Path) -> tuple[str, dict[str, str]]:
    """A working npm and its environment: this machine's, or one in a virtual environment that is thrown away."""
    here = shutil.which("npm")
    if here and _quietly(here, "--version"):
        return here, dict(os.environ)
    say("There is no npm here: using one for this moment only")
    _or_leave([sys.executable, "-m", "venv", str(throw_away)], "A second virtual environment could not be made: see above.")
    programs = throw_away / "bin"
    pip = [str(programs / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    _or_leave([*pip, "--require-hashes", "-r", str(TOP / "tools" / "node.lock")], "npm could not be installed: see above.")
    path = f"{programs}{os.pathsep}{os.environ.get('PATH', '')}"
    return str(programs / "npm"), {**os.environ, "PATH": path, "NODE_OPTIONS": "--use-system-ca"}


def _design_system() -> None:
    """Copy the pinned build to where pages load it, with nothing in it that reaches out to another host."""
    built = NODE_MODULES / "nhsuk-frontend" / "dist" / "nhsuk"
    [style] = built.glob("nhsuk-frontend-[0-9]*.min.css")
    [script] = built.glob("nhsuk-frontend-[0-9]*.min.js")
    VENDOR.mkdir(parents=True, exist_ok=True)
    (VENDOR / "nhsuk.min.css").write_text(local_style(style.read_text(encoding="utf-8")), encoding="utf-8")
    shutil.copyfile(script, VENDOR / "nhsuk.min.js")
    (VENDOR / "images").mkdir(exist_ok=True)
    for icon in (built / "assets" / "images").glob("nhsuk-icon-*.svg"):
        shutil.copyfile(icon, VENDOR / "images" / icon.name)


def local_style(style: str) -> str:
    """The style sheet without remote fonts (their licence is not ours; Arial stands in) and with our addresses for icons."""
    without_fonts = re.sub(r"@font-face\{[^}]*\}", "", style).replace("Frutiger W01,", "")
    without_map = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", without_fonts)
    return without_map.replace("url(/assets/images/", "url(/static/vendor/nhsuk/images/")


def _programs() -> None:
    missing = [name for name in PROGRAMS if not _have(name)]
    if not missing:
        return
    packages = [package for name in missing for package in PROGRAMS[name]]
    say(f"Installing {', '.join(packages)}")
    _apt(*packages)
    still = [name for name in missing if not _have(name)]
    if still:
        needed = " ".join(package for name in still for package in PROGRAMS[name])
        sys.exit(f"The tests need programs that are not here. On Debian, as root: apt install {needed}")


def _have(name: str) -> bool:
    if name == "postgres":
        return any(Path("/usr/lib/postgresql").glob("*/bin/postgres")) or shutil.which("postgres") is not None
    return shutil.which(name) is not None


def _apt(*packages: str) -> None:
    """Install Debian packages where we may; whoever calls looks whether it helped."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    environment = dict([*os.environ.items(), TERMINAL])
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *packages]):
        subprocess.run(["apt-get", *arguments], env=environment, stdout=subprocess.DEVNULL, check=False)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


def _quietly(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _or_leave(command: list[str], sentence: str) -> None:
    if subprocess.run(command, cwd=TOP, check=False).returncode:
        sys.exit(sentence)


def say(sentence: str) -> None:
    """Tell whoever watches what takes a moment."""
    sys.stdout.write(f"{sentence} ...\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "run")
