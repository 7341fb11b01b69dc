// How charts look: as the page does. Colours are the page's custom properties by name, so that a
// change of scheme, or paper, changes them without drawing anything again.

const narrow_px = 480;
const legend_entry_px = 150; // room for an entry of a legend

const policies = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => `var(--policy-${n})`);

// Of continuous scales, which mix colours and need them as they are. From dark to light in even
// steps, so that it is read alike on screens, on paper and by those who see fewer colours.
const ramp = { scheme: "viridis" };

export function theme(width_px) {
  const narrow = width_px < narrow_px;
  const text_px = narrow ? 11 : 12;
  const label = { labelColor: "var(--ink-2)", labelFontSize: text_px };
  const title = { titleColor: "var(--ink-2)", titleFontSize: text_px, titleFontWeight: 600 };
  return {
    background: null,
    padding: 2,
    font: getComputedStyle(document.body).fontFamily,
    aria: false, // the figure is labelled as a whole
    view: { stroke: null },
    axis: {
      ...label,
      ...title,
      domainColor: "var(--rule)",
      gridColor: "var(--grid)",
      tickColor: "var(--rule)",
      labelLimit: narrow ? 110 : 220,
      labelPadding: 6,
      titlePadding: 8,
      tickSize: 4,
    },
    axisX: { grid: false, labelAngle: 0, labelOverlap: true, tickCount: narrow ? 5 : 10 },
    axisY: { domain: false, ticks: false, tickCount: 5 },
    axisBand: { grid: false },
    legend: {
      ...label,
      ...title,
      orient: "top",
      columns: Math.max(1, Math.floor(width_px / legend_entry_px)),
      columnPadding: 16,
      rowPadding: 4,
      labelLimit: width_px - 40,
      symbolStrokeWidth: 2,
      offset: 8,
    },
    header: {
      ...label,
      ...title,
      labelAnchor: "start",
      labelColor: "var(--ink)",
      labelFontWeight: 600,
    },
    title: { color: "var(--ink)", fontSize: 13, anchor: "start" },
    range: { category: policies, ordinal: policies, ramp, heatmap: ramp },
    mark: { color: "var(--policy-1)" },
    line: { strokeWidth: 2 },
    area: { opacity: 0.16, line: false },
    bar: { cornerRadiusEnd: 2 },
    rect: { stroke: "var(--card)", strokeWidth: 1 },
    point: { filled: true, size: 60 },
    rule: { color: "var(--ink-2)" },
    tick: { color: "var(--ink)" },
    text: { color: "var(--ink)", fontSize: text_px },
  };
}
