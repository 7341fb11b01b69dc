"""`coalmine conform` as a shell sees it: verdicts on small routers, over a pipe and over HTTP.

conform_test.py COALMINE
"""

import hashlib
import http.server
import json
import subprocess
import sys
import tempfile
import threading
import unittest
import xml.etree.ElementTree as ElementTree
from pathlib import Path

COALMINE = ""  # the program under test, from the command line
ROUTERS = Path(__file__).resolve().parent / "routers"
FEW_USERS = "4000"  # enough for faults as large as those here


class Conform(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="coalmine-")
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def conform(self, *arguments):
        return subprocess.run([COALMINE, "conform", *arguments], cwd=self.directory,
                              capture_output=True, text=True, timeout=300)

    def outcomes(self, *arguments, users=FEW_USERS):
        """(exit code, {promise: outcome})"""
        done = self.conform(*arguments, "--users", users, "--json", "-")
        self.assertIn(done.returncode, (0, 1), done.stderr)
        return done.returncode, {p["promise"]: p["outcome"] for p in json.loads(done.stdout)["promises"]}

    def assert_fails_only(self, expected, *arguments, users=FEW_USERS):
        code, outcomes = self.outcomes(*arguments, users=users)
        self.assertEqual({name for name, outcome in outcomes.items() if outcome == "fails"}, expected)
        self.assertEqual(code, 1 if expected else 0)
        return outcomes


def command(name):
    return f"{sys.executable} -B {ROUTERS / name}.py"


class Commands(Conform):
    def test_find_nothing_wrong_with_a_sticky_router(self):
        outcomes = self.assert_fails_only(set(), "--command", command("sticky"))
        self.assertEqual(set(outcomes.values()), {"holds"})

    def test_find_what_each_wrong_router_does_wrong(self):
        for name, promises in {
            "coins": {"stable", "restarts", "nested", "aligned"},
            "process_seed": {"restarts"},
            "step_salt": {"nested"},
            "service_salt": {"aligned"},
            "rendezvous": {"share", "restarts"},
            "canary_cookie": {"share", "stable", "restarts"},
            "weak_hash": {"share", "independent", "balanced"},
        }.items():
            with self.subTest(name):
                self.assert_fails_only(promises, "--command", command(name))

    def test_show_a_shortest_counter_example(self):
        done = self.conform("--command", command("coins"), "--users", FEW_USERS, "--json", "-")
        stable, = (p for p in json.loads(done.stdout)["promises"] if p["promise"] == "stable")
        example = stable["counter_example"]
        self.assertEqual(len(example["user"]), 1)
        self.assertEqual([r["request"] for r in example["requests"]], [1, 2])
        self.assertEqual({r["version"] for r in example["requests"]}, {"stable", "canary"})

    def test_that_end_or_talk_nonsense_are_bad_input(self):
        for bad, message in {
            "exit 3": "coalmine: exit 3: it ended with status 3\n",
            "read x; echo hello": 'it answered "hello"; expected a greeting',
        }.items():
            with self.subTest(bad):
                done = self.conform("--command", bad)
                self.assertEqual(done.returncode, 2)
                self.assertIn(message, done.stderr)
                self.assertEqual(done.stdout, "")


class Expectations(Conform):
    def test_decide_the_exit_code(self):
        coins = ["--command", command("coins"), "--users", FEW_USERS]
        self.assertEqual(self.conform(*coins).returncode, 1)
        self.assertEqual(self.conform(*coins, "--expect", "share,balanced").returncode, 0)
        self.assertEqual(self.conform(*coins, "--expect", "share,stable").returncode, 1)

    def test_of_what_cannot_be_tested_are_not_met(self):
        rendezvous = ["--command", command("service_salt"), "--users", FEW_USERS]
        self.assertEqual(self.conform(*rendezvous, "--expect", "chain").returncode, 1)

    def test_must_be_known_promises(self):
        done = self.conform("--command", command("sticky"), "--expect", "share,speed")
        self.assertEqual(done.returncode, 2)
        self.assertIn('unknown promise "speed"; there are share stable restarts', done.stderr)


class Reports(Conform):
    def test_as_junit_have_a_case_for_each_promise(self):
        done = self.conform("--command", command("service_salt"), "--users", FEW_USERS,
                            "--junit", "out.xml", "--json", "out.json")
        self.assertEqual(done.returncode, 1)
        self.assertIn("aligned across services", done.stdout)
        suite = ElementTree.parse(self.directory / "out.xml").getroot().find("testsuite")
        self.assertEqual((suite.get("tests"), suite.get("failures"), suite.get("skipped")),
                         ("10", "1", "2"))
        failed, = (case for case in suite if case.find("failure") is not None)
        self.assertEqual(failed.get("name"), "aligned across services")
        self.assertIn('user "', failed.find("failure").get("message"))
        self.assertFalse(json.loads((self.directory / "out.json").read_text())["keeps_promises"])

    def test_are_the_same_for_one_seed(self):
        arguments = ["--command", command("weak_hash"), "--users", FEW_USERS, "--json", "-"]
        first, second, other = (self.conform(*arguments, "--seed", seed).stdout for seed in "112")
        self.assertEqual(first, second)
        self.assertNotEqual(first, other)

    def test_that_cannot_be_written_are_refused_before_the_test(self):
        done = self.conform("--command", command("sticky"), "--json", "missing/out.json")
        self.assertEqual(done.returncode, 2)
        self.assertIn("cannot write missing/out.json", done.stderr)

    def test_never_replace_the_scenario_or_each_other(self):
        scenario = (Path(__file__).parent / "policies.yaml").read_text()
        path = self.directory / "policies.yaml"
        path.write_text(scenario)
        for message, outputs in [
            ("--junit ./policies.yaml would replace what is read from it", ["--junit", "./policies.yaml"]),
            ("--json and --junit would both write out", ["--json", "out", "--junit", "out"]),
            ("--json and --junit: one of them can be on standard output", ["--json", "-", "--junit", "-"]),
            ("--json: the name is empty", ["--json", ""]),
            ("--junit: the name is empty", ["--junit", ""]),
        ]:
            with self.subTest(outputs):
                done = self.conform("--policy", "sticky", "policies.yaml", *outputs)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(message, done.stderr)
                self.assertEqual(path.read_text(), scenario)


class Usage(Conform):
    def test_needs_exactly_one_router(self):
        for arguments in [(), ("--command", "a", "--url", "http://a"), ("--policy", "a"),
                          ("--command", "a", "x.yaml"), ("--command", "a", "--users", "3"),
                          ("--command", "a", "--weight", "110%"),
                          ("--url", "https://a"), ("--url", "http://a", "--override-header", "x")]:
            with self.subTest(arguments):
                done = self.conform(*arguments)
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertEqual(done.stdout, "")


class Proxy(http.server.BaseHTTPRequestHandler):
    """A sticky router; what it does differently is in `server.options`."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self):
        options = self.server.options
        hashed = hashlib.sha256(self.headers["X-User"].encode()).digest()
        canary = int.from_bytes(hashed[:4], "big") < 0.1 * 2**32
        if options.get("cookie"):
            canary = self.headers.get("Cookie", f"v={int(canary)}") == "v=1"
        if self.headers.get("X-Force") == "yes":
            canary = True
        self.send_response(options.get("status", 200))
        self.send_header("Content-Length", "0")
        self.send_header(options.get("header", "X-Version"), "canary" if canary else "stable")
        if options.get("cookie"):
            # Everybody is on the other version from the second request on.
            self.send_header("Set-Cookie", f"v={int(not canary)}; Path=/")
        if options.get("close"):
            self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_):
        pass


class Urls(Conform):
    def serve(self, **options):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
        server.daemon_threads = True
        server.options = options
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return f"http://127.0.0.1:{server.server_address[1]}/"

    def test_that_route_well_keep_what_can_be_tested(self):
        outcomes = self.assert_fails_only(set(), "--url", self.serve(), "--url", self.serve(),
                                          "--override-header", "X-Force=yes", users="800")
        self.assertEqual({name for name, outcome in outcomes.items() if outcome == "not tested"},
                         {"restarts", "nested", "independent", "rollback", "chain"})

    def test_may_close_their_connections(self):
        self.assert_fails_only(set(), "--url", self.serve(close=True), users="800")

    def test_get_each_user_s_cookies_back(self):
        outcomes = self.assert_fails_only({"share", "stable"}, "--url", self.serve(cookie=True),
                                          "--expect", "share,stable", users="800")
        self.assertEqual(outcomes["balanced"], "holds")

    def test_without_the_version_header_are_bad_input(self):
        done = self.conform("--url", self.serve(header="X-Other", status=503))
        self.assertEqual(done.returncode, 2)
        self.assertIn("an answer with status 503 has no header X-Version", done.stderr)

    def test_whose_canary_has_another_name_are_bad_input(self):
        done = self.conform("--url", self.serve(), "--canary-value", "v2")
        self.assertEqual(done.returncode, 2)
        self.assertIn('the canary\'s value is said to be "v2": see --canary-value', done.stderr)

    def test_that_nobody_serves_are_bad_input(self):
        done = self.conform("--url", "http://127.0.0.1:1/")
        self.assertEqual(done.returncode, 2)
        self.assertIn("http://127.0.0.1:1/: Connection refused", done.stderr)

    def test_whose_weight_cannot_be_set_are_bad_input(self):
        done = self.conform("--url", self.serve(), "--set-weight-command", "exit 4")
        self.assertEqual(done.returncode, 2)
        self.assertIn("`exit 4` ended with status 4", done.stderr)


if __name__ == "__main__":
    COALMINE = str(Path(sys.argv.pop(1)).resolve())
    unittest.main()
