"""Runs the benchmarks named on the command line, or all of them, one after the other."""

from __future__ import annotations

import os
import platform
import sys

from benchmarks import hostile, language, memory, plugin, spawn, throughput

ALL = {
    "spawn": spawn.main,
    "throughput": throughput.main,
    "plugin": plugin.main,
    "memory": memory.main,
    "language": language.main,
    "hostile": hostile.main,
}


def main(names: list[str]) -> None:
    """Prints each benchmark's figures."""
    # Installed programs run from cached bytecode; an environment that forbids to write it would measure the compiler.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if unknown := set(names) - ALL.keys():
        sys.exit(f"no such benchmark: {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    print(f"Python {platform.python_version()} on {platform.system()}, {os.cpu_count()} cores")
    for name in names or ALL:
        print()
        ALL[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
