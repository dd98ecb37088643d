"""The command ``listrak-mock``."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from importlib import import_module

from mockserver.cli import output
from mockserver.cli.arguments import parse
from mockserver.cli.signals import handled, interrupt
from mockserver.errors import ListrakMockError, ScenarioError

OK, FAILED, INTERRUPTED = 0, 1, 130
"""Exit codes: done; something is wrong, as the message says; ended by Ctrl-C before it was done. 2 is argparse's own:
the words of the command are wrong."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; without ``argv``, with the words that the program was called with.

    Returns the exit code. Raises SystemExit where argparse does: for ``--help``, ``--version`` and wrong words.
    """
    output.take_any_character()
    arguments = parse(argv)
    try:
        # The first process of a container gets no default for SIGTERM: a stop while the server starts would be lost.
        with handled(interrupt, signal.SIGTERM):
            code: int = import_module(f"mockserver.cli.{arguments.command}").run(arguments)
            output.flush()
    except ScenarioError as error:
        return _failed(f"{error}\nlistrak-mock {arguments.command}: stopped by {mistakes(error)}")
    except ListrakMockError as error:
        return _failed(f"listrak-mock: {error}")
    except KeyboardInterrupt:
        output.abandon()  # a second Ctrl-C, perhaps, because the output is not read: don't wait for that at the end
        return INTERRUPTED
    except BrokenPipeError:
        output.abandon()  # whoever read the output has gone; there is nobody to tell
        return FAILED
    except OSError as error:
        output.abandon()
        return _failed(f"listrak-mock: can't write the output: {error.strerror or error}")
    return code


def mistakes(error: ScenarioError) -> str:
    """How many there are: ``1 mistake``, ``2 mistakes``."""
    count = len(error.mistakes)
    return f"{count} mistake{'' if count == 1 else 's'}"


def _failed(message: str) -> int:
    print(message, file=sys.stderr)
    return FAILED
