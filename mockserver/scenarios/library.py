"""Where a scenario that is asked for by name or by file comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path

from mockserver.contract import shown
from mockserver.errors import Mistake, ScenarioError
from mockserver.scenarios.checking import nearest
from mockserver.scenarios.loading import SUFFIXES, load, scenario_files
from mockserver.scenarios.scenario import Scenario

_PACKAGE = Path(__file__).resolve().parent.parent


def catalogue_folder() -> Path:
    """Where the catalogue lies: in the installed package, or beside it in a source checkout."""
    installed = _PACKAGE / "fixtures"
    return installed if installed.is_dir() else _PACKAGE.parent / "fixtures"


@cache
def catalogue() -> Sequence[Scenario]:
    """The scenarios that ship, by ListID; read once a process."""
    return sorted(_folder(catalogue_folder()).scenarios.values(), key=lambda scenario: str(scenario.ListID))


class Library:
    """Finds scenarios: in folders of one's own first, then in the catalogue.

    Folders are read when a name is asked of them, once a process.
    """

    def __init__(self, folders: Sequence[Path] = (), relative_to: Path | None = None) -> None:
        """``relative_to`` is the folder from which paths of files start; None is the working directory."""
        self._folders = tuple(folders)
        self._relative_to = relative_to or Path()

    def find(self, scenario: str | Path) -> Scenario:
        """The scenario with a name, or the one in a ``.yaml`` file.

        Raises ScenarioError: nothing has that name, the file does not hold exactly one scenario, or what was read on
        the way has mistakes.
        """
        if isinstance(scenario, Path) or scenario.lower().endswith(SUFFIXES):
            return _only_one(self._relative_to / scenario)
        for folder in self._all():
            if found := folder.find(scenario):
                return found
        raise ScenarioError([self._unknown(scenario)])

    def _all(self) -> Iterator[_Folder]:
        for folder in (*self._folders, catalogue_folder()):
            yield _folder(folder.absolute())

    def _unknown(self, name: str) -> Mistake:
        names = tuple(dict.fromkeys(known for folder in self._all() for known in folder.scenarios))
        places = ", ".join((*map(str, self._folders), "the catalogue"))
        what, guess = f"there is no scenario named {shown(name)} in {places}", nearest(name, names)
        if guess is None:
            what += f"; there are {', '.join(names)}"
        return Mistake(what, found=shown(name), allowed=names, nearest=guess)


def _only_one(path: Path) -> Scenario:
    scenarios = load([path])
    if len(scenarios) > 1:
        names = ", ".join(scenario.name for scenario in scenarios)
        what = f"expected one scenario to play, got {len(scenarios)} ({names}); play one of them by its name"
        raise ScenarioError([Mistake(what, str(path))])
    return scenarios[0]


class _Folder:
    """The scenarios of a folder and what is below it, read as late and as little as will do."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files = tuple(scenario_files(path))
        self._found: dict[str, Scenario] = {}

    def find(self, name: str) -> Scenario | None:
        """The scenario with a name. A file of that name is looked into before all the others have to be read."""
        if name not in self._found:
            likely = (scenario for file in self._files if file.stem == name for scenario in load([file]))
            self._found |= {scenario.name: scenario for scenario in likely}
        return self._found.get(name) or self.scenarios.get(name)

    @cached_property
    def scenarios(self) -> Mapping[str, Scenario]:
        """All scenarios by name."""
        return {scenario.name: scenario for scenario in load([self._path])}


_folder = lru_cache(maxsize=64)(_Folder)
