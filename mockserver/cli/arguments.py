"""The words that the command takes."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence

from mockserver.options import OPTIONS, Given, Option, given_by
from mockserver.version import VERSION

_EPILOG = """\
examples:
  listrak-mock serve                          the catalogue on http://127.0.0.1:8080
  listrak-mock serve scenarios/ --port 0      your own files, on a free port
  listrak-mock check scenarios/               only look for mistakes
  listrak-mock new my-story                   write a scenario to begin with
"""
_SERVE = "Run the fake endpoint on this machine until Ctrl-C. Prints its addresses, its lists, and a line a call."
_LIST = "Show which ListID plays which scenario, and what it does."
_CHECK = "Look for mistakes in scenario files, all at once. Exit code 0: there are none; 1: there are."
_NEW = (
    "Write NAME.yaml, a scenario that plays as it is and shows the words of the language. Nothing is overwritten. "
    "Beside it goes scenario.schema.json, by which editors complete and check the words, if it is not there."
)
_SCHEMA = "Print the JSON Schema of scenario files, by which editors complete and check their words."
_HEALTH = "Ask a running server whether it is ready. Exit code 0: it is; 1: it is not."


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """The words taken apart; ``command`` names the command. Raises SystemExit for --help, --version, wrong words."""
    parser = argparse.ArgumentParser(
        prog="listrak-mock",
        description="A local fake of Listrak's GetLegacyProcessStatus, for testing the code that polls it.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"listrak-mock {VERSION}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    _add_serve(commands.add_parser("serve", help="run the fake endpoint", description=_SERVE))
    _add_scenarios(
        commands.add_parser("list", help="show which ListID plays what", description=_LIST),
        "files or folders; default: the catalogue",
    )
    _add_scenarios(
        commands.add_parser("check", help="look for mistakes in scenario files", description=_CHECK),
        "files or folders, searched for *.yaml and *.yml",
        nargs="+",
    )
    _add_new(commands.add_parser("new", help="write a scenario to begin with", description=_NEW))
    commands.add_parser("schema", help="print the JSON Schema of scenario files", description=_SCHEMA)
    _add_health(commands.add_parser("health", help="ask a running server whether it is ready", description=_HEALTH))
    return parser.parse_args(argv)


def _add_serve(parser: argparse.ArgumentParser) -> None:
    _add_scenarios(parser, "files or folders to play instead of the catalogue")
    parser.add_argument("--catalogue", action="store_true", help="play the catalogue besides these files and folders")
    parser.add_argument(
        "--host", type=_not_empty, default="127.0.0.1", help="address to listen on (default: 127.0.0.1, this machine)"
    )
    parser.add_argument(
        "--port", type=_port, default=8080, help="port to listen on; 0 picks a free one (default: 8080)"
    )
    _add_settings(
        parser.add_argument_group(
            "settings",
            "What is not public about the real service, and how much is kept. Each can be given as an environment "
            "variable, too: LISTRAK_MOCK_MISSING_HEADER for --missing-header.",
        )
    )


def _add_settings(parser: argparse._ArgumentGroup) -> None:
    for option in OPTIONS:
        parser.add_argument(
            option.flag,
            dest=option.name,
            action="append",
            type=_setting(option),
            metavar=option.values,
            help=f"{option.doc}{'; may be repeated' if option.lines else ''} (default: {option.default})",
        )


def _setting(option: Option) -> Callable[[str], str]:
    """Takes the text of a setting if it can be meant."""

    def read(text: str) -> str:
        from mockserver.settings import value_of  # noqa: PLC0415 - the other commands need not know what values may be

        try:
            value_of(option.name, _not_empty(text))
        except ValueError as error:
            raise argparse.ArgumentTypeError(str(error)) from None
        return text

    return read


def settings_given(arguments: argparse.Namespace) -> Mapping[str, Given]:
    """The settings that flags say. Of a flag that is repeated the last one counts, or all of them are its lines."""
    texts: dict[str, str | None] = {}
    for option in OPTIONS:
        if said := getattr(arguments, option.name):
            texts[option.flag] = "\n".join(said) if option.lines else said[-1]
    return given_by("the flag", lambda option: option.flag, texts)


def _add_new(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", type=_name, metavar="NAME", help="the scenario's name")
    parser.add_argument(
        "--folder", type=_not_empty, default=".", help="where to write it; made if it is not there (default: here)"
    )


def _name(text: str) -> str:
    """The name of a scenario that can be a file's, too."""
    from mockserver.scenarios.kinds import Name  # noqa: PLC0415 - the other commands need not know it

    try:
        Name().check(_not_empty(text))
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if text.startswith("."):
        raise argparse.ArgumentTypeError(f"expected a name that does not begin with a dot, got '{text}'")
    return text


def _add_health(parser: argparse.ArgumentParser) -> None:
    default = "http://127.0.0.1:8080"
    parser.add_argument("url", nargs="?", default=default, help=f"the server (default: {default})")


def _add_scenarios(parser: argparse.ArgumentParser, explanation: str, nargs: str = "*") -> None:
    parser.add_argument("scenarios", type=_not_empty, nargs=nargs, metavar="SCENARIOS", help=explanation)


def _not_empty(text: str) -> str:
    """Not the empty text of a shell's unset variable: as a path it would be the working directory, as a host all."""
    if not text:
        raise argparse.ArgumentTypeError("expected a value, got nothing (is a variable of your shell not set?)")
    return text


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65_535:
        return int(text)
    raise argparse.ArgumentTypeError(f"expected a number from 0 to 65535, got '{text}'")
