"""The pinned build of the design system: one version everywhere, and nothing in it that reaches out."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import version

from tests.support.installation import TOP
from tools.set_up import VENDOR, local_style

PAIR = {"10.6.1": "0.10.2"}
"""The build and the templates that were made for each other."""


def test_templates_and_build_were_made_for_each_other() -> None:
    lock = json.loads((TOP / "package-lock.json").read_text(encoding="utf-8"))
    built = lock["packages"]["node_modules/nhsuk-frontend"]["version"]
    assert {built: version("nhsuk-frontend-jinja")} == PAIR


def test_the_copy_that_pages_load_is_that_build() -> None:
    package = json.loads((TOP / "node_modules/nhsuk-frontend/package.json").read_text(encoding="utf-8"))
    source = TOP / f"node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend-{package['version']}.min.css"
    assert (VENDOR / "nhsuk.min.css").read_text(encoding="utf-8") == local_style(source.read_text(encoding="utf-8"))
    assert package["version"] in PAIR


def test_nothing_in_it_reaches_out() -> None:
    style = (VENDOR / "nhsuk.min.css").read_text(encoding="utf-8")
    assert "@font-face" not in style
    assert "Frutiger" not in style
    addresses = re.findall(r"url\(([^)]*)\)", style)
    assert [found for found in addresses if not found.startswith(("/static/vendor/nhsuk/images/", "data:"))] == []
    assert [found for found in addresses if found.startswith("/") and not (TOP / found.lstrip("/")).is_file()] == []


def test_the_pins_are_exact() -> None:
    wanted = json.loads((TOP / "package.json").read_text(encoding="utf-8"))
    assert all(
        re.fullmatch(r"\d+\.\d+\.\d+", pin) for pins in ("dependencies", "devDependencies") for pin in wanted[pins].values()
    )
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    assert "nhsuk-frontend-jinja==0.10.2" in project["project"]["dependencies"]
