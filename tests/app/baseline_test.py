"""`coalmine baseline` as a shell sees it: what is stored, what fails a pipeline, and what is refused."""

import json
import unittest

from program import InFolder

COFFEE = """\
name: coffee
seed: 1
replications: 20
duration: 10m
traffic:
  users: 200
  requests: { fixed: 5 }
functions:
  counter: { errors: 1% }
release:
  rollout: { steps: [{ weight: WEIGHT%, for: 10m }] }
  bugs: [{ in: counter, fails: 20% }]
alarms: [{ metric: error_rate, above: 90% }] # never
policies:
  weighted: { route: weighted }
  sticky: { route: { sticky: user } }
"""


class Baseline(InFolder):
    def setUp(self):
        super().setUp()
        self.write("coffee.yaml", self.coffee(10))

    @staticmethod
    def coffee(weight_percent, name="coffee"):
        return COFFEE.replace("WEIGHT", str(weight_percent)).replace("name: coffee", f"name: {name}")

    def files(self):
        return sorted(str(path.relative_to(self.directory))
                      for path in self.directory.rglob("*") if path.is_file())

    def save(self, *arguments):
        done = self.coalmine("baseline", "save", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def diff(self, *arguments, **environment):
        return self.coalmine("baseline", "diff", *arguments, **environment)

    def assert_refused(self, done, message):
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn(message, done.stderr)


class Save(Baseline):
    def test_stores_what_run_writes(self):
        done = self.save("coffee.yaml", "-o", "coffee.json")
        self.assertEqual(done.stdout, "coffee.json: seed 1, 20 replications\n")
        self.coalmine("run", "coffee.yaml", "--json", "run.json")
        self.assertEqual((self.directory / "coffee.json").read_text(),
                         (self.directory / "run.json").read_text())

    def test_says_with_how_many_replications_it_would_be_judged(self):
        for few in ("3", "6"):
            done = self.save("coffee.yaml", "-o", "few.json", "--replications", few)
            self.assertEqual(done.stderr,
                             f"coalmine: few.json: {few} replications are too few for what baseline diff "
                             "judges by default, and it will refuse: it takes 11\n")
            self.assertIn("few.json", self.files())
            self.assertEqual(self.coalmine("baseline", "diff", "few.json", "coffee.yaml").returncode, 2)
        done = self.save("coffee.yaml", "-o", "enough.json", "--replications", "11")
        self.assertEqual(done.stderr, "")
        self.assertEqual(self.coalmine("baseline", "diff", "enough.json", "coffee.yaml").returncode, 0)

    def test_counts_the_figures_of_a_whole_folder(self):
        for name in "abcd":
            self.write(f"scenarios/{name}.yaml", self.coffee(10, name))
        done = self.save("scenarios", "-o", "baseline", "--replications", "11")
        self.assertEqual(done.stderr.count("it takes 13\n"), 4, done.stderr)

    def test_stores_a_folder_of_scenarios_in_a_folder(self):
        self.write("scenarios/coffee.yaml", self.coffee(10))
        self.write("scenarios/hot/tea.yml", self.coffee(10, "tea"))
        self.save("scenarios", "-o", "baseline")
        self.assertEqual([name for name in self.files() if name.startswith("baseline")],
                         ["baseline/coffee.json", "baseline/hot/tea.json"])

    def test_stores_a_scenario_in_a_folder_that_is_there(self):
        (self.directory / "baseline").mkdir()
        self.save("coffee.yaml", "-o", "baseline")
        self.assertIn("baseline/coffee.json", self.files())

    def test_makes_the_folder_that_a_slash_asks_for(self):
        self.save("coffee.yaml", "-o", "baselines/")
        self.assertIn("baselines/coffee.json", self.files())

    def test_stores_nothing_if_one_scenario_is_bad(self):
        self.write("scenarios/coffee.yaml", self.coffee(10))
        self.write("scenarios/tea.yaml", self.coffee(400, "tea"))
        done = self.coalmine("baseline", "save", "scenarios", "-o", "baseline")
        self.assert_refused(done, "scenarios/tea.yaml:11:")
        self.assertEqual([name for name in self.files() if name.startswith("baseline")], [])

    def test_refuses_two_scenarios_that_would_have_one_result(self):
        self.write("scenarios/coffee.yaml", self.coffee(10))
        self.write("scenarios/coffee.yml", self.coffee(10))
        self.assert_refused(self.coalmine("baseline", "save", "scenarios", "-o", "baseline"),
                            "both would be saved as coffee.json")

    def test_refuses_before_it_runs_what_it_could_not_write(self):
        self.write("file", "")
        done = self.coalmine("baseline", "save", "coffee.yaml", "-o", "file/coffee.json")
        self.assert_refused(done, "file/coffee.json")


class Diff(Baseline):
    def setUp(self):
        super().setUp()
        self.save("coffee.yaml", "-o", "coffee.json")

    def test_passes_where_nothing_changed(self):
        done = self.diff("coffee.json", "coffee.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("coffee: no regression\n"), done.stdout)
        self.assertIn("the same scenario, compared on the same draws (seed 1, 20 replications)",
                      done.stdout)

    def test_fails_where_more_users_meet_the_canary(self):
        self.write("coffee.yaml", self.coffee(20))
        done = self.diff("coffee.json", "coffee.yaml")
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertRegex(done.stdout, r"sticky: [\d.]+ more users meet the canary")
        self.assertRegex(done.stdout, r"blast_radius.exposed .* REGRESSION\n")

    def test_passes_where_fewer_do(self):
        self.write("coffee.yaml", self.coffee(5))
        done = self.diff("coffee.json", "coffee.yaml")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r"blast_radius.exposed .* better\n")

    def test_tolerates_what_it_is_told_to(self):
        self.write("coffee.yaml", self.coffee(20))
        done = self.diff("coffee.json", "coffee.yaml", "--tolerance", "all=500%",
                         "--tolerance", "blast_radius.exposed=90points")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("tolerated: 90 points", done.stdout)

    def test_judges_what_it_is_told_to(self):
        self.write("coffee.yaml", self.coffee(20))
        done = self.diff("coffee.json", "coffee.yaml", "--metric", "alarm.missed",
                         "--metric", "users.flipped")
        self.assertNotIn("blast_radius.exposed  ", done.stdout)
        self.assertIn("4 figures judged", done.stdout)

    def test_compares_two_results(self):
        self.coalmine("run", "coffee.yaml", "--seed", "2", "--json", "new.json")
        done = self.diff("coffee.json", "new.json")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("on draws of their own (seed 2, 20 replications; before: seed 1, 20 replications)",
                      done.stdout.replace("\n", " "))

    def test_runs_the_scenario_as_the_baseline_was_run(self):
        self.save("coffee.yaml", "-o", "coffee.json", "--seed", "5", "--replications", "30",
                  "--set", "traffic.users=100")
        done = self.diff("coffee.json", "coffee.yaml")
        self.assertIn("the same scenario, compared on the same draws (seed 5, 30 replications)",
                      done.stdout)

    def test_runs_the_scenario_with_the_seed_that_it_is_told(self):
        done = self.diff("coffee.json", "coffee.yaml", "--seed", "3", "--replications", "25")
        self.assertIn("(seed 3, 25 replications; before: seed 1, 20 replications)",
                      done.stdout.replace("\n", " "))

    def test_says_that_another_version_wrote_the_baseline(self):
        self.assertNotIn("of coalmine", self.diff("coffee.json", "coffee.yaml").stdout)
        document = json.loads(self.read("coffee.json"))
        version = document["coalmine"]
        self.write("coffee.json", json.dumps({**document, "coalmine": "0.0.1"}))
        done = self.diff("coffee.json", "coffee.yaml", "--markdown", "diff.md", "--json", "diff.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        said = f"The baseline is of coalmine 0.0.1 and the other side of {version}: draws and figures may differ"
        self.assertIn(said, done.stdout.replace("\n", " "))
        self.assertIn(said.encode(), self.read("diff.md"))
        sides = json.loads(self.read("diff.json"))["scenarios"][0]
        self.assertEqual((sides["before"]["coalmine"], sides["after"]["coalmine"]), ("0.0.1", version))

    def test_writes_json_and_markdown(self):
        self.write("coffee.yaml", self.coffee(20))
        done = self.diff("coffee.json", "coffee.yaml", "--json", "diff.json",
                         "--markdown", "diff.md")
        self.assertEqual(done.returncode, 1, done.stderr)
        document = json.loads((self.directory / "diff.json").read_text())
        self.assertFalse(document["passes"])
        self.assertIn("REGRESSION", (self.directory / "diff.md").read_text())

    def test_keeps_standard_output_for_the_document(self):
        done = self.diff("coffee.json", "coffee.yaml", "--json", "-")
        self.assertTrue(json.loads(done.stdout)["passes"])
        self.assertIn("coffee: no regression", done.stderr)

    def test_annotates_regressions_on_github(self):
        self.write("coffee.yaml", self.coffee(20))
        done = self.diff("coffee.json", "coffee.yaml", GITHUB_ACTIONS="true")
        self.assertIn("::error file=coffee.yaml,title=Worse than the baseline::weighted: ",
                      done.stderr)
        self.assertNotIn("::error", self.diff("coffee.json", "coffee.yaml").stderr)

    def test_is_the_same_on_one_thread_and_on_three(self):
        self.write("coffee.yaml", self.coffee(12))
        one, three = (self.diff("coffee.json", "coffee.yaml", "--jobs", jobs, "--json", "-").stdout
                      for jobs in ("1", "3"))
        self.assertEqual(one, three)


class Folders(Baseline):
    def setUp(self):
        super().setUp()
        self.write("scenarios/coffee.yaml", self.coffee(10))
        self.write("scenarios/hot/tea.yaml", self.coffee(10, "tea"))
        self.save("scenarios", "-o", "baseline")

    def test_are_compared_file_by_file(self):
        self.write("scenarios/hot/tea.yaml", self.coffee(20, "tea"))
        done = self.diff("baseline", "scenarios")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("coffee: no regression\n", done.stdout)
        self.assertRegex(done.stdout, r"\ntea: \d+ regressions?\n")
        self.assertRegex(done.stdout, r"\n2 scenarios: \d+ regressions?\n")

    def test_may_have_new_scenarios(self):
        self.write("scenarios/cocoa.yaml", self.coffee(10, "cocoa"))
        done = self.diff("baseline", "scenarios")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr,
                         "coalmine: scenarios/cocoa.yaml has no baseline, and was not compared\n")

    def test_may_not_lose_one(self):
        (self.directory / "scenarios/hot/tea.yaml").unlink()
        self.assert_refused(self.diff("baseline", "scenarios"),
                            "baseline/hot/tea.json has no counterpart in scenarios")

    def test_may_hold_results_on_both_sides(self):
        done = self.diff("baseline", "baseline")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_are_not_compared_with_files(self):
        self.assert_refused(self.diff("baseline", "coffee.yaml"),
                            "baseline is a folder and coffee.yaml is not")

    def test_without_results_are_no_pass(self):
        self.assert_refused(self.diff("scenarios", "scenarios"),
                            "scenarios: there is no *.json below")


class Refusals(Baseline):
    def setUp(self):
        super().setUp()
        self.save("coffee.yaml", "-o", "coffee.json")

    def test_name_what_is_wrong_with_an_option(self):
        for option, value, message in [
                ("--tolerance", "blast_radius.exposed", "--tolerance: \"blast_radius.exposed\" is no"),
                ("--tolerance", "all=1points", "is no tolerance of all metrics"),
                ("--metric", "blast_radius.exposd", "did you mean \"blast_radius.exposed\"?"),
                ("--metric", "users.active", "neither better nor worse"),
                ("--metric", "events.lost", "no result has events.lost"),
                ("--level", "2", "--level: \"2\" is not a share above 0 and at most 50%"),
                ("--level", "0", "--level: \"0\" is not a share"),
                ("--json", "missing/diff.json", "missing/diff.json"),
        ]:
            with self.subTest(option=option, value=value):
                self.assert_refused(self.diff("coffee.json", "coffee.yaml", option, value), message)

    def test_name_another_scenario(self):
        self.write("tea.yaml", self.coffee(10, "tea"))
        self.assert_refused(self.diff("coffee.json", "tea.yaml"),
                            "tea: the baseline is of another scenario: coffee")

    def test_name_policies_that_are_all_gone(self):
        self.write("coffee.yaml", self.coffee(10).replace("weighted:", "a:").replace("sticky:", "b:", 1))
        self.assert_refused(self.diff("coffee.json", "coffee.yaml"),
                            "coffee: the baseline has none of its policies")

    def test_name_every_file_that_cannot_be_read(self):
        self.write("old/a.json", "{")
        self.write("old/b.json", "[]")
        self.write("new/a.yaml", self.coffee(10))
        self.write("new/b.yaml", self.coffee(10))
        done = self.diff("old", "new")
        self.assert_refused(done, "old/a.json")
        self.assertIn("old/b.json", done.stderr)

    def test_name_the_replications_that_it_takes(self):
        self.save("coffee.yaml", "-o", "few.json", "--replications", "3")
        self.assert_refused(self.diff("few.json", "coffee.yaml"),
                            "3 replications are too few to tell a change from chance")
        self.save("coffee.yaml", "-o", "few.json", "--replications", "6")
        self.assert_refused(self.diff("few.json", "coffee.yaml"),
                            "6 replications cannot show a change of alarm.missed")

    def test_name_a_tolerance_of_what_is_not_judged(self):
        tolerance = ("--tolerance", "users.mixed=1points")
        self.assert_refused(self.diff("coffee.json", "coffee.yaml", *tolerance),
                            "users.mixed has a tolerance, and is not judged: --metric says what is")
        self.assertEqual(self.diff("coffee.json", "coffee.yaml", *tolerance, "--metric", "users.mixed").returncode, 0)

    def test_name_what_is_not_there_or_the_wrong_way_round(self):
        self.assert_refused(self.diff("missing", "."), "cannot read missing: No such file or directory")
        self.assert_refused(self.diff("coffee.yaml", "coffee.json"), "coffee.yaml is a scenario")

    def test_keep_what_is_read_from_being_replaced(self):
        before = {name: self.read(name) for name in ("coffee.json", "coffee.yaml")}
        self.assert_refused(self.diff("coffee.json", "coffee.yaml", "--json", "./coffee.json"),
                            "--json ./coffee.json would replace what is read from it")
        self.assert_refused(self.diff("coffee.json", "coffee.yaml", "--markdown", "coffee.yaml"),
                            "--markdown coffee.yaml would replace what is read from it")
        self.assert_refused(self.diff("coffee.json", "coffee.yaml", "--json", "x", "--markdown", "./x"),
                            "--json and --markdown would both write ./x")
        self.assert_refused(self.coalmine("baseline", "save", "coffee.yaml", "-o", "coffee.yaml"),
                            "--output coffee.yaml would replace what is read from it")
        self.assert_refused(self.coalmine("baseline", "save", "coffee.yaml", "-o", "-"), "--output -: a baseline is a file")
        self.assertEqual({name: self.read(name) for name in before}, before)

    def test_leave_no_file_behind(self):
        self.write("tea.yaml", self.coffee(10, "tea"))
        before = self.files()
        self.diff("coffee.json", "tea.yaml", "--json", "diff.json", "--markdown", "diff.md")
        self.assertEqual(self.files(), before)

    def test_name_the_missing_subcommand(self):
        done = self.coalmine("baseline")
        self.assertEqual(done.returncode, 2)
        self.assertIn("a command is missing: one of: save, diff", done.stderr)
        done = self.coalmine("baseline", "dif")
        self.assertEqual(done.returncode, 2)
        self.assertIn('unknown command "dif": did you mean "diff"?', done.stderr)


if __name__ == "__main__":
    unittest.main()
