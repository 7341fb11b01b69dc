// What a report does in a browser: it draws its charts, those in sight first, copies its listings,
// and marks the chapter that is being read. Without it the page still says all it has to say.
import { drawn, redrawn } from "./chart.js";
import { makeCopyable } from "./listing.js";

const near = { rootMargin: "400px" };
const settled_ms = 150; // a window that is being resized is left alone for so long
const idle_ms = 1000; // an idle slice is waited for at most so long

// A callback when the browser has nothing better to do.
const whenIdle = window.requestIdleCallback ?? ((callback) => setTimeout(callback, 50));

function drawCharts(figures) {
  const sight = new IntersectionObserver((entries) => {
    for (const { target } of entries.filter(({ isIntersecting }) => isIntersecting)) {
      sight.unobserve(target);
      drawn(target);
    }
  }, near);
  for (const figure of figures) sight.observe(figure);

  // The others in idle moments, one at a time: all are there before anybody scrolls or prints.
  const drawNext = async (rest) => {
    if (rest.length === 0) return;
    await drawn(rest[0]);
    whenIdle(() => drawNext(rest.slice(1)), { timeout: idle_ms });
  };
  whenIdle(() => drawNext(figures), { timeout: idle_ms });
  addEventListener("beforeprint", () => figures.forEach(drawn));
}

function redrawChartsThatChangeWidth(figures) {
  let timer;
  const resized = new Set();
  const sizes = new ResizeObserver((entries) => {
    for (const { target } of entries) resized.add(target);
    clearTimeout(timer);
    timer = setTimeout(() => {
      resized.forEach(redrawn);
      resized.clear();
    }, settled_ms);
  });
  for (const figure of figures) sizes.observe(figure);
}

function markCurrentChapter(links, chapters) {
  const inSight = new Set();
  const reading = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) inSight.add(target);
      else inSight.delete(target);
    }
    const current = chapters.find((chapter) => inSight.has(chapter));
    for (const link of links) {
      if (link.hash === `#${current?.id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  });
  for (const chapter of chapters) reading.observe(chapter);
}

const all = (selector) => [...document.querySelectorAll(selector)];
const figures = all("figure[data-state]");
drawCharts(figures);
redrawChartsThatChangeWidth(figures);
all(".listing").forEach(makeCopyable);
markCurrentChapter(all("nav a"), all("main > section"));
