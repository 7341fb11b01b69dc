// A browser for tests: pages opened from files, with all that they say and ask for on record.
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const desktop = { width: 1280, height: 900 };
export const phone = { width: 390, height: 844 };
export const small_phone = { width: 360, height: 740 };

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

// Chromium at `executable`, driven by the playwright-core in `modules`.
export async function launch(executable, modules) {
  const { chromium } = createRequire(join(modules, "index.js"))("playwright-core");
  const browser = await chromium.launch({ executablePath: executable, args: flags });
  // Gives `check` a page, and closes it whatever comes of it: open pages are work for the machine.
  const withPage = async (file, options, check) => {
    const page = await open(browser, file, options);
    try {
      await check(page);
    } finally {
      await page.context().close();
    }
  };
  return { withPage, close: () => browser.close() };
}

// A page whose `said` has warnings, errors and dialogs, and whose `asked` has every URL that it
// wanted but itself. `beforeScripts` runs in the page first.
async function open(browser, file, options) {
  const { viewport = desktop, beforeScripts, waits = true, ...others } = options;
  const context = await browser.newContext({ viewport, ...others });
  const page = await context.newPage();
  const url = pathToFileURL(file).href;
  page.said = [];
  page.asked = [];
  page.on("console", (message) => {
    if (["warning", "error"].includes(message.type())) page.said.push(message.text());
  });
  page.on("pageerror", (error) => page.said.push(error.message));
  page.on("dialog", (dialog) => {
    page.said.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (request.url() !== url && !request.url().startsWith("data:")) page.asked.push(request.url());
  });
  if (beforeScripts) await page.addInitScript(beforeScripts);
  await page.goto(url);
  if (waits) await allDrawn(page);
  return page;
}

// Until no chart is waiting to be drawn.
export async function allDrawn(page) {
  await page.waitForFunction(() => document.querySelector("[data-state=pending]") === null);
}
