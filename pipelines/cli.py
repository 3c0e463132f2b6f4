"""The command line: `harvester COMMAND`.

Exit codes: 0 done, also where some source could not be asked (a warning says so); 1 nothing could
be done, or a guard stopped it; 2 bad input or settings; 3 locked by another run; 4 errors found by
`check --strict`.
"""

from __future__ import annotations

import errno
import gc
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import click

from harvester.about import version
from harvester.errors import BadInput
from pipelines.output import say

# name -> module that holds the function `name`; imported when it is called, so that --help is quick
_COMMANDS = {
    "init": "pipelines.commands.starting",
    "parse": "pipelines.commands.reading",
    "repair": "pipelines.commands.reading",
    "refresh": "pipelines.commands.refreshing",
    "enrich": "pipelines.commands.refreshing",
    "resolve": "pipelines.commands.resolving",
    "add": "pipelines.commands.adding",
    "check": "pipelines.commands.checking",
    "links": "pipelines.commands.linking",
    "report": "pipelines.commands.reporting",
    "review": "pipelines.commands.reviewing",
    "publish": "pipelines.commands.publishing",
    "export": "pipelines.commands.exporting",
    "index": "pipelines.commands.indexing",
    "fleet": "pipelines.commands.fleeting",
    "sandbox": "pipelines.commands.sandboxing",
    "doctor": "pipelines.commands.starting",
}
_SUMMARIES = {
    "init": "A workspace in this folder: settings, data/, a nightly workflow.",
    "parse": "What a list says, with exact places; writes nothing.",
    "repair": "Text garbled on its way (UTF-8 read as Windows-1252 …), mended.",
    "refresh": "The nightly job: every step in order.",
    "enrich": "One or a few papers, now.",
    "resolve": "Ids for entries that lack them; checks the ids that stand there.",
    "add": "A new entry, in the list's own style.",
    "check": "Problems, from what is on disk; no network.",
    "links": "Every link looked at, politely; dead ones after two nights.",
    "report": "The report of the last refresh, in another form.",
    "review": "Answer what waits for a decision; never asked again.",
    "publish": "One branch and one pull request of a night's work.",
    "export": "BibTeX, CSL-JSON, CSV, JSON lines or an Atom feed.",
    "index": "The local index of arXiv: build, update, status.",
    "fleet": "Many lists with one harvest, and one page about them.",
    "sandbox": "arXiv and GitHub on loopback, with faults on demand.",
    "doctor": "Settings, tokens (never shown), cache, locks.",
}


class _Commands(click.Group):
    """Imports a command's module only when that command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's contract
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        command = getattr(import_module(module), cmd_name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_SUMMARIES.items()))


def _show_version(context: click.Context, _: click.Parameter, is_asked: bool) -> None:
    if is_asked and not context.resilient_parsing:
        click.echo(f"{context.find_root().info_name}, version {version()}")
        context.exit()


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def harvester() -> None:
    """Keeps a curated paper list true.

    \b
    Examples:
      harvester parse README.md --json
      harvester refresh --dry-run
      harvester check README.md --strict
    """


def main() -> None:
    """Run the command line; bad input ends in one plain line and exit code 2."""
    # What a run reads it holds to its end: to look through it for rubbish again and again is vain.
    gc.set_threshold(500_000, 20, 100)
    sys.exit(run(lambda: harvester.main(standalone_mode=False)))


def run(command: Callable[[], Any]) -> int:
    """Return the exit code of `command`, its errors told in one line on stderr."""
    from pipelines.failures import LockedError, ShrinkError

    try:
        outcome = command()
        return outcome if isinstance(outcome, int) else 0
    except BadInput as error:
        say(f"harvester: {error}", err=True)
        return 2
    except ShrinkError as error:
        say(f"harvester: {error}", err=True)
        return 1
    except LockedError as error:
        say(f"harvester: {error}", err=True)
        return 3
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.Abort:
        click.echo("harvester: stopped", err=True)
        return 1
    except click.ClickException as error:
        error.show()
        return 2
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"harvester: {where}{error.strerror or error}{_advice(error)}", err=True)
        return 2
    except KeyboardInterrupt:
        click.echo("harvester: stopped; the next run goes on where this one was", err=True)
        return 1


def _advice(error: OSError) -> str:
    full = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return "; nothing is lost: free some space, then run again" if error.errno in full else ""
