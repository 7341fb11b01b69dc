"""`coalmine test` as a pipeline sees it: lines, exit codes, files and annotations.

test_command_test.py COALMINE
"""

import json
import os
import pty
import re
import subprocess
import unittest
from xml.etree import ElementTree

from program import COALMINE, InFolder, outside_github

COFFEE = """\
name: coffee
replications: 3
duration: 10m
traffic:
  users: 50
  requests: { fixed: 5 }
functions:
  counter: { errors: 1% }
release:
  rollout: Canary10Percent10Minutes
policies:
  sticky: { route: { sticky: user } }
expect:
  - { policy: sticky, metric: blast_radius.exposed, rule: mean < 50% }
"""
TOUR = COFFEE.partition("expect:")[0].replace("coffee", "tour")  # expects nothing
FAILING = COFFEE.replace("coffee", "cold").replace("mean < 50%", "mean > 99%")
NO_DATA = COFFEE.replace("coffee", "silent").replace("blast_radius.exposed, rule: mean < 50%",
                                                     "alarm.time_to_detect, rule: mean < 5m")
BAD = COFFEE + "bogus: 1\n"


class TestCommand(InFolder):
    def write_scenarios(self, **texts):
        for name, text in texts.items():
            self.write(f"{name}.yaml", text)

    def gate(self, *arguments, **environment):
        return self.coalmine("test", *arguments, **environment)

    def lines(self, done):
        """The lines without the seconds that each took."""
        return [re.sub(r"  \d+\.\d s$", "", line) for line in done.stdout.splitlines()]

    def outcomes(self, *arguments):
        """The outcome of each file in the order in which they are reported."""
        return {each["file"]: each["outcome"]
                for each in json.loads(self.gate(*arguments, "--json", "-").stdout)["scenarios"]}


class Lines(TestCommand):
    def test_say_what_each_scenario_did_and_count_them(self):
        self.write_scenarios(coffee=COFFEE, tour=TOUR)
        done = self.gate("coffee.yaml", "tour.yaml")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(self.lines(done), ["ok       coffee.yaml  1 expectation",
                                            "skipped  tour.yaml    it expects nothing",
                                            "2 scenarios: 1 ok, 1 skipped"])

    def test_say_which_expectation_was_not_met_as_run_does(self):
        self.write_scenarios(cold=FAILING)
        done = self.gate("cold.yaml")
        said_by_run = subprocess.run([COALMINE, "run", "cold.yaml", "--quiet"], cwd=self.directory,
                                     capture_output=True, text=True).stdout
        self.assertEqual(done.returncode, 1)
        self.assertIn("NOT MET  sticky  blast_radius.exposed", said_by_run)
        self.assertEqual(self.lines(done), ["FAILED   cold.yaml  1 of 1 expectation not met",
                                            *said_by_run.splitlines(), "1 scenario: 0 ok, 1 failed"])

    def test_show_diagnostics_on_standard_error_and_go_on(self):
        self.write_scenarios(a=BAD, b=COFFEE)
        done = self.gate("a.yaml", "b.yaml")
        self.assertEqual(done.returncode, 2)
        self.assertEqual(self.lines(done), ["ERROR    a.yaml  1 problem", "ok       b.yaml  1 expectation",
                                            "2 scenarios: 1 ok, 1 bad"])
        self.assertIn("a.yaml:15:1: error: unknown key \"bogus\"", done.stderr)

    def test_come_in_order_whoever_is_faster(self):
        self.write_scenarios(a=COFFEE.replace("replications: 3", "replications: 300"), b=COFFEE, c=COFFEE, d=TOUR, e=BAD)
        for jobs in "1", "2", "5":
            with self.subTest(jobs):
                done = self.gate(".", "--jobs", jobs)
                self.assertEqual([line.split()[1] for line in self.lines(done)[:-1]],
                                 [f"./{name}.yaml" for name in "abcde"])

    def test_come_as_soon_as_they_are_due(self):
        self.write_scenarios(a=COFFEE, b=COFFEE.replace("replications: 3", "replications: 1000000"))
        with subprocess.Popen([COALMINE, "test", "a.yaml", "b.yaml", "--jobs", "2"], cwd=self.directory,
                              stdout=subprocess.PIPE, text=True) as process:
            try:
                self.assertRegex(process.stdout.readline(), "^ok +a.yaml")
            finally:
                process.kill()

    def test_have_colours_and_a_bar_on_a_terminal_alone(self):
        self.write_scenarios(cold=FAILING, long=COFFEE.replace("replications: 3", "replications: 1000000"))
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        with subprocess.Popen([COALMINE, "test", "."], cwd=self.directory, stdout=theirs, stderr=theirs,
                              env={**os.environ, "TERM": "xterm", "NO_COLOR": ""}) as process:
            os.close(theirs)
            text = b""
            while b"of 1000003 replications" not in text:
                text += os.read(ours, 4096)
            process.kill()
        self.assertIn(b"\x1b[31mFAILED", text)
        self.assertNotIn("\x1b", self.gate("cold.yaml").stdout)


class Paths(TestCommand):
    def test_of_folders_stand_for_the_scenarios_below(self):
        for name in ["shop/b.yaml", "shop/a.yml", "shop/deep/c.yaml", "shop/.hidden.yaml", "shop/.git/x.yaml",
                     "shop/notes.txt", "shop/data.csv"]:
            self.write(name, COFFEE)
        self.assertEqual(list(self.outcomes("shop")), ["shop/a.yml", "shop/b.yaml", "shop/deep/c.yaml"])

    def test_keep_their_order_and_are_tested_once(self):
        self.write_scenarios(b=COFFEE, a=COFFEE)
        self.assertEqual(list(self.outcomes("b.yaml", ".", "./b.yaml")), ["b.yaml", "./a.yaml"])

    def test_that_are_named_are_tested_whatever_they_are_called(self):
        self.write(".coffee", COFFEE)
        self.assertEqual(self.outcomes(".coffee"), {".coffee": "ok"})

    def test_that_do_not_exist_are_bad(self):
        self.write_scenarios(coffee=COFFEE)
        done = self.gate("coffee.yaml", "missing.yaml")
        self.assertEqual(done.returncode, 2)
        self.assertIn("missing.yaml: error: cannot be read", done.stderr)

    def test_are_not_followed_round_a_link(self):
        self.write("shop/a.yaml", COFFEE)
        (self.directory / "shop/loop").symlink_to("..", target_is_directory=True)
        self.assertEqual(self.outcomes("shop"), {"shop/a.yaml": "ok"})


class Filter(TestCommand):
    def setUp(self):
        super().setUp()
        self.write("shop/coffee.yaml", COFFEE)
        self.write("shop/tea.yaml", COFFEE.replace("name: coffee", "name: earl-grey"))
        self.write("shop/bad.yaml", BAD)

    def test_is_a_part_of_the_path_or_the_name(self):
        self.assertEqual(list(self.outcomes("shop", "--filter", "cof")), ["shop/coffee.yaml"])
        self.assertEqual(list(self.outcomes("shop", "--filter", "grey")), ["shop/tea.yaml"])
        self.assertEqual(len(self.outcomes("shop", "--filter", "shop/")), 3)

    def test_is_a_pattern_for_the_whole_where_it_has_a_star(self):
        self.assertEqual(list(self.outcomes("shop", "--filter", "earl*")), ["shop/tea.yaml"])
        self.assertEqual(list(self.outcomes("shop", "--filter", "*/?ea.yaml")), ["shop/tea.yaml"])
        self.assertEqual(self.gate("shop", "--filter", "tea*").returncode, 2)

    def test_leaves_bad_scenarios_out_of_it_too(self):
        self.assertEqual(self.gate("shop", "--filter", "grey").returncode, 0)


class ExitCodes(TestCommand):
    def test_is_0_when_all_expectations_are_met(self):
        self.write_scenarios(coffee=COFFEE, tour=TOUR)
        self.assertEqual(self.gate(".").returncode, 0)

    def test_is_1_when_one_is_not_met_or_has_no_data(self):
        self.write_scenarios(coffee=COFFEE, cold=FAILING)
        self.assertEqual(self.gate(".").returncode, 1)
        self.write_scenarios(cold=NO_DATA)
        done = self.gate(".")
        self.assertEqual(done.returncode, 1)
        self.assertIn("1 of 1 expectation without data", done.stdout)

    def test_is_2_when_one_is_bad_whatever_else_failed(self):
        self.write_scenarios(bad=BAD, cold=FAILING)
        self.assertEqual(self.gate(".").returncode, 2)

    def test_is_2_when_nothing_was_tested(self):
        self.write_scenarios(tour=TOUR)
        (self.directory / "empty").mkdir()
        for arguments, why in [(["empty"], "no *.yaml or *.yml file is there"),
                               (["tour.yaml"], "no scenario expects anything"),
                               (["tour.yaml", "--filter", "coffee"], "no scenario matches --filter")]:
            with self.subTest(why):
                done = self.gate(*arguments)
                self.assertEqual(done.returncode, 2)
                self.assertIn(f"coalmine: nothing was tested: {why}\n", done.stderr)

    def test_is_2_for_bad_usage(self):
        self.write_scenarios(coffee=COFFEE)
        for arguments, why in [([], "path is required"),
                               (["coffee.yaml", "--json", "-", "--junit", "-"], "one of them can be on standard output"),
                               (["coffee.yaml", "--junit", "missing/x.xml"], "cannot write missing/x.xml"),
                               (["coffee.yaml", "--json", "missing/x.json"], "cannot write missing/x.json"),
                               (["coffee.yaml", "--junit", ""], "--junit: the name is empty"),
                               (["coffee.yaml", "--json", "x", "--junit", "./x"], "would both write ./x"),
                               ([".", "--junit", "coffee.yaml"], "coffee.yaml would replace what is read from it")]:
            with self.subTest(arguments):
                done = self.gate(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(why, done.stderr)
        self.assertEqual((self.directory / "coffee.yaml").read_text(), COFFEE)


class FailFast(TestCommand):
    def test_leaves_out_what_comes_after_the_first_failure_whatever_the_threads(self):
        slow = FAILING.replace("replications: 3", "replications: 300")
        self.write_scenarios(a=COFFEE, b=slow, c=COFFEE, d=FAILING, e=COFFEE)
        for jobs in "1", "2", "4":
            with self.subTest(jobs):
                done = self.gate(".", "--fail-fast", "--jobs", jobs)
                self.assertEqual(done.returncode, 1)
                self.assertEqual(self.lines(done)[-1], "5 scenarios: 1 ok, 1 failed, 3 left out")
                self.assertNotIn("c.yaml", done.stdout)

    def test_ends_at_a_bad_scenario(self):
        self.write_scenarios(a=BAD, b=COFFEE)
        self.assertEqual(self.outcomes(".", "--fail-fast"), {"./a.yaml": "bad", "./b.yaml": "left out"})

    def test_tests_all_where_none_fails(self):
        self.write_scenarios(a=COFFEE, b=TOUR, c=COFFEE)
        self.assertEqual(self.outcomes(".", "--fail-fast"), {"./a.yaml": "ok", "./b.yaml": "skipped", "./c.yaml": "ok"})


class Options(TestCommand):
    def test_of_run_hold_for_every_scenario(self):
        self.write_scenarios(a=COFFEE, b=COFFEE)
        document = json.loads(self.gate(".", "--seed", "7", "--replications", "2", "--set",
                                        "expect[0].rule=mean > 99%", "--json", "-").stdout)
        self.assertEqual([(each["seed"], each["replications"], each["outcome"]) for each in document["scenarios"]],
                         [(7, 2, "failed")] * 2)

    def test_that_fit_no_scenario_make_them_bad(self):
        self.write_scenarios(a=COFFEE, b=COFFEE)
        done = self.gate(".", "--set", "trafic.users=5")
        self.assertEqual(done.returncode, 2)
        self.assertIn("2 bad", done.stdout)


class Json(TestCommand):
    def test_is_the_same_for_any_number_of_threads_and_at_any_time(self):
        self.write_scenarios(a=COFFEE, b=FAILING, c=BAD, d=TOUR)
        one, three = (self.gate(".", "--json", "-", "--jobs", jobs) for jobs in "13")
        self.assertEqual(one.stdout, three.stdout)

    def test_has_standard_output_for_itself(self):
        self.write_scenarios(a=COFFEE, b=FAILING)
        done = self.gate(".", "--json", "-")
        self.assertEqual(json.loads(done.stdout)["counts"],
                         {"ok": 1, "failed": 1, "bad": 0, "skipped": 0, "left out": 0})
        self.assertIn("NOT MET", done.stderr)
        self.assertIn("2 scenarios: 1 ok, 1 failed", done.stderr)

    def test_says_where_a_rule_stands(self):
        self.write_scenarios(a=COFFEE)
        place = lambda *arguments: [
            (rule["line"], rule["column"])
            for rule in json.loads(self.gate("a.yaml", "--json", "-", *arguments).stdout)["scenarios"][0]["expectations"]]
        line = COFFEE.splitlines().index("  - { policy: sticky, metric: blast_radius.exposed, rule: mean < 50% }") + 1
        self.assertEqual(place(), [(line, COFFEE.splitlines()[line - 1].index("mean") + 1)])
        self.assertEqual(place("--set", "expect[0].rule=mean < 60%"), [(None, None)])


# What readers of JUnit agree on: Jenkins's schema, and file and line, which GitLab and others read.
JUNIT = {
    "testsuites": ({"tests", "failures", "errors"}, {"name", "time"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors"}, {"skipped", "time", "file"}, {"testcase"}),
    "testcase": ({"name", "classname"}, {"time", "file", "line"}, {"failure", "error", "skipped"}),
    "failure": ({"message"}, {"type"}, set()),
    "error": ({"message"}, {"type"}, set()),
    "skipped": (set(), {"message"}, set()),
}


class Junit(TestCommand):
    def junit(self, *arguments):
        self.gate(*arguments, "--junit", "out.xml")
        root = ElementTree.parse(self.directory / "out.xml").getroot()
        self.assert_valid(root)
        return root

    def assert_valid(self, element):
        required, optional, children = JUNIT[element.tag]
        self.assertLessEqual(required, set(element.keys()), element.tag)
        self.assertLessEqual(set(element.keys()), required | optional, element.tag)
        self.assertRegex(element.get("time", "0.000"), r"^\d+\.\d{3}$")
        for name in ["tests", "failures", "errors", "skipped", "line"]:
            self.assertRegex(element.get(name, "0"), r"^\d+$")
        for child in element:
            self.assertIn(child.tag, children)
            self.assert_valid(child)

    def test_has_a_suite_for_each_scenario_and_a_case_for_each_expectation(self):
        self.write_scenarios(a=COFFEE, b=FAILING, c=BAD, d=TOUR)
        root = self.junit(".")
        self.assertEqual({suite.get("name"): [suite.get(count) for count in ["tests", "failures", "errors", "skipped"]]
                          for suite in root},
                         {"coffee": ["1", "0", "0", "0"], "cold": ["1", "1", "0", "0"],
                          "./c.yaml": ["1", "0", "1", "0"], "tour": ["1", "0", "0", "1"]})
        self.assertEqual([root.get(count) for count in ["tests", "failures", "errors"]], ["4", "1", "1"])
        failed = root[1][0]
        self.assertEqual((failed.get("file"), failed.get("line")), ("./b.yaml", "14"))
        self.assertRegex(failed[0].get("message"), r"^sticky: blast_radius.exposed is .* %, expected mean > 99%$")
        self.assertIn("./c.yaml:15:1: error: unknown key", root[2][0][0].text)

    def test_names_no_two_cases_alike(self):
        self.write_scenarios(a=COFFEE, b=COFFEE, c=COFFEE + COFFEE.splitlines()[-1].replace("50", "60"))
        names = [(case.get("classname"), case.get("name")) for case in self.junit(".").iter("testcase")]
        self.assertEqual(len(names), 4)
        self.assertEqual(len(set(names)), 4)

    def test_adds_up_to_the_time_of_each_suite(self):
        self.write_scenarios(a=COFFEE + COFFEE.splitlines()[-1].replace("50", "60"))
        suite = self.junit(".")[0]
        self.assertAlmostEqual(sum(float(case.get("time")) for case in suite), float(suite.get("time")), delta=0.002)

    def test_is_well_formed_whatever_a_scenario_holds(self):
        self.write("odd & <evil> ]]> Größe.yaml", BAD)
        (self.directory / "broken.yaml").write_bytes(b"name: \xff\x00\x07 & <\n")
        names = {suite.get("name") for suite in self.junit(".")}
        self.assertEqual(names, {"./odd & <evil> ]]> Größe.yaml", "./broken.yaml"})

    def test_can_go_to_standard_output(self):
        self.write_scenarios(a=COFFEE)
        done = self.gate(".", "--junit", "-")
        self.assertEqual(ElementTree.fromstring(done.stdout).tag, "testsuites")
        self.assertIn("1 scenario: 1 ok", done.stderr)


class Github(TestCommand):
    def annotations(self, *arguments, **environment):
        done = self.gate(*arguments, GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(self.directory), **environment)
        return [line for line in done.stderr.splitlines() if line.startswith("::")]

    def test_is_told_the_line_of_each_rule_that_was_not_met(self):
        self.write("shop/cold.yaml", FAILING)
        annotation, = self.annotations("shop")
        self.assertRegex(annotation, r"^::error file=shop/cold.yaml,line=14,col=59,title=Expectation not met::"
                                     r"sticky: blast_radius.exposed is .* %25, expected mean > 99%25$")

    def test_is_told_the_file_alone_where_the_rule_came_from_the_command_line(self):
        self.write_scenarios(coffee=COFFEE)
        annotation, = self.annotations(".", "--set", "expect[0].rule=mean > 99%")
        self.assertTrue(annotation.startswith("::error file=coffee.yaml,title="), annotation)

    def test_is_told_each_problem_of_a_bad_scenario(self):
        self.write_scenarios(bad=BAD.replace("sticky: user", "stiky: user"))
        self.assertEqual([annotation.partition(",title")[0] for annotation in self.annotations(".")],
                         ["::error file=bad.yaml,line=12,col=22", "::error file=bad.yaml,line=15,col=1"])

    def test_sees_files_from_the_root_of_the_repository(self):
        self.write("shop/cold.yaml", FAILING)
        done = subprocess.run([COALMINE, "test", "cold.yaml"], cwd=self.directory / "shop", capture_output=True, text=True,
                              env=outside_github(GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(self.directory)))
        self.assertIn("::error file=shop/cold.yaml,", done.stderr)

    def test_is_told_nothing_elsewhere(self):
        self.write_scenarios(cold=FAILING)
        self.assertNotIn("::", self.gate(".").stderr)
        self.assertNotIn("::", self.gate(".", GITHUB_ACTIONS="false").stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
