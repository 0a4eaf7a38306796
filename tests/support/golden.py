"""Golden files: what was agreed, word for word. `make golden` writes them anew; the difference is read before it is kept."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "golden"


class Golden:
    """Compares with what was agreed, or writes it down when the run was asked to."""

    def __init__(self, *, rewrite: bool) -> None:
        self.rewrite = rewrite

    def holds(self, name: str, text: str) -> None:
        """Whether the golden file `name` says exactly this."""
        file, text = FOLDER / name, text.rstrip("\n") + "\n"
        if self.rewrite:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        agreed = file.read_text(encoding="utf-8") if file.exists() else ""
        assert text == agreed, f"tests/golden/{name} says otherwise: read the difference, then run make golden"

    def holds_no_others(self, folder: str, names: set[str], *, ending: str = "txt") -> None:
        """Whether the golden folder holds these files and no other with this ending."""
        found = {file.name for file in (FOLDER / folder).glob(f"*.{ending}")}
        for name in found - names if self.rewrite else ():
            (FOLDER / folder / name).unlink()
        assert self.rewrite or found == names, f"tests/golden/{folder}: run make golden"
