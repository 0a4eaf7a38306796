"""`make bench`: every measurement, or those named; prints the table that docs/performance.md keeps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import click

from engage import clock
from tests.benchmarks import carers, consents, costs, idling, joins, machine, mails, pages, plans, searches, servers
from tests.benchmarks.measuring import Line, table
from tests.benchmarks.places import Place, place

ALL = ("cost", "mail", "plan", "pages", "join", "carers", "people", "consent", "idle")
FEW, MILLION = 20_000, 1_000_000


@click.command()
@click.option("--only", multiple=True, type=click.Choice(ALL), help="Which measurements; all of them without this.")
@click.option("--database", type=click.Choice(["sqlite", "postgresql", "both"]), default="both", show_default=True)
@click.option("--people", default=MILLION, show_default=True, help="How many people the list and the search look through.")
@click.option("--few", default=FEW, show_default=True, help="How many people the other measurements stand on.")
@click.option("--messages", default=MILLION, show_default=True, help="How full the outbox is for a pass with nothing due.")
@click.option("--seconds", default=3.0, show_default=True, help="How long a slice is.")
@click.option("--keep", type=click.Path(path_type=Path), help="A folder for the databases, so that they are filled once.")
def bench(only: tuple[str, ...], database: str, people: int, few: int, messages: int, seconds: float, keep: Path | None) -> None:
    """Measure the product beside its floors. Takes about half an hour with a million people on both databases."""
    chosen = only or ALL
    done: list[Line] = []
    click.echo(f"{clock.now():%Y-%m-%d %H:%M} UTC, {machine.words()}")
    with ExitStack() as stack:
        folder = keep or stack.enter_context(servers.scratch())
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("sqlite", "postgresql") if database == "both" else (database,):
            try:
                for line in _on(name, folder, chosen, people=people, few=few, messages=messages, seconds=seconds):
                    click.echo(" | ".join(line.cells()))
                    done.append(line)
            except servers.NotHere as missing:
                raise click.ClickException(str(missing)) from missing
    click.echo("\n" + table(done))
    if any(not line.is_quiet for line in done):
        click.echo("\nWhere the verdict is refused, something else used more than 15% of the processors.")


def _on(
    name: str, folder: Path, chosen: tuple[str, ...], *, people: int, few: int, messages: int, seconds: float
) -> Iterator[Line]:
    with ExitStack() as stack:
        server = None if name == "sqlite" else stack.enter_context(servers.cluster(folder / "postgresql"))
        sink = stack.enter_context(servers.mail_sink()) if {"mail", "plan", "idle"} & set(chosen) else servers.free_port()
        port = servers.free_port()
        if set(chosen) & {"cost", "pages", "join", "carers", "mail", "plan", "idle"}:
            small = stack.enter_context(place(name, folder, few, server=server, port=port, smtp_port=sink))
            parts: dict[str, Callable[[Place], Iterator[Line]]] = {
                "cost": lambda here: costs.lines(here, folder, seconds=seconds),
                "mail": lambda here: mails.lines(here, sink, seconds=seconds),
                "plan": lambda here: plans.lines(here, seconds=seconds),
                "pages": lambda here: pages.lines(here, port, seconds=seconds),
                "join": lambda here: joins.lines(here, port, folder, seconds=seconds),
                "carers": lambda here: carers.lines(here, port, folder, seconds=seconds),
                "idle": lambda here: idling.lines(here, messages, seconds=seconds),
            }
            for part, measure in parts.items():
                if part in chosen:
                    yield from measure(small)
        if "people" in chosen:
            large = stack.enter_context(place(name, folder, people, server=server, port=port, smtp_port=sink))
            yield from searches.lines(large, seconds=seconds)
        if "consent" in chosen:
            large = stack.enter_context(place(name, folder, people, server=server, port=port, smtp_port=sink))
            yield from consents.lines(large, seconds=seconds)


if __name__ == "__main__":
    bench()
