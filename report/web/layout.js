// The widths of a chart's views: a specification has none, because the page decides.

const gap_px = 20; // between repeated views
const cell_px_min = 190; // repeated views that would be narrower go below one another

// `spec` for a page that has `width_px` for it.
export function sized(spec, width_px) {
  if (!repeats(spec)) return { ...spec, width: width_px };
  const columns = columnsIn(spec, width_px);
  const cell_px = Math.floor((width_px - gap_px * (columns - 1)) / columns);
  return withCells(spec, columns, cell_px);
}

// What makes the width of `spec` that of all it has, axes and labels too. For Vega: Vega-Lite takes
// a fixed width and a height in steps for a contradiction.
export function autosize(spec) {
  return repeats(spec) ? {} : { autosize: { type: "fit-x", contains: "padding" } };
}

// Repeated views that came out wider than the page by `excess_px`, now without; nothing where views
// do not repeat.
export function narrower(spec, width_px, excess_px) {
  if (!repeats(spec)) return undefined;
  const { columns, spec: cell } = sized(spec, width_px);
  return withCells(spec, columns, Math.max(80, cell.width - Math.ceil(excess_px / columns)));
}

function repeats(spec) {
  return spec.facet !== undefined;
}

// At most as many as asked for, in rows that are about as long as each other.
function columnsIn(spec, width_px) {
  const wanted = spec.columns ?? 1;
  const fitting = Math.max(1, Math.floor((width_px + gap_px) / (cell_px_min + gap_px)));
  return Math.ceil(wanted / Math.ceil(wanted / fitting));
}

function withCells(spec, columns, cell_px) {
  // A name that is longer than its view would make the column as wide as itself.
  const facet = { ...spec.facet, header: { labelLimit: cell_px, ...spec.facet.header } };
  return { ...spec, facet, columns, spacing: gap_px, spec: { ...spec.spec, width: cell_px } };
}
