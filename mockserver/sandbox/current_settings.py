"""The settings that hold in a sandbox: its own, and what the scenarios in play there say besides."""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.errors import Mistake, ScenarioError, SettingsError
from mockserver.options import OPTION
from mockserver.sandbox.scripts import Scripts
from mockserver.scenarios.scenario import Scenario
from mockserver.settings import Settings


class CurrentSettings:
    """The caller holds the sandbox's lock, except to read an attribute: each is replaced whole."""

    def __init__(self, own: Settings, most_request_bytes: int | None) -> None:
        """``most_request_bytes`` is what the server reads. Raises SettingsError if the settings say more."""
        self._most = most_request_bytes
        self.own = self.general = self._possible(own)
        """As the sandbox was given them; and with what scenarios in play say for the whole sandbox."""

    def changed(self, changes: Mapping[str, object]) -> Settings:
        """What its own settings would be. Raises SettingsError, also for a setting that is the server's."""
        for_the_server = [name for name in changes if name in OPTION and OPTION[name].reach == "server"]
        if for_the_server:
            raise SettingsError([Mistake(f"{name}: this is the server's, not a sandbox's") for name in for_the_server])
        return self._possible(self.own.but(changes))

    def of(self, scenario: Scenario) -> Settings:
        """What would hold for calls that only this scenario answers. Raises ScenarioError. Needs no lock."""
        try:
            return self._possible(self.own.but(scenario.settings))
        except SettingsError as error:
            raise ScenarioError([Mistake(f"the scenario '{scenario.name}': {error}", scenario.source)]) from None

    def settle(self, scripts: Scripts) -> None:
        """Work out what holds now that the settings or the scripts are others."""
        general = self.own.but(scripts.settings)
        if general != self.general:
            self.general = general
        for script in scripts.in_play:
            script.follow(self.general)

    def _possible(self, settings: Settings) -> Settings:
        if self._most is not None and settings.max_request_bytes > self._most:
            what = (
                f"max_request_bytes: expected at most {self._most}, as the server reads no more, got "
                f"{settings.max_request_bytes}; give the server itself more: MockServer(settings=…), "
                "--max-request-bytes, LISTRAK_MOCK_MAX_REQUEST_BYTES or listrak_mock_max_request_bytes"
            )
            raise SettingsError([Mistake(what, found=str(settings.max_request_bytes))])
        return settings
