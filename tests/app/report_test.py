"""coalmine report, and run --report, as a shell sees them: files, exit codes, and what they refuse."""

import csv
import io
import json
import unittest

from program import InFolder

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
  bugs: [{ in: counter, fails: 50% }]
policies:
  weighted: { route: weighted }
  sticky: { route: { sticky: user } }
expect:
  - { policy: sticky, metric: blast_radius.exposed, rule: "mean < 50%" }
"""


class Reports(InFolder):
    def setUp(self):
        super().setUp()
        self.path("coffee.yaml").write_text(COFFEE)
        self.path("tea.yaml").write_text(COFFEE.replace("coffee", "tea").replace("< 50%", "> 50%"))
        for name in ["coffee", "tea"]:
            self.coalmine("run", f"{name}.yaml", "--quiet", "--json", f"{name}.json")
        self.before = self.files()

    def path(self, name):
        return self.directory / name

    def files(self):
        return sorted(path.name for path in self.directory.iterdir())

    def assert_refused(self, message, *arguments):
        done = self.coalmine(*arguments)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertIn(message, done.stderr)
        self.assertEqual(self.files(), self.before)

    def test_are_html_markdown_or_csv_as_their_names_end(self):
        for ending, start in [("html", "<!doctype html>"), ("md", "## coffee\n"), ("csv", "scenario,digest,")]:
            with self.subTest(ending):
                done = self.coalmine("report", "coffee.json", "-o", f"report.{ending}")
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
                self.assertTrue(self.path(f"report.{ending}").read_text().lower().startswith(start.lower()))

    def test_go_to_standard_output_in_the_format_that_is_asked_for(self):
        self.coalmine("report", "coffee.json", "-o", "report.md")
        done = self.coalmine("report", "coffee.json", "-o", "-", "--format", "md")
        self.assertEqual(done.stdout, self.path("report.md").read_text())

    def test_are_of_the_format_that_is_asked_for_whatever_the_name(self):
        self.coalmine("report", "coffee.json", "-o", "summary", "--format", "md")
        self.assertTrue(self.path("summary").read_text().startswith("## coffee\n"))

    def test_of_a_run_are_those_of_its_result(self):
        done = self.coalmine("run", "coffee.yaml", "--quiet", "--report", "a.html", "--report", "a.md",
                             "--report", "a.csv")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        for ending in ["html", "md", "csv"]:
            self.coalmine("report", "coffee.json", "-o", f"b.{ending}")
            self.assertEqual(self.path(f"a.{ending}").read_bytes(), self.path(f"b.{ending}").read_bytes(), ending)

    def test_are_written_where_an_expectation_is_not_met(self):
        done = self.coalmine("run", "tea.yaml", "--quiet", "--report", "tea.md")
        self.assertEqual(done.returncode, 1)
        self.assertIn("is not met: sticky blast_radius.exposed", self.path("tea.md").read_text())

    def test_of_several_results_begin_with_an_overview(self):
        done = self.coalmine("report", "coffee.json", "tea.json", "-o", "-", "--format", "md")
        self.assertTrue(done.stdout.startswith("## 2 runs\n\ncoffee, tea\n"), done.stdout[:200])
        self.assertLess(done.stdout.index("### Overview"), done.stdout.index("### coffee: Blast radius"))
        self.assertLess(done.stdout.index("### coffee: Blast radius"), done.stdout.index("### tea: Blast radius"))

    def test_in_csv_have_every_figure_with_every_digit(self):
        done = self.coalmine("report", "coffee.json", "tea.json", "-o", "-", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        read = {(row["scenario"], row["policy"], row["metric"]): row for row in rows}
        self.assertEqual(len(read), len(rows))
        found = 0
        for name in ["coffee", "tea"]:
            result = json.loads(self.path(f"{name}.json").read_text())
            for policy in result["policies"]:
                for metric, figure in policy["metrics"].items():
                    found += 1
                    row = read[name, policy["name"], metric]
                    self.assertEqual(int(row["n"]), figure["n"])
                    self.assertEqual(row["unit"], figure["unit"])
                    low, high = figure["ci95"] or (None, None)
                    for column, value in [("mean", figure["mean"]), ("sd", figure["sd"]),
                                          ("ci95_low", low), ("ci95_high", high),
                                          ("closed_form", figure.get("closed_form"))]:
                        self.assertEqual(float(row[column]) if row[column] else None, value, (metric, column))
        self.assertEqual(found, len(rows))

    def test_in_csv_have_every_replication_if_asked(self):
        done = self.coalmine("report", "coffee.json", "-o", "-", "--format", "csv", "--values")
        values = [row["value"] for row in csv.DictReader(io.StringIO(done.stdout))
                  if (row["policy"], row["metric"]) == ("weighted", "users.active")]
        self.assertEqual(values, ["50", "50", "50"])

    def test_in_html_show_a_scenario_as_it_is_written(self):
        self.path("coffee.yaml").write_text(COFFEE + "# </script><b>bold</b>\n")
        self.coalmine("run", "coffee.yaml", "--quiet", "--report", "report.html")
        text = self.path("report.html").read_text()
        self.assertIn("# &lt;/script&gt;&lt;b&gt;bold", text)
        self.assertNotIn("</script><b>", text)

    def test_refuse_what_they_cannot_make(self):
        self.path("broken.json").write_text(self.path("coffee.json").read_text()[:500])
        self.path("list.json").write_text("[1]\n")
        self.path("folder.md").mkdir()
        self.before = self.files()
        for message, arguments in [
            ('cannot write a report to "x.pdf": its name has to end in .html, .md or .csv',
             ["report", "coffee.json", "-o", "x.pdf"]),
            ("needs --format: html, md or csv", ["report", "coffee.json", "-o", "-"]),
            ("--values is for CSV", ["report", "coffee.json", "-o", "x.md", "--values"]),
            ("nowhere/x.md", ["report", "coffee.json", "-o", "nowhere/x.md"]),
            ("folder.md", ["report", "coffee.json", "-o", "folder.md"]),
            ("missing.json", ["report", "missing.json", "-o", "x.md"]),
            ("broken.json", ["report", "coffee.json", "broken.json", "-o", "x.md"]),
            ("list.json", ["report", "list.json", "-o", "x.md"]),
            ("coffee.yaml", ["report", "coffee.yaml", "-o", "x.md"]),
            ("--format", ["report", "coffee.json", "-o", "x.md", "--format", "pdf"]),
            ("results", ["report", "-o", "x.md"]),
            ("--output", ["report", "coffee.json"]),
        ]:
            with self.subTest(arguments):
                self.assert_refused(message, *arguments)

    def test_of_a_run_are_refused_before_it(self):
        # A run of a million replications would be noticed.
        for target in ["x.pdf", "-", "nowhere/x.md", "report"]:
            with self.subTest(target):
                self.assert_refused(target, "run", "coffee.yaml", "--replications", "1000000",
                                    "--report", "good.md", "--report", target)

    def test_never_replace_what_they_are_made_of(self):
        coffee = self.path("coffee.json").read_bytes()
        (self.path("link.json")).symlink_to("coffee.json")
        self.before = self.files()
        for output in ["coffee.json", "./coffee.json", "link.json"]:
            with self.subTest(output):
                self.assert_refused(f"--output {output} would replace what is read from it",
                                    "report", "tea.json", "coffee.json", "-o", output, "--format", "md")
        self.assertEqual(self.path("coffee.json").read_bytes(), coffee)

    def test_are_not_asked_for_by_an_empty_name(self):
        for arguments in [["coffee.json", "-o", ""], ["", "-o", "x.md"]]:
            with self.subTest(arguments):
                self.assert_refused("the name is empty", "report", *arguments)

    def test_of_figures_that_no_run_can_have_are_refused(self):
        result = json.loads(self.path("coffee.json").read_text())
        figure = result["policies"][0]["metrics"]["users.active"]
        figure["values"] = [1e308] * 3
        self.write("huge.json", json.dumps(result))
        self.before = self.files()
        for arguments in [["report", "huge.json", "-o", "x.md"],
                          ["baseline", "diff", "coffee.json", "huge.json"],
                          ["baseline", "diff", "huge.json", "coffee.json"]]:
            with self.subTest(arguments):
                self.assert_refused('huge.json: policies[0].metrics["users.active"].values[0]: '
                                    "expected a number from -1e+30 to 1e+30", *arguments)

    def test_replace_what_was_there_or_leave_it(self):
        self.path("report.md").write_text("old")
        self.coalmine("report", "missing.json", "-o", "report.md")
        self.assertEqual(self.path("report.md").read_text(), "old")
        self.coalmine("report", "coffee.json", "-o", "report.md")
        self.assertTrue(self.path("report.md").read_text().startswith("## coffee\n"))

    def test_that_do_not_fit_on_the_disk_are_an_error(self):
        done = self.coalmine("report", "coffee.json", "-o", "/dev/full", "--format", "md")
        self.assertEqual(done.returncode, 2)
        self.assertIn("cannot write /dev/full: No space left on device", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
