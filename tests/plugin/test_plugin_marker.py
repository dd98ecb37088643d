"""The marker and the ini option: what plays from the start, and where it is found."""

from __future__ import annotations

import pytest

from tests.plugin.client import PASSWORD


def test_it_plays_for_a_list(run):
    run(
        """
        @pytest.mark.listrak_mock("send-to-list", ListID=12345)
        def test_it(listrak_mock):
            assert [step(listrak_mock.url) for _ in range(2)] == [1, 2]
        """
    ).assert_outcomes(passed=1)


def test_scenarios_play_for_their_own_lists(run):
    run(
        """
        from mockserver import Process, Scenario

        @pytest.mark.listrak_mock("send-to-list", "stalls", Scenario("mine", ListID="any", processes=[Process()]))
        def test_it(listrak_mock):
            assert [script.ListID for script in listrak_mock.scripts] == [1101, 1103, "any"]
            assert step(listrak_mock.url, -5) == 1
        """
    ).assert_outcomes(passed=1)


def test_credentials_narrow_who_is_let_in(run):
    run(
        f"""
        @pytest.mark.listrak_mock("stalls", ListID=12345, credentials={{"me": "{PASSWORD}", "you": "too"}})
        def test_it(listrak_mock):
            assert ask(listrak_mock.url)[0] == 200
            assert ask(listrak_mock.url, user="you", password="too")[0] == 200
            assert "[InvalidLogonAttempt]" in ask(listrak_mock.url, user="you")[1]
        """
    ).assert_outcomes(passed=1)


def test_markers_add_up_and_the_closest_word_counts(run):
    run(
        """
        pytestmark = pytest.mark.listrak_mock("stalls")

        def test_the_module(listrak_mock):
            assert [script.ListID for script in listrak_mock.scripts] == [1103]

        @pytest.mark.listrak_mock("send-to-list", credentials={"me": "class"}, unanswered="allow")
        class TestIt:
            def test_the_class(self, listrak_mock):
                assert {script.ListID for script in listrak_mock.scripts} == {1101, 1103}
                assert listrak_mock.credentials == {"me": "class"}

            @pytest.mark.listrak_mock("empty", ListID=1103)
            @pytest.mark.listrak_mock("absent", ListID=7, credentials={"me": "secret"})
            def test_the_function(self, listrak_mock):
                played = {script.ListID: script.scenario.name for script in listrak_mock.scripts}
                assert played == {1101: "send-to-list", 1103: "empty", 7: "absent"}
                assert listrak_mock.credentials == {"me": "secret"}
        """
    ).assert_outcomes(passed=3)


WRONG = {
    "ListId=5": (
        "it takes no `ListId=`, only `ListID=`, `clock=`, `credentials=`, `strict=`, `unanswered=`, `settings=`; "
        "did you mean `ListID=`?"
    ),
    'scenarios=["stalls"]': "it takes no `scenarios=`*",
    'unanswered="ignore"': 'unanswered= is "fail" or "allow", not \'ignore\'',
    "12345": "expected names, paths or Scenario objects to play, got a value of type int",
    '"stalls", "empty", ListID=5': "ListID= says for which list its one scenario plays, and it has 2 scenarios*",
    "ListID=5": "*and it has 0 scenarios*",
    '"stalls", ListID="five"': "*ListID: expected*",
    'strict="yes"': "strict= is True or False, not a value of type str",
    "clock=5": 'clock=: expected a date and time, got 5; "frozen" stops it at the present moment',
    'clock="frozne"': "clock=: expected a date and time such as 2015-03-09T10:15:30, got 'frozne'; \"frozen\" *",
    'clock="2015-02-30T00:00:00"': "clock=: expected a date and time that exists, got '2015-02-30T00:00:00': *",
    'clock="0001-01-01T00:00:00"': "clock=: expected a moment from 0001-01-02 to 9999-12-30, got *",
    'credentials="me:secret"': "credentials= is a dict of user names and their passwords*",
    "credentials={}": "credentials= is a dict of user names and their passwords*",
    'credentials={"me": ""}': "credentials= is a dict of user names and their passwords*",
}


@pytest.mark.parametrize(("words", "message"), WRONG.items(), ids=WRONG)
def test_a_wrong_marker_is_told_in_a_sentence(run, words, message):
    result = run(
        f"""
        @pytest.mark.listrak_mock({words})
        def test_it(listrak_mock): pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([f"*{message.replace('[', '[[]')}"])
    assert "mockserver/" not in result.stdout.str()


@pytest.mark.parametrize(
    "words", ['{"credentials": {"me": "hunter22"}}', 'strict={"me": "hunter22"}', 'unanswered={"me": "hunter22"}']
)
def test_credentials_in_the_wrong_place_are_not_shown(run, words):
    result = run(f"pytestmark = pytest.mark.listrak_mock({words})\ndef test_it(listrak_mock): pass", "-vv", "-l")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["the marker listrak_mock: * a value of type dict"])
    assert "hunter22" not in result.stdout.str()


BROKEN = {
    "an unknown name": (
        '"send-to-lst"',
        "there is no scenario named *send-to-lst* in the catalogue*did you mean 'send-to-list'?",
    ),
    "a name like no other": ('"qqqq"', "there is no scenario named *; there are *send-to-list*"),
    "a missing file": ('"no.yaml"', "*no.yaml: there is no such file or folder"),
    "a broken file": ('"broken.yaml", ListID=5', "*broken.yaml:2:1: *did you mean 'processes'?"),
    "a file of many": ('"two.yaml"', "*two.yaml: expected one scenario to play, got 2 (one, two)*"),
    "no list": ('"none.yaml"', "*the scenario 'none' has no ListID*"),
}


@pytest.mark.parametrize(("words", "message"), BROKEN.values(), ids=BROKEN)
def test_a_scenario_that_can_not_be_played_is_told_in_a_sentence(run, project, words, message):
    project.makefile(
        ".yaml",
        broken="scenario: broken\nproceses: []\nanswers: [sttus]\n",
        two="scenario: one\nprocesses: []\n---\nscenario: two\nprocesses: []\n",
        none="scenario: none\nprocesses: []\n",
    )
    result = run(
        f"""
        @pytest.mark.listrak_mock({words})
        def test_it(listrak_mock): pass
        """
    )
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines([message])
    assert "mockserver/" not in result.stdout.str().replace("mockserver/fixtures", "")
    assert "Traceback" not in result.stdout.str()


def test_all_mistakes_of_a_file_are_told_at_once(run, project):
    project.makefile(".yaml", broken="scenario: broken\nproceses: []\nanswers: [sttus]\n")
    result = run(
        """
        @pytest.mark.listrak_mock("broken.yaml", ListID=5)
        def test_it(listrak_mock): pass
        """
    )
    result.stdout.fnmatch_lines(["*broken.yaml:2:1: *'processes'?", "*broken.yaml:3:11: *'status'?"], consecutive=True)


def story(name, ListID):
    return f"scenario: {name}\nListID: {ListID}\nprocesses: [{{MaxStep: 1}}]\n"


def test_the_ini_option_names_folders_and_files_relative_to_the_rootdir(run, project):
    (project.path / "stories" / "deep").mkdir(parents=True)
    (project.path / "stories" / "deep" / "any.yaml").write_text(story("deep-one", 1))
    (project.path / "stories" / "stalls.yaml").write_text(story("stalls", 2))
    (project.path / "single.yml").write_text(story("of-a-file", 3))
    project.makeini("[pytest]\nlistrak_mock_scenarios =\n    stories\n    single.yml\n")
    (project.path / "elsewhere").mkdir()
    project.chdir()
    result = run(
        """
        @pytest.mark.listrak_mock("deep-one", "stalls", "of-a-file", "send-to-list")
        def test_it(listrak_mock):
            assert [script.ListID for script in listrak_mock.scripts] == [1, 2, 3, 1101]
            assert listrak_mock.play("deep-one").ListID == 1
        """,
    )
    result.assert_outcomes(passed=1)


def test_a_folder_of_the_ini_option_that_is_not_there_is_named(run, project):
    project.makeini("[pytest]\nlistrak_mock_scenarios = storys\n")
    result = run('def test_it(listrak_mock): listrak_mock.play("stalls")')
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["the ini option listrak_mock_scenarios names *storys, and there is no such file*"])


def test_a_marker_without_the_fixture_is_told(run):
    result = run(
        """
        @pytest.mark.listrak_mock("stalls")
        def test_it(): pass

        @pytest.fixture
        def through(listrak_mock): return listrak_mock

        @pytest.mark.listrak_mock("stalls")
        def test_through_another_fixture(through): assert through.scripts

        @pytest.mark.listrak_mock("stalls")
        class TestSome:
            def test_that_does_not_take_it(self): pass

        @pytest.mark.listrak_mock("stalls")
        def test_by_name(request): assert request.getfixturevalue("listrak_mock").scripts

        @pytest.mark.skip
        @pytest.mark.listrak_mock("stalls")
        def test_skipped(): pass
        """
    )
    result.assert_outcomes(passed=3, errors=1, skipped=1)
    result.stdout.fnmatch_lines(["the marker listrak_mock: *this test does not take the fixture"])


def test_a_path_is_relative_to_the_test_file(project, run):
    folder = project.mkdir("below")
    (folder / "mine.yaml").write_text(story("mine", 7))
    (folder / "test_below.py").write_text(
        "from pathlib import Path\n"
        "import pytest\n"
        '@pytest.mark.listrak_mock("mine.yaml", Path("mine.yaml"))\n'
        'def test_it(listrak_mock): assert listrak_mock.play("../below/mine.yaml").ListID == 7\n'
    )
    run("").assert_outcomes(passed=1)


def test_pytest_lists_the_marker_the_option_and_the_fixtures(run):
    arguments = '*scenarios, ListID=None, clock=None, credentials=None, strict=None, unanswered="fail", settings={}'
    assert f"@pytest.mark.listrak_mock({arguments}): what" in run("", "--markers").stdout.str()
    run("", "--help").stdout.fnmatch_lines(["*listrak_mock_scenarios (linelist):*", "*Folders and files*"])
    fixtures = run("", "--fixtures").stdout
    fixtures.fnmatch_lines(
        [
            "listrak_mock_server [[]session scope[]]*",
            "    A running server for the session; with pytest-xdist, one a worker.*",
        ]
    )
    fixtures.fnmatch_lines(
        ["listrak_mock -- *", "    A sandbox of the test's own: an endpoint that nobody else knows*"]
    )


def test_a_sandbox_of_ones_own_finds_the_ini_options_scenarios_too(run, project):
    project.makeini("[pytest]\nlistrak_mock_scenarios = mine.yaml\n")
    (project.path / "mine.yaml").write_text(story("mine", 7))
    run(
        """
        @pytest.fixture(scope="module")
        def box(listrak_mock_server):
            with listrak_mock_server.new_sandbox("box") as box:
                box.play("mine")
                yield box
                box.check()

        def test_it(box): assert [script.ListID for script in box.scripts] == [7]
        """
    ).assert_outcomes(passed=1)
