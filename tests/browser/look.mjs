// What a test looks for in a page. Each function runs in the browser: it may use nothing that it
// does not say itself.

// Each chart: what became of it, and by how much it is wider than its place.
export function charts() {
  return [...document.querySelectorAll("figure[data-state]")].map((figure) => {
    const place = figure.querySelector(".drawing");
    // Its own width: the style would shrink it to its place.
    const width_px = place.querySelector("svg")?.width.baseVal.value ?? 0;
    const excess_px = Math.floor(width_px - place.clientWidth);
    return { id: figure.id, state: figure.dataset.state, excess_px };
  });
}

// Texts that end outside of their chart, where nobody sees it: "21" may be 216.
export function clippedTexts() {
  return [...document.querySelectorAll(".drawing svg")].flatMap((svg) => {
    const { left, right } = svg.getBoundingClientRect();
    return [...svg.querySelectorAll("text")]
      .filter((text) => {
        const box = text.getBoundingClientRect();
        return box.width > 0 && (box.left < left - 1 || box.right > right + 1);
      })
      .map((text) => text.textContent);
  });
}

// By how much the page is wider than the window.
export function excessWidth_px() {
  return document.documentElement.scrollWidth - innerWidth;
}

export function openAll() {
  for (const details of document.querySelectorAll("details")) details.open = true;
}

// Visible texts with a contrast below 4.5 (WCAG 2.2, 1.4.3, without the exception for large text).
export function faintTexts() {
  const channels = (colour) => /rgba?\(([^)]+)\)/.exec(colour)[1].split(/[ ,/]+/).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each !== null; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() === "" || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    // A label inside a mark may stand on any colour: that is the chart's business.
    if (element.closest(".mark-text.role-mark")) continue;
    const colour = element instanceof SVGElement ? style.fill : style.color;
    const found = contrast(colour, ground(element));
    const text = texts.currentNode.data.trim().slice(0, 40);
    if (found < 4.5) faint.push(`${found.toFixed(1)}: ${text}`);
  }
  return faint;
}

// What has no name for who does not see it.
export function nameless() {
  const nameOf = (element) =>
    element.getAttribute("aria-label") ??
    document.getElementById(element.getAttribute("aria-labelledby"))?.textContent ??
    element.textContent;
  const named = "figure, section, nav, a, button, summary, [role=img], [role=region]";
  return [...document.querySelectorAll(named)]
    .filter((element) => nameOf(element).trim() === "")
    .map((element) => element.outerHTML.slice(0, 80));
}

// What keys should reach in the page as it is at first, in the order of reading.
export function reachable() {
  return [...document.querySelectorAll("a, summary, button, [tabindex='0']")]
    .filter((element) => element.checkVisibility())
    .map((element) => element.getAttribute("aria-label") ?? element.textContent)
    .map((name, index) => name || `nameless ${index}`);
}

// What has the focus; nothing once it has left the page.
export function focused() {
  const element = document.activeElement;
  if (element === document.body || element === null) return null;
  const style = getComputedStyle(element);
  return {
    what: element.getAttribute("aria-label") ?? element.textContent,
    outline_px: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
  };
}
