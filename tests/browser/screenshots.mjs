// Takes the pictures of a report that the manual shows.
//
// Usage: node screenshots.mjs CHROMIUM NODE_MODULES REPORT.html FOLDER
import { join } from "node:path";

import { desktop, launch, phone } from "./browser.mjs";

const [chromium, modules, report, folder] = process.argv.slice(2);
const devices = {
  desktop: { viewport: { ...desktop, height: 1200 } },
  phone: { viewport: { ...phone, height: 1400 }, deviceScaleFactor: 1.5 },
};

const browser = await launch(chromium, modules);
for (const [device, options] of Object.entries(devices)) {
  for (const colorScheme of ["light", "dark"]) {
    const path = join(folder, `report-${device}-${colorScheme}.png`);
    const picture = (page) => page.screenshot({ path });
    await browser.withPage(report, { ...options, colorScheme }, picture);
  }
}
await browser.close();
