"""Several processes that work on one run: the same bytes as one, and clear words where one of them fails.

ranks_test.py COALMINE MPIEXEC
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

COALMINE = ""  # the program under test, from the command line
MPIEXEC = ""  # what starts several of it

# What a test machine needs and a cluster does not: more ranks than cores, as any user, and no
# search for fast networks, which takes longer than most of what is tested here.
MPI_OPTIONS = ["--oversubscribe", "--bind-to", "none", "--mca", "pml", "ob1"]
MPI_ENVIRONMENT = {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1"}

COFFEE = """\
name: coffee
seed: 1
replications: 23
duration: 10m
traffic: { users: 300, requests: { poisson: { per_user: 1/min } } }
functions: { counter: { latency: 20ms, errors: 1% } }
release: { rollout: Canary10Percent10Minutes, bugs: [{ in: counter, fails: 10% }] }
policies:
  weighted: { route: weighted }
  sticky: { route: { sticky: user } }
"""
PRECISE = COFFEE + """\
precision: { policy: sticky, metric: blast_radius.exposed, half_width: 0.3%, at_most: 400 }
"""
DEADLINE_S = 120


class Ranks(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="coalmine-")
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)
        self.write("coffee.yaml", COFFEE)
        self.write("precise.yaml", PRECISE)

    def write(self, name, text):
        (self.directory / name).write_text(text)

    def read(self, name):
        return (self.directory / name).read_bytes()

    def files(self):
        return sorted(path.name for path in self.directory.iterdir() if path.suffix != ".yaml")

    def start(self, command):
        return subprocess.Popen(command, cwd=self.directory, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True,
                                env={**os.environ, **MPI_ENVIRONMENT})

    def end(self, process):
        """Waits for it; returns its exit code, standard output and standard error."""
        try:
            out, err = process.communicate(timeout=DEADLINE_S)
        finally:
            process.kill()
        return process.returncode, out, err

    def alone(self, *arguments):
        return self.end(self.start([COALMINE, *arguments]))

    def start_ranks(self, ranks, *arguments):
        return self.start([MPIEXEC, *MPI_OPTIONS, "-n", str(ranks), COALMINE, *arguments])

    def ranks(self, ranks, *arguments):
        return self.end(self.start_ranks(ranks, *arguments))

    def pid_of_rank(self, rank):
        """Of the coalmine that works in this test's directory."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if Path(os.readlink(process / "cwd")) != self.directory.resolve():
                    continue
                if Path(os.readlink(process / "exe")) != Path(COALMINE).resolve():
                    continue
                environment = (process / "environ").read_bytes().split(b"\0")
            except OSError:  # it has ended, or is not ours
                continue
            if f"OMPI_COMM_WORLD_RANK={rank}".encode() in environment:
                return int(process.name)
        raise AssertionError(f"there is no rank {rank}")

    def wait_for_lines(self, name, lines):
        """Until a file that is being written has so many."""
        end = time.monotonic() + DEADLINE_S
        path = self.directory / name
        while not path.exists() or path.read_bytes().count(b"\n") < lines:
            self.assertLess(time.monotonic(), end, f"{name} does not grow")
            time.sleep(0.005)


class SameBytes(Ranks):
    def test_as_one_process_from_a_run_on_one_two_and_three_ranks(self):
        self.assertEqual(self.alone("run", "coffee.yaml", "--json", "alone.json")[0], 0)
        for ranks in [1, 2, 3]:
            for jobs in [["--jobs", "1"], ["--jobs", "3"], []]:
                code, _, err = self.ranks(ranks, "run", "coffee.yaml", "--json", "ranks.json", *jobs)
                self.assertEqual((code, err), (0, ""))
                self.assertEqual(self.read("ranks.json"), self.read("alone.json"), (ranks, jobs))

    def test_as_one_process_on_standard_output(self):
        self.assertEqual(self.ranks(3, "run", "coffee.yaml")[1], self.alone("run", "coffee.yaml")[1])

    def test_from_a_run_that_goes_on_until_it_is_precise(self):
        self.assertEqual(self.alone("run", "precise.yaml", "--json", "alone.json")[0], 0)
        for ranks in [1, 2, 3]:
            self.ranks(ranks, "run", "precise.yaml", "--json", "ranks.json")
            self.assertEqual(self.read("ranks.json"), self.read("alone.json"), ranks)

    def test_from_a_sweep(self):
        sweep = ["sweep", "coffee.yaml", "--vary", "traffic.users=50..500:7", "--replications", "5"]
        expected = self.alone(*sweep, "-o", "alone.jsonl")[1]
        for ranks in [1, 2, 3]:
            code, out, err = self.ranks(ranks, *sweep, "-o", f"{ranks}.jsonl")
            self.assertEqual((code, out, err), (0, expected, ""))
            self.assertEqual(self.read(f"{ranks}.jsonl"), self.read("alone.jsonl"), ranks)

    def test_from_more_ranks_than_there_is_work(self):
        run = ["run", "coffee.yaml", "--replications", "2", "--json"]
        self.alone(*run, "alone.json")
        self.assertEqual(self.ranks(4, *run, "ranks.json")[0], 0)
        self.assertEqual(self.read("ranks.json"), self.read("alone.json"))

    def test_from_ranks_that_were_told_nothing_twice(self):
        """A sweep that is done already, and a run whose replications are all kept."""
        sweep = ["sweep", "coffee.yaml", "--vary", "traffic.users=50,60", "-o", "done.jsonl"]
        self.alone(*sweep)
        code, _, err = self.ranks(3, *sweep)
        self.assertEqual((code, err), (0, "coalmine: done.jsonl is done already: 2 points\n"))


class Refusals(Ranks):
    def test_of_a_bad_scenario_are_said_once(self):
        self.write("bad.yaml", COFFEE.replace("weighted }", "wieghted }"))
        code, out, err = self.ranks(3, "run", "bad.yaml", "--json", "ranks.json")
        self.assertEqual((code, out, self.files()), (2, "", []))
        self.assertEqual(err.count("wieghted"), 2, err)  # the message, and the line of the file

    def test_of_a_file_that_cannot_be_written_come_before_the_work(self):
        code, out, err = self.ranks(3, "run", "coffee.yaml", "--json", "no/such/folder.json")
        self.assertEqual((code, out), (2, ""))
        self.assertEqual(err.count("cannot write no/such/folder.json"), 1, err)

    def test_of_bad_usage_are_said_once(self):
        for arguments, message in [(["run", "coffee.yaml", "--jobs", "0"], "--jobs: "), (["rnu"], "unknown command")]:
            code, _, err = self.ranks(3, *arguments)
            self.assertEqual((code, err.count(message)), (2, 1), err)
        code, out, _ = self.ranks(3, "--version")
        self.assertEqual((code, out.count("coalmine")), (0, 1))

    def test_of_commands_for_one_process_are_said_once(self):
        code, out, err = self.ranks(3, "check", "coffee.yaml")
        self.assertEqual((code, out), (2, ""))
        self.assertEqual(err.count("coalmine: 3 processes were started, and this command is for one"),
                         1, err)

    def test_do_not_meet_a_single_rank(self):
        self.assertEqual(self.ranks(1, "check", "coffee.yaml")[:2], (0, "coffee.yaml: ok\n"))

    def test_of_ranks_that_read_another_scenario(self):
        other = self.directory / "other"
        other.mkdir()
        (other / "coffee.yaml").write_text(COFFEE.replace("users: 300", "users: 200"))
        run = [COALMINE, "run", "coffee.yaml", "--json", str(self.directory / "ranks.json")]
        code, out, err = self.end(self.start(
            [MPIEXEC, *MPI_OPTIONS, "-n", "1", *run, ":", "-n", "1", "--wdir", str(other), *run]))
        self.assertEqual((code, out), (2, ""))
        self.assertIn("is the folder the same on every machine?", err)
        self.assertNotIn("ranks.json", self.files())

    def test_keep_the_exit_code_of_expectations(self):
        self.write("hopeful.yaml", COFFEE + "expect: [{ policy: sticky, metric: blast_radius.exposed,"
                                            " rule: \"mean < 1%\" }]\n")
        self.assertEqual(self.ranks(2, "run", "hopeful.yaml")[0], 1)


class RanksThatDie(Ranks):
    RUN = ["run", "coffee.yaml", "--replications", "3000", "--jobs", "1", "--resume", "kept",
           "--json", "result.json"]

    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory(prefix="coalmine-") as directory:
            Path(directory, "coffee.yaml").write_text(COFFEE)
            subprocess.run([COALMINE, "run", "coffee.yaml", "--replications", "3000", "--json",
                            "whole.json", "--quiet"], cwd=directory, check=True)
            cls.whole = Path(directory, "whole.json").read_bytes()

    def command_with_words_in_files(self, ranks, *arguments):
        """As mpiexec ends ranks it does not always pass on what they say, nor always wait for it."""
        patience = ["--mca", "odls_base_sigkill_timeout", "3"]
        script = 'exec "$0" "$@" 2>words.$OMPI_COMM_WORLD_RANK'
        return [MPIEXEC, *MPI_OPTIONS, *patience, "-n", str(ranks), "sh", "-c", script, COALMINE, *arguments]

    def words_of_rank(self, rank):
        """And takes away the files of all."""
        words = (self.directory / f"words.{rank}").read_text()
        for path in self.directory.glob("words.*"):
            path.unlink()
        return words

    def test_fail_the_run_and_leave_what_was_finished(self):
        for rank, sent in [(2, signal.SIGKILL), (0, signal.SIGKILL), (1, signal.SIGTERM)]:
            process = self.start(self.command_with_words_in_files(3, *self.RUN))
            self.wait_for_lines("kept", 30)
            os.kill(self.pid_of_rank(rank), sent)
            code, _, err = self.end(process)
            self.assertNotEqual(code, 0)
            self.assertRegex(err, r"rank \d+ |Process name")  # mpiexec says who died
            words = self.words_of_rank(0)
            self.assertEqual(self.files(), ["kept"], err)
            if rank != 0:
                self.assertRegex(words, r"coalmine: \d+ replications are kept in kept; "
                                        r"the same command goes on")

            code, _, err = self.ranks(2, *self.RUN)
            self.assertEqual(code, 0, err)
            self.assertRegex(err, r"\d+ replications are kept in kept, and not done again")
            self.assertEqual(self.files(), ["result.json"])
            self.assertEqual(self.read("result.json"), self.whole)
            (self.directory / "result.json").unlink()

    def test_by_a_bug_end_the_run_as_a_bug(self):
        process = self.start_ranks(3, *self.RUN)
        self.wait_for_lines("kept", 10)
        os.kill(self.pid_of_rank(1), signal.SIGABRT)  # what a failed assertion does
        code, _, err = self.end(process)
        self.assertEqual(code, 3)
        self.assertIn("this is a bug; please report it", err)

    def test_for_want_of_memory_end_the_run(self):
        """An exception in a job of a process that does not lead."""
        self.write("coffee.yaml", COFFEE.replace("users: 300", "users: 400000000"))
        run = [COALMINE, "run", "coffee.yaml", "--replications", "2", "--jobs", "1", "--set",
               "traffic.requests={ poisson: { total: 1/s } }"]
        code, out, err = self.end(self.start(
            [MPIEXEC, *MPI_OPTIONS, "-n", "1", *run, ":", "-n", "1",
             "bash", "-c", "ulimit -v 600000; exec \"$@\"", "-", *run]))
        self.assertEqual((code, out), (3, ""), err)
        self.assertIn("coalmine: std::bad_alloc", err)

    def test_leave_a_sweep_that_goes_on(self):
        sweep = ["sweep", "coffee.yaml", "--vary", "traffic.users=100..400:60", "--replications",
                 "20", "--jobs", "1", "-o"]
        self.assertEqual(self.alone(*sweep, "alone.jsonl")[0], 0)
        for rank in [1, 0]:
            process = self.start_ranks(3, *sweep, "sweep.jsonl")
            self.wait_for_lines("sweep.jsonl.partial", 10)
            os.kill(self.pid_of_rank(rank), signal.SIGKILL)
            self.assertNotEqual(self.end(process)[0], 0)
            self.assertEqual(self.files(), ["alone.jsonl", "sweep.jsonl.partial"])

            code, _, err = self.ranks(2, *sweep, "sweep.jsonl")
            self.assertEqual(code, 0, err)
            self.assertRegex(err, r"\d+ of 60 points were there already")
            self.assertEqual(self.read("sweep.jsonl"), self.read("alone.jsonl"))
            (self.directory / "sweep.jsonl").unlink()

    def test_on_a_full_disk_end_with_the_reason(self):
        # Not through shared memory, which is a file, too.
        code, _, err = self.end(self.start(
            [MPIEXEC, *MPI_OPTIONS, "--mca", "btl", "self,tcp", "-n", "2",
             "bash", "-c", "ulimit -f 40; exec \"$@\"", "-", COALMINE, *self.RUN]))
        self.assertEqual(code, 2, err)
        self.assertIn("cannot write kept: File too large", err)
        self.assertEqual(self.files(), ["kept"])
        self.assertEqual(self.ranks(2, *self.RUN)[0], 0)
        self.assertEqual(self.read("result.json"), self.whole)


if __name__ == "__main__":
    MPIEXEC = sys.argv.pop(2)
    COALMINE = sys.argv.pop(1)
    unittest.main()
