// A report in a real browser: every chart is drawn, nothing is asked of a network, and it can be
// read in any light, on a telephone, on paper, by keyboard and without JavaScript.
//
// Usage: node report_test.mjs CHROMIUM NODE_MODULES SAMPLE_PAGE COALMINE SOURCE_DIR
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";

import { allDrawn, desktop, launch, phone } from "./browser.mjs";
import * as look from "./look.mjs";

const [chromium, modules, samplePage, coalmine, source] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "coalmine-browser-"));
const browser = await launch(chromium, modules);
after(async () => {
  await browser.close();
  rmSync(scratch, { recursive: true });
});

const sample = join(scratch, "sample.html");
const broken = join(scratch, "broken.html");
execFileSync(samplePage, [sample]);
execFileSync(samplePage, [broken, "--broken"]);

// Reports of runs: what users notice, rollbacks, judges that decide, retries.
function reportOf(scenario) {
  const file = join(scratch, `${basename(scenario, ".yaml")}.html`);
  const options = ["--quiet", "--replications", "20", "--report", file];
  // 1: an expectation was not met, for want of replications.
  const { status, stderr } = spawnSync(coalmine, ["run", join(source, scenario), ...options], { encoding: "utf8" });
  assert.ok(status <= 1, stderr);
  return file;
}
const scenarios = readdirSync(join(source, "scenarios")).filter((name) => name.endsWith(".yaml"));
const reports = scenarios.map((name) => reportOf(join("scenarios", name)));

for (const file of [sample, ...reports]) {
  const name = basename(file);

  for (const viewport of [desktop, phone, { width: 360, height: 740 }]) {
    for (const colorScheme of ["light", "dark"]) {
      test(`${name}, ${viewport.width} px, ${colorScheme}: is drawn, fits, and can be read`, async () => {
        const page = await browser.open(file, { viewport, colorScheme });
        const charts = await page.evaluate(look.charts);
        assert.ok(charts.length > 0);
        for (const { id, state, excess_px } of charts) {
          assert.equal(state, "rendered", id);
          assert.ok(excess_px <= 0, `${id} is ${excess_px} px wider than its place`);
        }
        assert.deepEqual(await page.evaluate(look.faintTexts), []);
        await page.evaluate(look.openAll);
        assert.ok((await page.evaluate(look.excessWidth_px)) <= 0, "the page scrolls sideways");
        assert.deepEqual(await page.evaluate(look.faintTexts), []);
        assert.deepEqual(page.said, []);
        assert.deepEqual(page.asked, []);
      });
    }
  }

  test(`${name}: has a name for everything that needs one`, async () => {
    const page = await browser.open(file);
    assert.deepEqual(await page.evaluate(look.nameless), []);
    assert.equal(await page.locator("h1").count(), 1);
    assert.notEqual(await page.title(), "");
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
  });

  test(`${name}: every link, table and listing is reached by keyboard, and seen to be`, async () => {
    const page = await browser.open(file);
    const wanted = await page.evaluate(look.reachable);
    const walked = [];
    for (let step = 0; step < wanted.length + 50; ++step) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(look.focused);
      if (focused === null) break;
      assert.ok(focused.outline_px >= 2, `${focused.what} shows no focus`);
      walked.push(focused.what);
    }
    assert.equal(walked[0], "Skip to the chapters");
    assert.deepEqual(wanted.filter((what) => !walked.includes(what)), []);
    assert.deepEqual(walked.filter((what) => wanted.includes(what)), wanted, "in the order of reading");
  });

  test(`${name}: opens a chart's data with a key`, async () => {
    const page = await browser.open(file);
    const summary = page.locator("figure summary").first();
    await summary.focus();
    await page.keyboard.press("Enter");
    assert.ok(await page.locator("figure table").first().isVisible());
  });

  test(`${name}: is printed in dark ink, whatever the screen shows`, async () => {
    const page = await browser.open(file, { colorScheme: "dark" });
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok(pdf.length > 20_000, `${pdf.length} bytes`);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    assert.deepEqual(await page.evaluate(look.faintTexts), []);
    assert.ok(!(await page.locator("nav").isVisible()));
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
  });

  test(`${name}: says it all without JavaScript, but for the drawings`, async () => {
    const page = await browser.open(file, { javaScriptEnabled: false, waits: false });
    assert.ok(await page.locator("noscript p").isVisible());
    assert.equal(await page.locator(".drawing").filter({ visible: true }).count(), 0);
    await page.locator("figure summary").first().click();
    assert.ok(await page.locator("figure table").first().isVisible());
  });

  test(`${name}: has every chart before anybody scrolls`, async () => {
    const page = await browser.open(file, { viewport: { width: 1280, height: 300 } });
    assert.equal(await page.evaluate(() => scrollY), 0);
  });
}

test("changes its colours with the scheme, drawings too", async () => {
  const page = await browser.open(sample, { colorScheme: "light" });
  const ink = () => page.evaluate(() => getComputedStyle(document.querySelector("svg text")).fill);
  const before = await ink();
  await page.emulateMedia({ colorScheme: "dark" });
  assert.notEqual(await ink(), before);
});

test("draws charts again when the window gets another width", async () => {
  const page = await browser.open(sample);
  await page.setViewportSize(phone);
  await page.waitForFunction(() =>
    [...document.querySelectorAll("figure")].every(
      (figure) => Math.abs(figure.querySelector("svg").clientWidth - figure.querySelector(".drawing").clientWidth) < 20,
    ),
  );
  assert.ok((await page.evaluate(look.excessWidth_px)) <= 0);
  assert.deepEqual(page.said, []);
});

test("shows names as they are written, whatever they contain", async () => {
  const page = await browser.open(sample);
  assert.equal(await page.locator("h1").textContent(), "A sample & its <hostile> names");
  assert.ok((await page.locator("tbody th").allTextContents()).includes('</script><b>&"quoted" <!-- policy -->'));
  assert.ok((await page.locator("pre").allTextContents()).includes('name: "</pre><script>alert(1)</script>"\n# & more\n'));
  assert.equal(await page.locator("main b").count(), 0);
  assert.equal(await page.locator("script:not([type])").count(), 1);
  assert.deepEqual(page.said, []);
});

test("lets nothing be loaded and no foreign script run, even if one got in", async () => {
  const page = await browser.open(sample);
  const got = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.intruded = true";
    document.body.append(script);
    const answered = await fetch("https://coalmine.invalid/").then(() => true, () => false);
    return { intruded: window.intruded === true, answered };
  });
  assert.deepEqual(got, { intruded: false, answered: false });
  const refused = page.said.filter((text) => /Content Security Policy/.test(text));
  assert.ok(refused.length >= 2, page.said.join("\n"));
});

test("a chart that cannot be drawn says so and opens its data; the others are drawn", async () => {
  const page = await browser.open(broken);
  const charts = await page.evaluate(look.charts);
  assert.deepEqual(charts.filter(({ state }) => state !== "rendered").map(({ id, state }) => [id, state]), [
    ["over-time", "failed"],
  ]);
  const figure = page.locator("#over-time");
  assert.ok(await figure.getByText("could not be drawn").isVisible());
  assert.ok(await figure.locator("table").isVisible());
  assert.equal(page.said.length, 1);
  assert.match(page.said[0], /over-time/);
});

test("copies a listing", async () => {
  const page = await browser.open(sample, { permissions: ["clipboard-read", "clipboard-write"] });
  await page.getByRole("button", { name: "Copy: Command" }).click();
  await page.getByText("Copied").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, "coalmine run sample.yaml --seed 1 --replications 100\n");
});

test("selects a listing where the browser keeps its clipboard", async () => {
  const page = await browser.open(sample, {
    beforeScripts: () => Object.defineProperty(navigator, "clipboard", { value: undefined }),
  });
  await page.getByRole("button", { name: "Copy: Command" }).click();
  await page.getByText("Selected: copy it with your keyboard").waitFor();
  const selected = await page.evaluate(() => getSelection().toString().trim());
  assert.equal(selected, "coalmine run sample.yaml --seed 1 --replications 100");
});

test("draws nothing twice", async () => {
  const page = await browser.open(sample);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await allDrawn(page);
  assert.deepEqual(
    await page.evaluate(() => [...document.querySelectorAll(".drawing")].map((each) => each.querySelectorAll("svg").length)),
    [1, 1, 1, 1, 1],
  );
});
