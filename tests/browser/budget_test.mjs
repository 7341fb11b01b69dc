// What the report of a large run may cost: bytes, and time until it can be read.
//
// Usage: node budget_test.mjs CHROMIUM NODE_MODULES COALMINE SCENARIO.yaml
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";

import { launch } from "./browser.mjs";

const bytes_max = 3_000_000;
const opening_ms_max = 2_000;
const openings = 5;

const [chromium, modules, coalmine, scenario] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "coalmine-budget-"));
const report = join(scratch, "report.html");
execFileSync(coalmine, ["run", scenario, "--quiet", "--report", report], { stdio: "ignore" });
const browser = await launch(chromium, modules);
after(async () => {
  await browser.close();
  rmSync(scratch, { recursive: true });
});

test("a report of a million users and half an hour is below 3 MB", (context) => {
  const bytes = statSync(report).size;
  context.diagnostic(`${bytes} bytes`);
  assert.ok(bytes < bytes_max, `${bytes} bytes`);
});

test("it opens, and shows its first chart, in less than two seconds", async (context) => {
  const opened_ms = [];
  for (let opening = 0; opening < openings; ++opening) {
    await browser.withPage(report, { beforeScripts: noteFirstChart }, async (page) => {
      opened_ms.push(await page.evaluate(readableAt_ms));
    });
  }
  opened_ms.sort((a, b) => a - b);
  const median_ms = opened_ms[Math.floor(openings / 2)];
  const found = `median ${Math.round(median_ms)} ms of ${opened_ms.map(Math.round).join(", ")}`;
  context.diagnostic(found);
  assert.ok(median_ms < opening_ms_max, found);
});

// In the page: milliseconds from the navigation until the first chart was drawn.
function noteFirstChart() {
  new MutationObserver((_, observer) => {
    if (document.querySelector("[data-state=rendered]") === null) return;
    window.firstChartAt_ms = performance.now();
    observer.disconnect();
  }).observe(document, { subtree: true, childList: true, attributeFilter: ["data-state"] });
}

// In the page: milliseconds from the navigation until it had loaded and shown a chart.
function readableAt_ms() {
  const [{ loadEventEnd }] = performance.getEntriesByType("navigation");
  return Math.max(loadEventEnd, window.firstChartAt_ms);
}
