"""The command line as a shell sees it: exit codes, streams and the files it leaves behind."""

import json
import os
import pty
import signal
import subprocess
import time
import unittest

from program import COALMINE, InFolder

COFFEE = """\
name: coffee
seed: 1
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
  weighted: { route: weighted }
  sticky: { route: { sticky: user } }
expect:
  - { policy: sticky, metric: blast_radius.exposed, rule: "mean < 50%" }
"""


class CommandLine(InFolder):
    def setUp(self):
        super().setUp()
        self.write("coffee.yaml", COFFEE)

    def files(self):
        return sorted(path.name for path in self.directory.iterdir())

    def assert_refused(self, done, message):
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn(message, done.stderr)
        self.assertEqual(self.files(), ["coffee.yaml"])

    def on_terminal(self, *arguments, **environment):
        """Starts coalmine with both streams on a terminal, and returns it and the terminal."""
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        clean = {k: v for k, v in os.environ.items() if k != "NO_COLOR"}
        process = subprocess.Popen(
            [COALMINE, *arguments], cwd=self.directory, stdin=theirs, stdout=theirs, stderr=theirs,
            env={**clean, "TERM": "xterm", **environment})
        os.close(theirs)
        return process, ours


def read_all(terminal):
    """All that is written to a terminal until its last writer is gone."""
    text = b""
    try:
        while chunk := os.read(terminal, 4096):
            text += chunk
    except OSError:  # Linux reports the last close of the other side as an error
        pass
    return text.decode()


def read_until(terminal, word, seconds):
    os.set_blocking(terminal, False)
    text, deadline = "", time.monotonic() + seconds
    while word not in text and time.monotonic() < deadline:
        try:
            text += os.read(terminal, 4096).decode()
        except BlockingIOError:
            time.sleep(0.01)
    return text


class ExitCodes(CommandLine):
    def test_is_0_when_expectations_are_met(self):
        done = self.coalmine("run", "coffee.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("Expectations: 1 met", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_is_1_when_an_expectation_is_not_met(self):
        done = self.coalmine("run", "coffee.yaml", "--set", "expect[0].rule=mean > 99%")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("NOT MET  sticky", done.stdout)

    def test_is_1_when_an_expectation_has_no_data(self):
        done = self.coalmine("run", "coffee.yaml", "--set", "expect[0].metric=alarm.time_to_detect",
                             "--set", "expect[0].rule=mean < 5m")
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn("NO DATA  sticky", done.stdout)

    def test_is_2_for_bad_usage(self):
        for arguments in [(), ("bogus",), ("run",), ("run", "coffee.yaml", "--bogus"),
                          ("run", "coffee.yaml", "more.yaml"), ("check",),
                          ("run", "coffee.yaml", "--seed", "-3"), ("run", "coffee.yaml", "--seed", "x"),
                          ("run", "coffee.yaml", "--replications", "0"),
                          ("run", "coffee.yaml", "--jobs", "0"), ("run", "coffee.yaml", "--set")]:
            with self.subTest(arguments):
                self.assert_refused(self.coalmine(*arguments), "")

    def test_is_2_when_standard_output_is_full(self):
        for arguments in (["schema"], ["run", "coffee.yaml", "--json", "-"]):
            with self.subTest(arguments), open("/dev/full", "w") as full:
                done = subprocess.run([COALMINE, *arguments], cwd=self.directory, stdout=full,
                                      stderr=subprocess.PIPE, text=True)
                self.assertEqual(done.returncode, 2)
                self.assertEqual(done.stderr,
                                 "coalmine: cannot write to standard output: No space left on device\n")


class Usage(CommandLine):
    def test_suggests_the_command_that_was_meant(self):
        self.assert_refused(self.coalmine("tset", "coffee.yaml"), 'unknown command "tset": did you mean "test"?')
        self.assert_refused(self.coalmine(), "a command is missing: one of: run, report")
        self.assert_refused(self.coalmine("--jobs", "2"), "a command is missing")

    def test_says_which_whole_numbers_an_option_takes(self):
        for option, value, range_ in [("--seed", "-3", "0 to 18446744073709551615"),
                                      ("--seed", "18446744073709551616", "0 to 18446744073709551615"),
                                      ("--seed", "1.5", "0 to 18446744073709551615"),
                                      ("--replications", "0", "1 to 4294967295"),
                                      ("--replications", "4294967296", "1 to 4294967295"),
                                      ("--jobs", "0", "1 to 1024"), ("--jobs", "1025", "1 to 1024")]:
            with self.subTest(option, value=value):
                self.assert_refused(self.coalmine("run", "coffee.yaml", option, value),
                                    f'{option}: "{value}" is not a whole number from {range_}\n')

    def test_keeps_what_is_read_from_being_replaced(self):
        (self.directory / "link.yaml").symlink_to("coffee.yaml")
        for option in ("--json", "--resume"):
            for name in ("coffee.yaml", "./coffee.yaml", "link.yaml"):
                with self.subTest(option, name=name):
                    done = self.coalmine("run", "coffee.yaml", option, name)
                    self.assertEqual(done.returncode, 2)
                    self.assertIn(f"{option} {name} would replace what is read from it", done.stderr)
        self.assertEqual((self.directory / "coffee.yaml").read_text(), COFFEE)

    def test_keeps_two_results_out_of_one_file(self):
        for first, second in [(("--json", "x.md"), ("--report", "./x.md")),
                              (("--report", "x.md"), ("--report", "x.md")),
                              (("--json", "x"), ("--resume", "x"))]:
            with self.subTest(first):
                self.assert_refused(self.coalmine("run", "coffee.yaml", *first, *second),
                                    f"{first[0]} and {second[0]} would both write {second[1]}")

    def test_needs_a_name_where_there_is_to_be_a_file(self):
        for option in ("--json", "--report", "--resume"):
            with self.subTest(option):
                self.assert_refused(self.coalmine("run", "coffee.yaml", option, ""), f"{option}: the name is empty")


class BadInput(CommandLine):
    def test_names_every_mistake_with_its_position_and_leaves_no_file(self):
        bad = COFFEE.replace("route: weighted", "route: wieghted").replace("users: 50", "user: 50")
        self.write("coffee.yaml", bad)
        done = self.coalmine("run", "coffee.yaml", "--json", "out.json")
        self.assert_refused(done, "coffee.yaml:6:3: error: ")
        self.assertIn("coffee.yaml:13:22: error: ", done.stderr)
        self.assertIn('did you mean "weighted"?', done.stderr)
        self.assertIn("   13 |   weighted: { route: wieghted }", done.stderr)

    def test_is_refused_in_check_too(self):
        self.write("coffee.yaml", COFFEE + "bogus: 1\n")
        self.assert_refused(self.coalmine("check", "coffee.yaml"), "coffee.yaml:17:1: error: ")

    def test_includes_files_that_are_not_there(self):
        self.assert_refused(self.coalmine("run", "missing.yaml"), "missing.yaml")

    def test_includes_a_directory(self):
        self.assert_refused(self.coalmine("run", "/"), "/")

    def test_includes_an_unknown_policy(self):
        self.assert_refused(self.coalmine("run", "coffee.yaml", "--policy", "stiky"), "stiky")

    def test_includes_an_override_of_nothing(self):
        self.assert_refused(self.coalmine("run", "coffee.yaml", "--set", "trafic.users=5"), "trafic")

    def test_includes_a_result_file_that_cannot_be_written(self):
        done = self.coalmine("run", "coffee.yaml", "--json", "missing/out.json")
        self.assert_refused(done, "cannot write missing/out.json: No such file or directory")

    def test_keeps_an_earlier_result(self):
        self.write("out.json", "earlier")
        self.coalmine("run", "missing.yaml", "--json", "out.json")
        self.assertEqual((self.directory / "out.json").read_text(), "earlier")


class Check(CommandLine):
    def test_says_ok_for_each_file(self):
        self.write("tea.yaml", COFFEE.replace("coffee", "tea"))
        done = self.coalmine("check", "coffee.yaml", "tea.yaml")
        self.assertEqual((done.returncode, done.stdout), (0, "coffee.yaml: ok\ntea.yaml: ok\n"))

    def test_goes_on_after_a_bad_file(self):
        done = self.coalmine("check", "missing.yaml", "coffee.yaml")
        self.assertEqual((done.returncode, done.stdout), (2, "coffee.yaml: ok\n"))


class Route(CommandLine):
    """Which of a team's own users get the canary."""

    SALTED = COFFEE.replace("{ sticky: user }", "{ sticky: { key: user, salt: summer } }")

    def route(self, *arguments, policy="sticky"):
        return self.coalmine("route", "salted.yaml", "--policy", policy, "--users", "users.csv", *arguments)

    def setUp(self):
        super().setUp()
        self.write("salted.yaml", self.SALTED)
        self.write("users.csv", "".join(f"user-{i},{i}\n" for i in range(100)))

    def test_has_a_row_for_each_user_and_a_summary_beside_it(self):
        done = self.route("--weights", "0,50%,100")
        rows = [line.split(",") for line in done.stdout.splitlines()]
        self.assertEqual(rows[0], ["user", "0%", "50%", "100%"])
        self.assertEqual([row[0] for row in rows[1:]], [f"user-{i}" for i in range(100)])
        self.assertEqual({row[1] for row in rows[1:]}, {"stable"})
        self.assertEqual({row[2] for row in rows[1:]}, {"stable", "canary"})
        self.assertEqual({row[3] for row in rows[1:]}, {"canary"})
        self.assertIn("at 100%: 100 % of users, 100 % of requests; largest: user-99 (99)", done.stderr)

    def test_is_the_same_in_json(self):
        rows = self.route("--weights", "50").stdout.splitlines()[1:]
        step, = json.loads(self.route("--weights", "50", "--format", "json").stdout)["weights"]
        self.assertEqual(step["canary"], [row.split(",")[0] for row in rows if row.endswith("canary")])
        self.assertEqual(step["user_share"], len(step["canary"]) / 100)

    def test_refuses_what_it_cannot_tell(self):
        self.write("bad.csv", "alice,3\nbob,many\n")
        for done, message in [
            (self.route(policy="weighted"), "it draws: chance decides who gets the canary"),
            (self.route("--weights", "110"), '"110" is no per cent from 0 to 100'),
            (self.route("--at", "soon"), "--at: "),
            (self.route(policy="stikcy"), 'unknown policy "stikcy"'),
            (self.coalmine("route", "salted.yaml", "--policy", "sticky", "--users", "bad.csv"), "bad.csv:2:5: "),
            (self.coalmine("route", "salted.yaml", "--policy", "sticky", "--users", "none.csv"), "none.csv"),
        ]:
            with self.subTest(message):
                self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
                self.assertIn(message, done.stderr)


class Compatibility(CommandLine):
    """Which versions fit together, before anything runs."""

    RENAMED = COFFEE.replace("counter: { errors: 1% }", """\
till: { writes: { stable: [price], canary: [amount] }, calls: [counter] }
  counter: { reads: { stable: [price], canary: [amount] } }""")
    ADDED = RENAMED.replace("canary: [amount] }, calls", "canary: [price, amount] }, calls")

    def compatibility(self, text, *arguments):
        self.write("tea.yaml", text)
        return self.coalmine("compatibility", "tea.yaml", *arguments)

    def test_is_a_matrix_and_an_order(self):
        done = self.compatibility(self.ADDED)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("stable till with canary counter: amount\n", done.stdout)
        self.assertIn("release: { order: [till, counter] }\n", done.stdout)

    def test_fails_where_no_order_avoids_a_mismatch(self):
        done = self.compatibility(self.RENAMED)
        self.assertEqual((done.returncode, done.stderr), (1, ""))
        self.assertIn("No order avoids every mismatch", done.stdout)

    def test_gives_an_order_that_the_language_takes(self):
        order, = json.loads(self.compatibility(self.ADDED, "--json", "-").stdout)["order"][1:]
        self.assertEqual(order, ["counter"])
        ordered = self.ADDED.replace("release:", "release:\n  order: [till, counter]").replace(
            "duration: 10m", "duration: 20m")
        self.write("tea.yaml", ordered)
        self.assertEqual(self.coalmine("check", "tea.yaml").stdout, "tea.yaml: ok\n")

    def test_is_written_to_a_file_too(self):
        done = self.compatibility(self.ADDED, "--json", "out.json")
        self.assertIn("till -> counter", done.stdout)
        pair, = json.loads((self.directory / "out.json").read_text())["pairs"]
        self.assertEqual(pair["broken"], [
            {"producer_version": "stable", "consumer_version": "canary", "fields": ["amount"]}])

    def test_refuses_bad_input(self):
        done = self.compatibility(COFFEE + "bogus: 1\n")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("tea.yaml:17:1: error: ", done.stderr)
        done = self.compatibility(self.ADDED, "--json", "missing/out.json")
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn("cannot write missing/out.json", done.stderr)

    def test_never_replaces_its_scenario_or_writes_to_an_empty_name(self):
        for message, name in [("--json tea.yaml would replace what is read from it", "tea.yaml"),
                              ("--json: the name is empty", "")]:
            with self.subTest(name):
                done = self.compatibility(self.ADDED, "--json", name)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(message, done.stderr)
                self.assertEqual(self.read("tea.yaml").decode(), self.ADDED)


class Results(CommandLine):
    def json_of(self, *arguments):
        done = self.coalmine("run", "coffee.yaml", "--json", "-", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def test_are_the_only_file_beside_the_scenario(self):
        self.coalmine("run", "coffee.yaml", "--json", "out.json")
        self.assertEqual(self.files(), ["coffee.yaml", "out.json"])

    def test_are_the_same_in_a_file_and_on_standard_output(self):
        self.coalmine("run", "coffee.yaml", "--json", "out.json")
        done = self.coalmine("run", "coffee.yaml", "--json", "-")
        self.assertEqual((self.directory / "out.json").read_text(), done.stdout)

    def test_are_the_same_for_any_number_of_jobs(self):
        one, eight = (self.coalmine("run", "coffee.yaml", "--json", "-", "--jobs", jobs).stdout
                      for jobs in ["1", "8"])
        self.assertEqual(one, eight)

    def test_depend_on_the_seed(self):
        self.assertEqual(self.json_of("--seed", "18446744073709551615")["seed"], 2**64 - 1)
        self.assertNotEqual(self.json_of()["policies"], self.json_of("--seed", "2")["policies"])

    def test_have_the_replications_asked_for(self):
        result = self.json_of("--replications", "5")
        self.assertEqual(result["replications"], 5)
        self.assertEqual(len(result["policies"][0]["metrics"]["users.active"]["values"]), 5)

    def test_take_values_from_the_command_line(self):
        result = self.json_of("--set", "traffic.users=20", "--set", "traffic.requests.fixed=2")
        self.assertEqual(result["policies"][0]["metrics"]["requests.total"]["mean"], 40)

    def test_hold_only_the_policies_asked_for(self):
        self.assertEqual([p["name"] for p in self.json_of("--policy", "sticky")["policies"]], ["sticky"])

    def test_are_not_shown_when_quiet(self):
        self.assertEqual(self.coalmine("run", "coffee.yaml", "--quiet").stdout, "")

    def test_say_what_failed_when_quiet(self):
        done = self.coalmine("run", "coffee.yaml", "--quiet", "--set", "expect[0].rule=mean > 99%")
        self.assertRegex(done.stdout, r"^  NOT MET  sticky  blast_radius.exposed  mean > 99%  found .* %\n$")

    def test_stay_valid_json_when_something_failed(self):
        done = self.coalmine("run", "coffee.yaml", "--json", "-", "--set", "expect[0].rule=mean > 99%")
        self.assertEqual(json.loads(done.stdout)["expectations"][0]["verdict"], "not met")
        self.assertIn("NOT MET", done.stderr)


class Terminal(CommandLine):
    def test_gets_colours(self):
        process, terminal = self.on_terminal("run", "coffee.yaml")
        self.assertIn("\x1b[", read_all(terminal))
        self.assertEqual(process.wait(60), 0)

    def test_gets_no_colours_where_nobody_wants_them(self):
        for environment in [{"NO_COLOR": "1"}, {"TERM": "dumb"}]:
            with self.subTest(environment):
                process, terminal = self.on_terminal("run", "coffee.yaml", **environment)
                self.assertNotIn("\x1b", read_all(terminal))
                self.assertEqual(process.wait(60), 0)

    def test_sees_progress_and_an_interrupt_leaves_no_file(self):
        process, terminal = self.on_terminal(
            "run", "coffee.yaml", "--replications", "1000000", "--set", "traffic.requests.fixed=100",
            "--json", "out.json")
        self.assertIn("of 1000000 replications", read_until(terminal, "replications", seconds=60))
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.wait(60), -signal.SIGINT)
        self.assertEqual(self.files(), ["coffee.yaml"])


class Pipe(CommandLine):
    def test_gets_neither_colours_nor_progress(self):
        done = self.coalmine("run", "coffee.yaml")
        self.assertNotIn("\x1b", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_gets_no_progress_from_a_long_run(self):
        process = subprocess.Popen(
            [COALMINE, "run", "coffee.yaml", "--replications", "1000000"], cwd=self.directory,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        self.assertEqual(process.communicate(timeout=60), ("", ""))


class Judges(CommandLine):
    def judges(self, *arguments):
        return self.coalmine("judges", "coffee.yaml", *arguments)

    def test_compares_the_usual_judges_where_none_are_written(self):
        done = self.judges()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(done.stdout.startswith("coffee: 16 judges under weighted, 3 replications, seed 1\n"))
        self.assertIn("two-proportion-peeked", done.stdout)
        self.assertEqual(done.stderr, "")

    def test_are_the_first_policys_unless_others_are_named(self):
        done = self.judges("--policy", "sticky", "--policy", "weighted", "--json", "-")
        self.assertEqual([policy["policy"] for policy in json.loads(done.stdout)["traffic"][0]["policies"]],
                         ["weighted", "sticky"])

    def test_chooses_judges_and_functions(self):
        done = self.judges("--judge", "msprt", "--judge", "argo", "--function", "counter", "--json", "-")
        judges = json.loads(done.stdout)["traffic"][0]["policies"][0]["judges"]
        self.assertEqual([judge["judge"] for judge in judges], ["argo", "msprt"])

    def test_scales_the_traffic(self):
        done = self.judges("--traffic", "0.5,2", "--json", "-")
        traffic = json.loads(done.stdout)["traffic"]
        self.assertEqual([(each["factor"], each["users"]) for each in traffic], [(0.5, 25), (2, 100)])
        self.assertIn("x0.5", self.judges("--traffic", "0.5,2").stdout)

    def test_write_the_same_whatever_the_number_of_threads(self):
        self.judges("--json", "one.json", "--jobs", "1")
        self.judges("--json", "three.json", "--jobs", "3")
        one, three = (self.directory / name for name in ["one.json", "three.json"])
        self.assertEqual(one.read_bytes(), three.read_bytes())

    def test_that_are_standard_can_be_copied_into_a_scenario(self):
        standard = self.coalmine("judges", "--standard")
        self.write("coffee.yaml", COFFEE + standard.stdout)
        self.assertEqual(self.coalmine("check", "coffee.yaml").returncode, 0)

    def test_prints_engines_and_their_machines(self):
        engines = [line.split()[0] for line in self.coalmine("judges", "--list").stdout.splitlines()]
        self.assertIn("kayenta", engines)
        machines = self.coalmine("judges", "--machines").stdout
        for engine in engines:
            self.assertIn(f"### {engine}\n\n| ", machines)
        self.assertEqual(self.coalmine("judges", "--machines", "flagger").stdout.count("###"), 1)

    def test_is_2_for_what_cannot_be_compared(self):
        for arguments, message in [((), "judges needs a scenario"),
                                   (("coffee.yaml", "--judge", "msprd"), 'unknown judge "msprd": did you mean "msprt"?'),
                                   (("coffee.yaml", "--function", "till"), 'unknown function of the release "till"'),
                                   (("coffee.yaml", "--policy", "stiky"), 'unknown policy "stiky"'),
                                   (("coffee.yaml", "--traffic", "0"), "has to be above 0"),
                                   (("coffee.yaml", "--traffic", "much"), "much"),
                                   (("coffee.yaml", "--traffic", "1e12"), "are too many"),
                                   (("--machines", "spinnaker"), 'unknown engine "spinnaker"'),
                                   (("coffee.yaml", "--json", "nowhere/x.json"), "nowhere/x.json")]:
            with self.subTest(arguments):
                self.assert_refused(self.coalmine("judges", *arguments), message)


if __name__ == "__main__":
    unittest.main(verbosity=2)
