// A report as a value: what it says, before anybody decides how it looks.
//
// Text is plain UTF-8; whoever renders it escapes it.
//
// What a chart's specification may use, so that it reads well in both colour schemes, on paper and
// on a telephone:
// - One view, or layers; or, for repeated charts, a wrapped facet ({"facet": ..., "columns": n,
//   "spec": ...}), which gets fewer columns where the page is narrow. Views are as wide as the
//   page and have a height of their own ("height": 200, or {"step": 24}); no "width", no "config".
// - Colours by name, which follow the scheme: "var(--policy-1)" to "var(--policy-8)", also the
//   default range of categories; "var(--untouched)", "var(--exposed)", "var(--harmed)",
//   "var(--collateral)" for users; "var(--stable)", "var(--canary)" for versions; "var(--limit)"
//   for thresholds, "var(--exact)" for closed forms, "var(--ink)", "var(--ink-2)", "var(--rule)"
//   for text and lines. They cannot be interpolated: a continuous scale keeps the default ramp.
// - What a colour tells, tell also by a dash, a shape or a label, for print and for who sees fewer
//   colours.
// - Tooltips. No other interaction, nothing that is loaded from elsewhere.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/json_text.hpp"

namespace coalmine::report {

struct DataTable {
  std::vector<std::string> headings;           // the first column names the row
  std::vector<std::vector<std::string>> rows;  // as many cells as headings
};

struct Chart {
  std::string id;      // unique in the page: letters, digits, "-"
  std::string title;   // what it shows, as a statement where the data make one
  std::string text;    // how to read it; may be empty
  std::string alt;     // what a reader who does not see it would be told
  Json spec;           // Vega-Lite, with its data inside; no size of its own: as wide as the page
  DataTable table;     // the data, for people
  bool small = false;  // stands beside other small ones where there is room
};

// Text that is shown as it is, to be copied.
struct Listing {
  std::string title;
  std::string text;
};

struct Chapter {
  std::string id;
  std::string title;
  std::vector<std::string> paragraphs;
  std::vector<Chart> charts;
  std::vector<DataTable> tables;
  std::vector<Listing> listings;
  bool detail = false;  // for who wants to know more: a short form of the report folds it
};

struct Page {
  std::string title;
  std::string subtitle;              // what was run: policies, replications, seed
  std::vector<std::string> summary;  // sentences, the answer first
  std::vector<Chapter> chapters;
};

// One HTML file that needs nothing else, or a part of Markdown that fits into a pull request.
// `version` is coalmine's own.
std::string to_html(const Page& page, std::string_view version);
std::string to_markdown(const Page& page, std::string_view version);

}  // namespace coalmine::report
