"""Runs that are killed and go on: `coalmine run --resume`.

resume_test.py COALMINE
"""

import random
import re
import signal
import subprocess
import time
import unittest

from program import COALMINE, InFolder

COFFEE = """\
name: coffee
seed: 1
replications: 400
duration: 10m
traffic: { users: 300, requests: { poisson: { per_user: 1/min } } }
functions: { counter: { latency: 20ms, errors: 1% } }
release: { rollout: Canary10Percent10Minutes, bugs: [{ in: counter, fails: 10% }] }
policies:
  weighted: { route: weighted }
  sticky: { route: { sticky: user } }
"""
RUN = ["run", "coffee.yaml", "--resume", "kept", "--json", "result.json", "--quiet"]
DEADLINE_S = 120


class ResumedRuns(InFolder):
    def setUp(self):
        super().setUp()
        self.write("coffee.yaml", COFFEE)

    def start(self, *arguments, **options):
        return subprocess.Popen([COALMINE, *arguments], cwd=self.directory, text=True,
                                stderr=subprocess.PIPE, **options)

    def coalmine(self, *arguments, **options):
        """The exit code and standard error."""
        process = self.start(*arguments, **options)
        err = process.communicate(timeout=DEADLINE_S)[1]
        return process.returncode, err

    def files(self):
        return sorted(path.name for path in self.directory.iterdir() if path.suffix != ".yaml")

    def kept(self):
        path = self.directory / "kept"
        return max(0, path.read_bytes().count(b"\n") - 1) if path.exists() else 0

    def wait_until_kept(self, count):
        end = time.monotonic() + DEADLINE_S
        while self.kept() < count:
            self.assertLess(time.monotonic(), end)
            time.sleep(0.002)

    def interrupt_after(self, count, sent, *more):
        """Of a run that is never done before the signal comes."""
        process = self.start(*RUN, "--replications", "1000000", *more)
        self.wait_until_kept(count)
        process.send_signal(sent)
        err = process.communicate(timeout=DEADLINE_S)[1]
        return process.returncode, err

    def uninterrupted(self, *more):
        self.assertEqual(self.coalmine("run", "coffee.yaml", "--json", "whole.json", "--quiet", *more),
                         (0, ""))
        whole = self.read("whole.json")
        (self.directory / "whole.json").unlink()
        return whole

    def test_leave_nothing_but_the_result(self):
        self.assertEqual(self.coalmine(*RUN), (0, ""))
        self.assertEqual(self.files(), ["result.json"])
        self.assertEqual(self.read("result.json"), self.uninterrupted())

    def test_killed_again_and_again_give_the_result_of_one_that_was_not(self):
        chance = random.Random(1)
        before = 0
        while before < 350:
            self.interrupt_after(before + chance.randrange(1, 60), signal.SIGKILL,
                                 "--jobs", str(chance.choice([1, 2, 8])))
            self.assertNotIn("result.json", self.files())
            self.assertGreater(self.kept(), before)
            before = self.kept()
        more = ["--replications", str(before + 50)]
        code, err = self.coalmine(*RUN, *more)
        self.assertEqual(code, 0, err)
        told = re.fullmatch(r"coalmine: (\d+) replications are kept in kept, and not done again\n", err)
        # A line that the kill cut short is done again.
        self.assertIn(before - int(told[1]), [0, 1])
        self.assertEqual(self.files(), ["result.json"])
        self.assertEqual(self.read("result.json"), self.uninterrupted(*more))

    def test_say_how_much_is_kept_when_they_are_interrupted(self):
        for sent, code in [(signal.SIGINT, 130), (signal.SIGTERM, 143)]:
            ended, err = self.interrupt_after(self.kept() + 5, sent)
            self.assertEqual(ended, code)
            self.assertRegex(err, r"coalmine: interrupted\ncoalmine: \d+ replications are kept in kept; "
                                  r"the same command goes on\n$")

    def test_go_on_with_other_numbers_of_replications_and_until_they_are_precise(self):
        self.interrupt_after(20, signal.SIGKILL)
        precise = ["--replications", "30", "--set",
                   "precision={ policy: sticky, metric: users.active, half_width: 0.01, at_most: 90 }"]
        self.assertEqual(self.coalmine(*RUN, *precise)[0], 0)
        self.assertEqual(self.read("result.json"), self.uninterrupted(*precise))

    def test_refuse_what_another_run_has_kept_and_leave_it(self):
        self.interrupt_after(5, signal.SIGKILL)
        kept = self.read("kept")
        for other in [["--seed", "2"], ["--set", "traffic.users=200"], ["--policy", "sticky"]]:
            code, err = self.coalmine(*RUN, *other)
            self.assertEqual((code, err), (2, "coalmine: kept keeps what was finished of other work: name another file, or remove it\n"))
            self.assertEqual(self.read("kept"), kept)

    def test_refuse_a_file_that_is_none_of_theirs(self):
        notes = self.directory / "notes.txt"
        notes.write_text("precious\n")
        code, err = self.coalmine("run", "coffee.yaml", "--resume", "notes.txt")
        self.assertEqual((code, err), (2, "coalmine: notes.txt is no journal of coalmine: name another file\n"))
        self.assertEqual(notes.read_text(), "precious\n")

    def test_refuse_what_was_changed_in_between(self):
        self.interrupt_after(5, signal.SIGKILL)
        lines = self.read("kept").decode().splitlines()
        lines[2] = lines[2].replace("weighted", "heavy")
        (self.directory / "kept").write_text("\n".join(lines) + "\n")
        code, err = self.coalmine(*RUN)
        self.assertEqual(code, 2)
        self.assertRegex(err, r"replication \d+ was kept by another scenario or another coalmine\n$")
        self.assertEqual(self.files(), ["kept"])

    def test_do_not_share_a_file(self):
        first = self.start(*RUN, "--replications", "20000", "--jobs", "1")
        self.wait_until_kept(1)
        code, err = self.coalmine(*RUN)
        first.kill()
        first.communicate()
        self.assertEqual((code, err), (2, "coalmine: kept is in use: another process works on it\n"))

    def test_keep_everything_where_the_result_cannot_be_written(self):
        with open("/dev/full", "w") as full:
            code, err = self.coalmine("run", "coffee.yaml", "--resume", "kept", stdout=full)
        self.assertEqual(code, 2)
        self.assertIn("No space left on device", err)
        self.assertEqual(self.kept(), 400)
        self.assertEqual(self.coalmine(*RUN)[0], 0)
        self.assertEqual(self.read("result.json"), self.uninterrupted())

    def test_end_with_the_reason_where_nothing_can_be_kept(self):
        code, err = self.coalmine("run", "coffee.yaml", "--resume", "no/such/folder")
        self.assertEqual(code, 2)
        self.assertIn("cannot write no/such/folder: No such file or directory", err)
        code, err = self.coalmine(*RUN, preexec_fn=limit_files)
        self.assertEqual(code, 2)
        self.assertIn("cannot write kept: File too large", err)
        self.assertEqual(self.files(), ["kept"])
        self.assertEqual(self.coalmine(*RUN)[0], 0)


def limit_files():
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


if __name__ == "__main__":
    unittest.main()
