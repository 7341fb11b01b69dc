"""`coalmine sweep` as a shell sees it: what it refuses, what it keeps when it is killed, and where it goes on.

sweep_test.py COALMINE
"""

import fcntl
import json
import os
import random
import re
import resource
import signal
import subprocess
import time
import unittest
from pathlib import Path

from program import COALMINE, InFolder

COFFEE = """\
name: coffee
seed: 1
replications: 3
duration: 10m
traffic:
  users: 50
  requests: { poisson: { per_user: 1/min } }
functions:
  counter: { errors: 1% }
release:
  rollout: { steps: [{ weight: 10%, for: 10m }] }
policies:
  weighted: { route: weighted }
  sticky: { route: { sticky: user } }
"""

USERS = "traffic.users=10..100:4"
WEIGHT = "release.rollout.steps[0].weight=5%..50%:5"
RATE = "traffic.requests.poisson.per_user=1/min..60/min:3:log"
SIXTY = ["--vary", USERS, "--vary", WEIGHT, "--vary", RATE]  # points


class Sweep(InFolder):
    # In memory where there is such a place: every point waits for the disk.
    PARENT = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

    def setUp(self):
        super().setUp()
        self.write("coffee.yaml", COFFEE)

    def files(self):
        return sorted(path.name for path in self.directory.iterdir() if path.name != "coffee.yaml")

    def command(self, *arguments, output="out.jsonl"):
        return [COALMINE, "sweep", "coffee.yaml", "-o", output, *arguments]

    def sweep(self, *arguments, output="out.jsonl", **how):
        return subprocess.run(self.command(*arguments, output=output), cwd=self.directory,
                              capture_output=True, text=True, timeout=300, **how)

    def done(self, *arguments, **how):
        done = self.sweep(*arguments, **how)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def assert_refused(self, done, message, files=()):
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn(message, done.stderr)
        self.assertEqual(self.files(), list(files))

    def lines(self):
        return [json.loads(line) for line in self.read("out.jsonl").splitlines()]


class Result(Sweep):
    def test_is_a_header_and_a_line_for_each_point(self):
        self.done("--vary", USERS, "--vary", "release.rollout.steps[0].weight=5%,50%")
        header, *points = self.lines()
        self.assertEqual(header["sweep"]["points"], 8)
        self.assertEqual(header["sweep"]["vary"],
                         [USERS, "release.rollout.steps[0].weight=5%,50%"])
        self.assertEqual([point["point"] for point in points], list(range(8)))
        self.assertEqual(points[3]["vary"],
                         {"traffic.users": 40, "release.rollout.steps[0].weight": "50%"})
        self.assertEqual(points[3]["policies"]["sticky"]["users.active"]["n"], 3)
        self.assertEqual(self.files(), ["out.jsonl"])

    def test_of_a_point_is_that_of_a_run_with_its_values(self):
        self.done("--vary", "traffic.users=20,40", "--seed", "9")
        subprocess.run([COALMINE, "run", "coffee.yaml", "--seed", "9", "--set", "traffic.users=40",
                        "--json", "run.json", "--quiet"], cwd=self.directory, check=True)
        run = json.loads(self.read("run.json"))
        for policy in run["policies"]:
            found = self.lines()[2]["policies"][policy["name"]]
            self.assertEqual(list(found), list(policy["metrics"]))
            for name, figure in policy["metrics"].items():
                for key in ("unit", "n", "mean", "sd", "ci95"):
                    self.assertEqual(found[name][key], figure[key], name)

    def test_is_the_same_bytes_on_any_number_of_threads(self):
        found = set()
        for jobs in ("1", "2", "8", "64"):
            self.done(*SIXTY, "--jobs", jobs, "--restart")
            found.add(self.read("out.jsonl"))
        self.assertEqual(len(found), 1)

    def test_of_samples_follows_from_their_seed(self):
        sampled = ["--vary", "traffic.users=10..100", "--samples", "5"]
        files = []
        for more in ([], ["--sample-seed", "1"], ["--sample-seed", "2"]):
            self.done(*sampled, *more, "--restart")
            files.append(self.read("out.jsonl"))
        self.assertEqual(files[0], files[1])  # the scenario's seed is 1
        self.assertNotEqual(files[0].splitlines()[1], files[2].splitlines()[1])

    def test_is_reported_without_running_again(self):
        first = self.done("--vary", USERS)
        self.assertIn("users who met the canary, blast_radius.exposed, by traffic.users\n", first.stdout)
        before = self.read("out.jsonl")
        again = self.done("--vary", USERS, "--report", "out.html", "--metric", "users.active")
        self.assertEqual(again.stderr, "coalmine: out.jsonl is done already: 4 points\n")
        self.assertIn("users.active", again.stdout)
        self.assertNotIn("blast_radius", again.stdout)
        self.assertEqual(self.read("out.jsonl"), before)
        self.assertTrue(self.read("out.html").startswith(b"<!"))
        self.done("--vary", USERS, "--report", "out.md")
        self.assertIn(b"| traffic.users | weighted | sticky |", self.read("out.md"))

    def test_has_no_word_where_it_is_to_be_quiet(self):
        self.assertEqual(self.done("--vary", USERS, "--quiet").stdout, "")

    def test_says_where_whole_numbers_are_fewer_than_steps(self):
        done = self.done("--vary", "traffic.users=10..12:9")
        self.assertIn("traffic.users takes 3 values and not 9", done.stderr)
        self.assertEqual(len(self.lines()), 4)


class Refusal(Sweep):
    def refused(self, vary, *message):
        done = self.sweep(*[word for each in vary for word in ("--vary", each)])
        for part in message:
            self.assert_refused(done, part)

    def test_shows_what_is_wrong_with_a_range(self):
        self.refused(["traffic.users=1..b"],
                     '--vary traffic.users=1..b:1:18: error: "b" is no number, share, rate or duration\n',
                     "    1 | traffic.users=1..b\n", "      |                  ^ words are listed: a,b,c\n")

    def test_names_every_range_that_is_wrong(self):
        self.refused(["traffic.users=1..1", "seed"], "both ends", 'no "="', "2 errors")

    def test_comes_before_anything_runs(self):
        for vary, message in [
                ("trafic.users=1..5", 'unknown key "trafic"'),
                ("traffic.usrs=1..5", 'unknown key "usrs"'),
                ("functions.counter.errors=50%..150%", "--vary functions.counter.errors=125%:1:26: error: "),
                ("traffic.users=0.5..5", "whole number"),
                ("traffic.users=-5..5", "whole number"),
                ("duration=10s..1m,2m", "duration"),
                ("policies.weighted.route=weighted,wieghted", 'did you mean "weighted"?'),
                ("expect[0].rule=a,b", "expect")]:
            with self.subTest(vary):
                self.refused([vary], message)

    def test_names_the_first_point_that_cannot_be_run(self):
        self.refused(["traffic.users=50..100", "functions.counter.errors=50%..150%"],
                     "point 3 cannot be run, so none of 25 was")

    def test_of_a_value_that_is_set_and_varied(self):
        done = self.sweep("--vary", USERS, "--set", "traffic.users=7")
        self.assert_refused(done, "traffic.users is varied, and set to one value too")
        done = self.sweep("--vary", "seed=1..3", "--seed", "7")
        self.assert_refused(done, "seed is varied, and set to one value too")

    def test_of_bad_usage(self):
        for arguments in [(), ("--vary",), ("--vary", USERS, "--samples", "1"),
                          ("--vary", USERS, "--samples", "100001"), ("--vary", USERS, "--samples", "x"),
                          ("--vary", USERS, "--sample-seed", "1"), ("--vary", USERS, "--jobs", "0"),
                          ("--vary", USERS, "--json", "x.json")]:
            with self.subTest(arguments):
                self.assert_refused(self.sweep(*arguments), "")
        done = subprocess.run([COALMINE, "sweep", "coffee.yaml", "--vary", USERS], cwd=self.directory,
                              capture_output=True, text=True)
        self.assert_refused(done, "--output is required")

    def test_of_an_unknown_metric(self):
        done = self.sweep("--vary", USERS, "--metric", "blast_radius.exposd")
        self.assert_refused(done, 'did you mean "blast_radius.exposed"?')

    def test_of_a_report_that_is_neither_html_nor_markdown(self):
        self.assert_refused(self.sweep("--vary", USERS, "--report", "out.pdf"), ".html or a .md")

    def test_of_a_scenario_that_is_wrong_as_it_is(self):
        (self.directory / "coffee.yaml").write_text(COFFEE + "bogus: 1\n")
        self.assert_refused(self.sweep("--vary", USERS), "coffee.yaml:15:1: error: ")

    def test_of_files_that_are_no_sweep(self):
        for text in ("", "precious\n", '{"point": 1}\n'):
            (self.directory / "out.jsonl").write_text(text)
            for more in ((), ("--restart",)):
                done = self.sweep("--vary", USERS, *more)
                self.assert_refused(done, "out.jsonl is there and is no sweep: it stays as it is",
                                    ["out.jsonl"])
                self.assertEqual(self.read("out.jsonl").decode(), text)

    def test_of_its_own_scenario_as_its_file(self):
        self.assert_refused(self.sweep("--vary", USERS, "--restart", output="coffee.yaml"),
                            "--output coffee.yaml would replace what is read from it")
        self.assertEqual(self.read("coffee.yaml").decode(), COFFEE)

    def test_of_two_results_in_one_file(self):
        self.assert_refused(self.sweep("--vary", USERS, "--report", "./out.md", output="out.md"),
                            "--output and --report would both write ./out.md")

    def test_of_standard_output_as_its_file(self):
        self.assert_refused(self.sweep("--vary", USERS, output="-"), "--output -: a sweep keeps finished points in a file")

    def test_of_another_sweeps_file(self):
        self.done("--vary", USERS)
        before = self.read("out.jsonl")
        for more, message in [(["--seed", "7"], "its seed is 1, not 7"),
                              (["--set", "duration=5m"], "its scenario was another"),
                              (["--policy", "sticky"], "its scenario was another"),
                              (["--replications", "4"], "its replications is 3, not 4"),
                              (["--vary", WEIGHT], "its vary is")]:
            done = self.sweep("--vary", USERS, *more)
            self.assert_refused(done, "out.jsonl is of another sweep: " + message, ["out.jsonl"])
            self.assertIn("--restart replaces it", done.stderr)
            self.assertEqual(self.read("out.jsonl"), before)
        self.done("--vary", USERS, "--seed", "7", "--restart")
        self.assertNotEqual(self.read("out.jsonl"), before)

    def test_of_a_file_that_lost_lines(self):
        self.done("--vary", USERS)
        whole = self.read("out.jsonl")
        (self.directory / "out.jsonl").write_bytes(whole[:-10])
        self.assert_refused(self.sweep("--vary", USERS), "out.jsonl has 3 of 4 points; --restart begins anew",
                            ["out.jsonl"])
        self.done("--vary", USERS, "--restart")
        self.assertEqual(self.read("out.jsonl"), whole)

    def test_of_a_line_that_somebody_changed(self):
        self.done("--vary", USERS)
        damaged = self.read("out.jsonl").replace(b'"point": 2', b'"point": 5')
        (self.directory / "out.jsonl").write_bytes(damaged)
        self.assert_refused(self.sweep("--vary", USERS), "out.jsonl: the line of point 2 is damaged",
                            ["out.jsonl"])


class Places(Sweep):
    """Where a file cannot be written."""

    def test_in_a_folder_that_is_not_there(self):
        self.assert_refused(self.sweep("--vary", USERS, output="missing/out.jsonl"),
                            "cannot write missing/out.jsonl: No such file or directory")

    def test_below_a_file(self):
        self.assert_refused(self.sweep("--vary", USERS, output="coffee.yaml/out"),
                            "cannot write coffee.yaml/out: Not a directory")

    def test_that_are_devices(self):
        for device in ("/dev/full", "/dev/null"):
            self.assert_refused(self.sweep("--vary", USERS, output=device),
                                f"{device} is not a regular file")
            self.assertFalse(Path(device + ".partial").exists())

    def test_that_are_read_only(self):
        nobody = 65534
        os.chmod(self.directory, 0o555)
        self.addCleanup(os.chmod, self.directory, 0o755)
        how = {"user": nobody, "group": nobody, "extra_groups": []} if os.geteuid() == 0 else {}
        if how and not os.access(COALMINE, os.X_OK):
            self.skipTest("the program cannot be run by others")
        try:
            done = self.sweep("--vary", USERS, **how)
        except PermissionError:
            self.skipTest("the program lies where others cannot go")
        self.assert_refused(done, "cannot write out.jsonl: Permission denied")

    def test_where_the_report_cannot_go_are_found_before_the_run(self):
        done = self.sweep("--vary", USERS, "--report", "missing/out.html")
        self.assert_refused(done, "cannot write missing/out.html")

    def limited(self, size, *arguments):
        """A sweep whose files may have so many bytes: to a process that is a full disk."""
        return self.sweep(*arguments, preexec_fn=lambda: resource.setrlimit(
            resource.RLIMIT_FSIZE, (size, size)))

    def test_with_no_room_for_the_first_line(self):
        self.assert_refused(self.limited(20, *SIXTY), "cannot write out.jsonl.partial: File too large")

    def test_that_become_full_keep_whole_points_only(self):
        self.done(*SIXTY)
        whole = self.read("out.jsonl")
        (self.directory / "out.jsonl").unlink()
        kept_before = 0
        for share in (0.2, 0.55):
            done = self.limited(int(len(whole) * share), *SIXTY)
            self.assert_refused(done, "cannot write out.jsonl.partial: File too large", ["out.jsonl.partial"])
            kept = int(re.search(r"(\d+) of 60 points are kept in out.jsonl.partial; the same command", done.stderr)[1])
            self.assertGreater(kept, kept_before)
            partial = self.read("out.jsonl.partial")
            self.assertTrue(partial.endswith(b"}\n"))
            self.assertEqual(partial.count(b"\n"), kept + 1)
            kept_before = kept
        done = self.done(*SIXTY)
        self.assertIn(f"{kept_before} of 60 points were there already", done.stderr)
        self.assertEqual(self.read("out.jsonl"), whole)
        self.assertEqual(self.files(), ["out.jsonl"])

    def test_on_a_small_disk(self):
        if os.geteuid() != 0:
            self.skipTest("only root mounts")
        disk = self.directory / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", disk],
                          capture_output=True).returncode != 0:
            self.skipTest("nothing can be mounted here")
        self.addCleanup(subprocess.run, ["umount", disk])
        done = self.sweep(*SIXTY, output="disk/out.jsonl")
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("No space left on device", done.stderr)
        self.assertEqual([path.name for path in disk.iterdir()], ["out.jsonl.partial"])
        self.assertTrue((disk / "out.jsonl.partial").read_bytes().endswith(b"\n"))


class Interrupted(Sweep):
    def wait_for_points(self, process, points):
        """Until so many are in the journal, or the process ends."""
        journal = self.directory / "out.jsonl.partial"
        deadline = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < deadline:
            if journal.exists() and journal.read_bytes().count(b"\n") > points:
                return
            time.sleep(0.001)

    def start(self, *arguments):
        process = subprocess.Popen(self.command(*arguments), cwd=self.directory, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_at_any_moment_it_goes_on_to_the_same_bytes_and_repeats_nothing(self):
        begun = time.monotonic()
        self.done(*SIXTY)
        duration_s = time.monotonic() - begun
        whole = self.read("out.jsonl")
        moments = random.Random(6)
        resumed = 0
        for attempt in range(20):
            (self.directory / "out.jsonl").unlink(missing_ok=True)
            process = self.start(*SIXTY)
            time.sleep(moments.uniform(0, duration_s))
            process.kill()
            process.wait()
            journal = self.directory / "out.jsonl.partial"
            kept = 0
            if journal.exists():
                kept = max(0, journal.read_bytes().count(b"\n") - 1)
            done = self.done(*SIXTY)
            if (kept > 0 and "done already" not in done.stderr):
                self.assertIn(f"coalmine: {kept} of 60 points were there already\n", done.stderr)
                resumed += 1
            self.assertEqual(self.read("out.jsonl"), whole, f"attempt {attempt}, {kept} points kept")
            self.assertEqual(self.files(), ["out.jsonl"])
        self.assertGreater(resumed, 0)

    def test_again_and_again_it_still_ends(self):
        self.done(*SIXTY)
        whole = self.read("out.jsonl")
        (self.directory / "out.jsonl").unlink()
        for points in (5, 20, 40):
            process = self.start(*SIXTY)
            self.wait_for_points(process, points)
            process.kill()
            process.wait()
        self.done(*SIXTY)
        self.assertEqual(self.read("out.jsonl"), whole)

    def test_by_a_signal_it_says_what_is_kept_and_how_to_go_on(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number):
                process = self.start(*SIXTY, "--replications", "200")
                self.wait_for_points(process, 2)
                begun = time.monotonic()
                process.send_signal(number)
                _, said = process.communicate(timeout=60)
                self.assertLess(time.monotonic() - begun, 5)
                self.assertEqual(process.returncode, 128 + number)
                self.assertRegex(said, r"coalmine: interrupted\ncoalmine: \d+ of 60 points are kept in "
                                       r"out.jsonl.partial; the same command goes on from there\n")
                self.assertEqual(self.files(), ["out.jsonl.partial"])
                (self.directory / "out.jsonl.partial").unlink()

    def test_another_sweep_does_not_take_its_points(self):
        process = self.start(*SIXTY, "--replications", "200")
        self.wait_for_points(process, 2)
        process.kill()
        process.wait()
        before = self.read("out.jsonl.partial")
        done = self.sweep(*SIXTY, "--replications", "100")
        self.assert_refused(done, "out.jsonl.partial is of another sweep: its replications is 200, not 100; "
                                  "--restart begins anew", ["out.jsonl.partial"])
        self.assertEqual(self.read("out.jsonl.partial"), before)
        self.done(*SIXTY, "--restart")
        self.assertEqual(self.files(), ["out.jsonl"])

    def test_after_a_restart_it_goes_on_and_replaces_the_other_sweep(self):
        self.done("--vary", USERS)
        process = self.start(*SIXTY, "--restart")
        self.wait_for_points(process, 2)
        process.kill()
        process.wait()
        done = self.done(*SIXTY)
        self.assertIn("points were there already", done.stderr)
        self.assertEqual(len(self.lines()), 61)

    def test_between_its_file_and_its_journal_it_is_done(self):
        self.done("--vary", USERS)
        header, *points = self.read("out.jsonl").decode().splitlines()
        journal = [f"coalmine-journal 1 {header}", *(f"{i} {line}" for i, line in enumerate(points))]
        (self.directory / "out.jsonl.partial").write_text("\n".join(journal) + "\n")
        self.assertIn("is done already", self.done("--vary", USERS).stderr)
        self.assertEqual(self.files(), ["out.jsonl"])

    def test_with_a_damaged_journal_it_says_so(self):
        self.done("--vary", USERS)
        header = self.read("out.jsonl").decode().splitlines()[0]
        (self.directory / "out.jsonl").unlink()
        for line, message in [("x\n", "out.jsonl.partial is damaged in line 2"),
                              ('1 {"point": 1}\n', "out.jsonl.partial: the line of point 1 is damaged"),
                              ('7 {"point": 7}\n', "out.jsonl.partial: the line of point 7 is damaged")]:
            (self.directory / "out.jsonl.partial").write_text(f"coalmine-journal 1 {header}\n{line}")
            done = self.sweep("--vary", USERS)
            self.assert_refused(done, message, ["out.jsonl.partial"])
        (self.directory / "out.jsonl.partial").write_text("precious\n")
        for more in ((), ("--restart",)):
            self.assert_refused(self.sweep("--vary", USERS, *more), "out.jsonl.partial is no journal",
                                ["out.jsonl.partial"])
        self.assertEqual(self.read("out.jsonl.partial"), b"precious\n")

    def test_while_another_process_works_on_the_same_file(self):
        (self.directory / "out.jsonl.partial").touch()
        with open(self.directory / "out.jsonl.partial") as journal:
            fcntl.flock(journal, fcntl.LOCK_EX)
            for more in ((), ("--restart",)):
                self.assert_refused(self.sweep("--vary", USERS, *more),
                                    "out.jsonl.partial is in use: another process works on it",
                                    ["out.jsonl.partial"])
        self.done("--vary", USERS)

    def test_an_edit_of_the_scenario_while_it_runs_changes_nothing(self):
        self.done(*SIXTY)
        whole = self.read("out.jsonl")
        (self.directory / "out.jsonl").unlink()
        process = self.start(*SIXTY)
        self.wait_for_points(process, 2)
        (self.directory / "coffee.yaml").write_text(COFFEE.replace("errors: 1%", "errors: 90%"))
        self.assertEqual(process.wait(timeout=60), 0)
        self.assertEqual(self.read("out.jsonl"), whole)


if __name__ == "__main__":
    unittest.main()
