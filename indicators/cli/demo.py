"""The command that makes a demonstration: a made-up board year in a folder of its own."""

from datetime import datetime
from pathlib import Path

import click

from indicators.cli.errors import progress_printer
from indicators.demo.make import QUARTERS, make_demonstration
from indicators.loading.build import no_progress
from indicators.store.engine import limit_resources

#: Bytes that the engine may have; a demonstration needs a tenth of them.
_MEMORY = 1 << 30


@click.command("demo")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), metavar="DIR", help="A folder that is empty or not there."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="The same seed, the same figures."
)
@click.option("--quarters", type=click.IntRange(1, 40), default=QUARTERS, show_default=True, help="How many quarters.")
@click.option("--today", type=click.DateTime(["%Y-%m-%d"]), metavar="DATE", help="The day it is. [default: today]")
@click.option("--anew", is_flag=True, help="Remove an earlier demonstration that is in the folder.")
@click.option("--quiet", is_flag=True, help="Show no progress.")
def demo_command(out: Path, seed: int, quarters: int, today: datetime | None, anew: bool, quiet: bool) -> None:
    """Make up two years of a board: returns, editions, meetings, challenges. Every page says that it is made up.

    \b
    Example: python -m indicators demo --out demonstration --seed 1
    """
    # A hundred small files one after the other: several threads would only wait for each other.
    limit_resources(memory=_MEMORY, threads=1, folder="")
    made = make_demonstration(
        out,
        seed=seed,
        today=None if today is None else today.date(),
        quarters=quarters,
        anew=anew,
        progress=no_progress if quiet else progress_printer(),
    )
    click.echo(f"{made.store} holds {made.quarters[0].label} to {made.quarters[-1].label}, made up. To look at it:")
    click.echo(f"INDICATORS_STORE={made.store} INDICATORS_DATA={made.data} make run")
