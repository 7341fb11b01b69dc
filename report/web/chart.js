// From a figure of the page to a chart in it.
//
// A figure has a specification beside the place for the chart, and says in data-state how it went:
// "pending", "rendered", or "failed", with the data open and a sentence in place of the chart.
import embed from "vega-embed";
import { logger, Warn } from "vega";

import { autosize, narrower, sized } from "./layout.js";
import { theme } from "./theme.js";

const drawings = new WeakMap(); // figure -> { width_px, done }

// Draws a figure once; a further call waits for the first.
export function drawn(figure) {
  if (!drawings.has(figure)) start(figure);
  return drawings.get(figure).done;
}

// Draws a figure that was drawn for another width again.
export async function redrawn(figure) {
  const drawing = drawings.get(figure);
  if (drawing === undefined) return;
  await drawing.done;
  if (place(figure).clientWidth !== drawing.width_px) await start(figure);
}

function place(figure) {
  return figure.querySelector(".drawing");
}

function start(figure) {
  const width_px = place(figure).clientWidth;
  const before = drawings.get(figure);
  const done = draw(figure, width_px, before);
  drawings.set(figure, { width_px, done });
  return done;
}

async function draw(figure, width_px, before) {
  try {
    const spec = JSON.parse(figure.querySelector("script").textContent);
    spec.usermeta = undefined; // it could change how the chart is embedded
    const result = await fitted(place(figure), spec, width_px);
    (await before?.done)?.finalize();
    figure.dataset.state = "rendered";
    return result;
  } catch (error) {
    fail(figure, error);
    return undefined;
  }
}

// The width of texts is known once they are drawn. A legend whose entries side by side came out too
// wide is drawn again with one below the other; repeated views with their axes and labels, narrower.
async function fitted(target, spec, width_px) {
  const config = theme(width_px);
  let result = await embedded(target, sized(spec, width_px), config);
  if (isLegendCut(target)) {
    result.finalize();
    config.legend.columns = 1;
    result = await embedded(target, sized(spec, width_px), config);
  }
  const excess_px = target.querySelector("svg").width.baseVal.value - width_px;
  const narrow = excess_px > 0 ? narrower(spec, width_px, excess_px) : undefined;
  if (narrow === undefined) return result;
  result.finalize();
  return embedded(target, narrow, config);
}

function isLegendCut(target) {
  const end = (element) => element.getBoundingClientRect().right;
  const svg = target.querySelector("svg");
  return [...svg.querySelectorAll(".role-legend-label text")].some((text) => end(text) > end(svg));
}

async function embedded(target, spec, config) {
  const errors = [];
  // A child, because Vega gives what it draws into a role and a label, and the figure has its own.
  const child = document.createElement("div");
  target.replaceChildren(child);
  const result = await embed(child, spec, {
    mode: "vega-lite",
    actions: false,
    ast: true, // expressions are interpreted: the page forbids eval
    config,
    defaultStyle: false,
    logger: logger(Warn, undefined, (method, _, input) => {
      if (method === "error") errors.push(input[0]);
      else console[method](...input);
    }),
    patch: (compiled) => ({ ...compiled, ...autosize(spec) }),
    renderer: "svg", // colours by name follow the scheme only there
    tooltip: { disableDefaultStyle: true },
  });
  if (errors.length > 0) {
    result.finalize();
    throw errors[0];
  }
  return result;
}

function fail(figure, error) {
  console.error(`Chart ${figure.id}:`, error);
  const message = document.createElement("p");
  message.className = "failed";
  message.textContent = "This chart could not be drawn. Its data stand below.";
  place(figure).replaceChildren(message);
  figure.querySelector("details")?.setAttribute("open", "");
  figure.dataset.state = "failed";
}
