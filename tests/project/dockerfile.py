"""Reads a Dockerfile as far as this project's needs it: stages of instructions, continued lines joined."""

from __future__ import annotations

import json
import shlex
from pathlib import Path
from typing import NamedTuple


class Instruction(NamedTuple):
    """One instruction: its word in capitals, its ``--flags``, and the rest of its line."""

    word: str
    flags: dict[str, str]
    rest: str

    @property
    def arguments(self) -> list[str]:
        """The rest as words: a JSON list (the exec form), or split at blanks."""
        words: list[str] = json.loads(self.rest) if self.rest.startswith("[") else shlex.split(self.rest)
        return words


def stages(path: Path) -> list[list[Instruction]]:
    """The instructions of each stage, each beginning with its FROM."""
    found: list[list[Instruction]] = []
    for instruction in _instructions(path.read_text()):
        if instruction.word == "FROM":
            found.append([])
        found[-1].append(instruction)
    return found


def _instructions(text: str) -> list[Instruction]:
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ").splitlines()
    return [_instruction(line) for line in whole]


def _instruction(line: str) -> Instruction:
    word, _, rest = line.partition(" ")
    flags: dict[str, str] = {}
    while rest.lstrip().startswith("--"):
        flag, _, rest = rest.lstrip().partition(" ")
        name, _, value = flag[2:].partition("=")
        flags[name] = value
    return Instruction(word.upper(), flags, rest.strip())
