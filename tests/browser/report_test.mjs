// A report in a real browser: every chart is drawn, nothing is asked of a network, and it can be
// read in any light, on a telephone, on paper, by keyboard and without JavaScript.
//
// Usage: node report_test.mjs CHROMIUM NODE_MODULES SAMPLE_PAGE COALMINE SOURCE_DIR
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { after, test } from "node:test";

import { allDrawn, desktop, launch, phone, small_phone } from "./browser.mjs";
import * as look from "./look.mjs";

const [chromium, modules, samplePage, coalmine, source] = process.argv.slice(2);
const scratch = mkdtempSync(join(tmpdir(), "coalmine-browser-"));
const browser = await launch(chromium, modules);
after(async () => {
  await browser.close();
  rmSync(scratch, { recursive: true });
});

const sample = join(scratch, "sample.html");
execFileSync(samplePage, [sample]);

const scenarioNamed = (name) => join(source, "scenarios", `${name}.yaml`);

// What `coalmine COMMAND SCENARIO` reports; of few replications, for it is the page that is tested.
function reportOf(command, scenario, ...options) {
  const file = join(mkdtempSync(join(scratch, `${command}-`)), `${basename(scenario, ".yaml")}.html`);
  const all = [command, scenario, "--quiet", "--replications", "10", "--report", file, ...options];
  const { status, stderr } = spawnSync(coalmine, all, { encoding: "utf8" });
  assert.ok(status === 0 || status === 1, stderr); // 1: an expectation was not met
  return file;
}

// A test of one page, which is closed at its end.
function testPage(name, file, options, check) {
  test(name, () => browser.withPage(file, options, check));
}

async function isDrawnFitsAndCanBeRead(page) {
  const charts = await page.evaluate(look.charts);
  for (const { id, state, excess_px } of charts) {
    assert.equal(state, "rendered", id);
    assert.ok(excess_px <= 0, `${id} is ${excess_px} px wider than its place`);
  }
  await page.evaluate(look.openAll);
  assert.ok((await page.evaluate(look.excessWidth_px)) <= 0, "the page scrolls sideways");
  assert.deepEqual(await page.evaluate(look.faintTexts), []);
  assert.deepEqual(await page.evaluate(look.nameless), []);
  assert.deepEqual(await page.evaluate(look.clippedTexts), []);
  assert.deepEqual(page.said, []);
  assert.deepEqual(page.asked, []);
  assert.ok(charts.length > 0);
}

const drawn = "is drawn, fits, and can be read";

function testBothWays(name, makeReport) {
  test(`${name}, wide and light, narrow and dark: ${drawn}`, async () => {
    const file = makeReport();
    await browser.withPage(file, { colorScheme: "light" }, isDrawnFitsAndCanBeRead);
    const narrow = { viewport: small_phone, colorScheme: "dark" };
    await browser.withPage(file, narrow, isDrawnFitsAndCanBeRead);
  });
}

for (const file of readdirSync(join(source, "scenarios"))) {
  if (!file.endsWith(".yaml")) continue;
  const scenario = basename(file, ".yaml");
  testBothWays(scenario, () => reportOf("run", scenarioNamed(scenario)));
}

testBothWays("functions whose names are longer than a phone is wide", () => {
  const scenario = join(scratch, "long-names.yaml");
  const chain = readFileSync(scenarioNamed("chain-of-seven"), "utf8");
  writeFileSync(scenario, chain.replaceAll("delivery", `delivery${"-of-all-that-was-ordered".repeat(3)}`));
  return reportOf("run", scenario);
});

const vary = (...ranges) => ranges.flatMap((range) => ["--vary", range]);
const [users, delay] = ["traffic.users=100..300", "streams.orders.delay=100ms..300ms"];
const sweeps = {
  "a sweep of one value": vary(`${users}:3`),
  "a sweep of two values": vary(`${users}:3`, `${delay}:3`),
  "a sweep of three values": [...vary(users, delay, "duration=10m..12m"), "--samples", "4"],
};
for (const [name, options] of Object.entries(sweeps)) {
  const output = ["--output", join(scratch, `${name}.jsonl`)];
  testBothWays(name, () => reportOf("sweep", scenarioNamed("food-ordering"), ...options, ...output));
}

for (const file of [sample, reportOf("run", scenarioNamed("food-ordering"))]) {
  const name = basename(file, ".html");

  for (const viewport of [desktop, phone, small_phone]) {
    for (const colorScheme of ["light", "dark"]) {
      const options = { viewport, colorScheme };
      const title = `${name}.html, ${viewport.width} px, ${colorScheme}: ${drawn}`;
      testPage(title, file, options, isDrawnFitsAndCanBeRead);
    }
  }

  testPage(`${name}: has one heading, a title and a language`, file, {}, async (page) => {
    assert.equal(await page.locator("h1").count(), 1);
    assert.notEqual(await page.title(), "");
    assert.equal(await page.locator("html").getAttribute("lang"), "en");
  });

  testPage(`${name}: all is reached by keyboard, and seen to be`, file, {}, async (page) => {
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
    // In the order of reading. A browser may stop at more: at whatever scrolls.
    assert.deepEqual(walked.filter((what) => wanted.includes(what)), wanted);
  });

  testPage(`${name}: opens a chart's data with a key`, file, {}, async (page) => {
    await page.locator("figure summary").first().focus();
    await page.keyboard.press("Enter");
    assert.ok(await page.locator("figure table").first().isVisible());
  });

  testPage(`${name}: is printed dark on white`, file, { colorScheme: "dark" }, async (page) => {
    const pdf = await page.pdf({ format: "A4" });
    assert.equal(pdf.subarray(0, 5).toString(), "%PDF-");
    assert.ok(pdf.length > 20_000, `${pdf.length} bytes`);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    const paper = () => getComputedStyle(document.body).backgroundColor;
    assert.equal(await page.evaluate(paper), "rgb(255, 255, 255)");
    assert.deepEqual(await page.evaluate(look.faintTexts), []);
    assert.ok(!(await page.locator("nav").isVisible()));
  });

  const bare = { javaScriptEnabled: false, waits: false };
  testPage(`${name}: without JavaScript says all but the drawings`, file, bare, async (page) => {
    assert.ok(await page.locator("noscript p").isVisible());
    assert.equal(await page.locator(".drawing").filter({ visible: true }).count(), 0);
    await page.locator("figure summary").first().click();
    assert.ok(await page.locator("figure table").first().isVisible());
  });
}

testPage("colours follow the scheme, those of drawings too", sample, {}, async (page) => {
  const ink = () => page.evaluate(() => getComputedStyle(document.querySelector("svg text")).fill);
  await page.emulateMedia({ colorScheme: "light" });
  const light = await ink();
  await page.emulateMedia({ colorScheme: "dark" });
  assert.notEqual(await ink(), light);
});

testPage("charts are drawn again when the window gets narrower", sample, {}, async (page) => {
  await page.setViewportSize(phone);
  // Not shrunk by the style: a drawing's own width is that of its place.
  await page.waitForFunction(() =>
    [...document.querySelectorAll(".drawing")].every(
      (place) => place.querySelector("svg").width.baseVal.value <= place.clientWidth,
    ),
  );
  assert.ok((await page.evaluate(look.excessWidth_px)) <= 0);
  assert.deepEqual(page.said, []);
});

testPage("names are shown as they are written", sample, {}, async (page) => {
  const names = await page.locator("tbody th").allTextContents();
  const listings = await page.locator("pre").allTextContents();
  assert.equal(await page.locator("h1").textContent(), "A sample & its <hostile> names");
  assert.ok(names.includes('</script><b>&"quoted" <!-- policy -->'));
  assert.ok(listings.includes('name: "</pre><script>alert(1)</script>"\n# & more\n'));
  assert.equal(await page.locator("main b").count(), 0);
  assert.equal(await page.locator("script:not([type])").count(), 1);
});

testPage("nothing is loaded and no foreign script runs, if it got in", sample, {}, async (page) => {
  const got = await page.evaluate(async () => {
    const script = document.createElement("script");
    script.textContent = "window.intruded = true";
    document.body.append(script);
    const answered = await fetch("https://coalmine.invalid/").then(
      () => true,
      () => false,
    );
    return { intruded: window.intruded === true, answered };
  });
  assert.deepEqual(got, { intruded: false, answered: false });
  const refused = page.said.filter((text) => /Content Security Policy/.test(text));
  assert.ok(refused.length >= 2, page.said.join("\n"));
});

test("a chart that cannot be drawn says so and opens its data; others are drawn", async () => {
  const broken = join(scratch, "broken.html");
  execFileSync(samplePage, [broken, "--broken"]);
  await browser.withPage(broken, {}, async (page) => {
    const charts = await page.evaluate(look.charts);
    const failed = charts.filter(({ state }) => state !== "rendered");
    assert.deepEqual(
      failed.map(({ id, state }) => `${id}: ${state}`),
      ["over-time: failed", "heat-map: failed"],
    );
    assert.ok(charts.length > failed.length);
    for (const { id } of failed) {
      assert.ok(await page.locator(`#${id}`).getByText("could not be drawn").isVisible());
      assert.ok(await page.locator(`#${id} table`).isVisible());
      assert.ok(page.said.some((text) => text.includes(id)), page.said.join("\n"));
    }
  });
});

const mayCopy = { permissions: ["clipboard-read", "clipboard-write"] };
testPage("a listing is copied", sample, mayCopy, async (page) => {
  await page.getByRole("button", { name: "Copy: Command" }).click();
  await page.getByText("Copied").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  assert.equal(copied, "coalmine run sample.yaml --seed 1 --replications 100\n");
});

const mayNotCopy = {
  beforeScripts: () => Object.defineProperty(navigator, "clipboard", { value: undefined }),
};
testPage("a listing is selected where it cannot be copied", sample, mayNotCopy, async (page) => {
  await page.getByRole("button", { name: "Copy: Command" }).click();
  await page.getByText("Selected: copy it with your keyboard").waitFor();
  const selected = await page.evaluate(() => getSelection().toString().trim());
  assert.equal(selected, "coalmine run sample.yaml --seed 1 --replications 100");
});

const low = { viewport: { width: 1280, height: 300 } };
testPage("charts out of sight are drawn too, each once", sample, low, async (page) => {
  assert.equal(await page.evaluate(() => scrollY), 0);
  await page.evaluate(() => dispatchEvent(new Event("beforeprint")));
  await allDrawn(page);
  for (const drawing of await page.locator(".drawing").all()) {
    assert.equal(await drawing.locator("svg").count(), 1);
  }
});
