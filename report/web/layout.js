// The widths of a chart's views: a specification has none, because the page decides.

const gap_px = 20; // between repeated views
const cell_px_min = 250; // repeated views that would be narrower go below one another

// `spec` for a page that has `width_px` for it.
export function sized(spec, width_px) {
  if (!repeats(spec)) {
    return { ...spec, width: width_px, autosize: { type: "fit-x", contains: "padding" } };
  }
  const columns = columnsIn(spec, width_px);
  const cell_px = Math.floor((width_px - gap_px * (columns - 1)) / columns);
  return withCells(spec, columns, cell_px);
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

function columnsIn(spec, width_px) {
  const fitting = Math.floor((width_px + gap_px) / (cell_px_min + gap_px));
  return Math.max(1, Math.min(spec.columns ?? 1, fitting));
}

function withCells(spec, columns, cell_px) {
  return { ...spec, columns, spacing: gap_px, spec: { ...spec.spec, width: cell_px } };
}
