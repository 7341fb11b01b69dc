// Bundles the script of a report and writes it into a C++ file, with the style, what the browser is
// to be told of the script, and the licences of all that went into the bundle.
//
// Usage: node build.mjs NODE_MODULES OUTPUT.cpp
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const source = dirname(fileURLToPath(import.meta.url));
const modules = resolve(process.argv[2]);
const output = process.argv[3];

async function bundle() {
  const esbuild = createRequire(join(modules, "index.js"))("esbuild");
  const built = await esbuild.build({
    entryPoints: [join(source, "page.js")],
    nodePaths: [modules],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "ascii",
    legalComments: "none", // licencesOf has all of them, whole
    metafile: true,
    write: false,
  });
  return { script: built.outputFiles[0].text, packages: packagesIn(built.metafile) };
}

// Names of the packages, nested ones by their path, that gave the bundle a byte.
function packagesIn(metafile) {
  const [{ inputs }] = Object.values(metafile.outputs);
  const names = Object.entries(inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .map(([path]) => /node_modules\/((?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+)/.exec(path)?.[1])
    .filter((name) => name !== undefined);
  return [...new Set(names)].sort();
}

// Each licence once, after the packages that are under it.
function licencesOf(packages) {
  const packagesUnder = new Map();
  for (const name of packages) {
    const folder = join(modules, name);
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (file === undefined) throw new Error(`${name} comes without a licence: do not embed it`);
    const text = readFileSync(join(folder, file), "utf8").replaceAll("\r", "").trim();
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const title = `${name.replace(/.*node_modules\//, "")} ${version}`;
    packagesUnder.set(text, [...(packagesUnder.get(text) ?? []), title]);
  }
  return [...packagesUnder].map(([text, names]) => `${names.join(", ")}\n\n${text}\n`).join("\n\n");
}

// A raw string literal: no compiler limits its length, and reading one takes no time.
function literal(text) {
  const delimiter = "coalmine";
  if (text.includes(`)${delimiter}"`)) throw new Error("the delimiter stands in the text");
  return `R"${delimiter}(${text})${delimiter}"`;
}

const { script, packages } = await bundle();
// An HTML parser must not see an end, or a comment, inside the script.
if (/<\/script|<!--/i.test(script)) throw new Error("the bundle would end its own script element");
const style = readFileSync(join(source, "page.css"), "utf8");
const digest = createHash("sha256").update(script).digest("base64");

writeFileSync(
  output,
  `// Written by report/web/build.mjs.
#include "report/web/assets.hpp"

#ifdef __clang__
#pragma clang diagnostic ignored "-Woverlength-strings"
#endif

namespace coalmine::report::web {

const std::string_view script = ${literal(script)};
const std::string_view script_sha256 = ${literal(digest)};
const std::string_view style = ${literal(style)};
const std::string_view licences = ${literal(licencesOf(packages))};

}  // namespace coalmine::report::web
`,
);
