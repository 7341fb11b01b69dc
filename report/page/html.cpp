// A page as HTML: one file that opens offline, and that can reach nothing.
//
// The order of things is that of a reader: what was run, the answer, chapters, the small print. All
// is there without JavaScript but the charts, whose data stand in tables.
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cctype>
#include <iterator>
#include <set>

#include "report/page/html_text.hpp"
#include "report/page/page.hpp"
#include "report/web/assets.hpp"

namespace coalmine::report {
namespace {

// What axes and legends take beside a chart's views, about [px]; and a chart without a height.
constexpr int around_views_px = 70;
constexpr int usual_height_px = 200;

// What is longer [bytes] is broken into lines: the name of a row, another cell.
constexpr std::size_t name_max = 20;
constexpr std::size_t line_max = 40;

template <class... T>
void append(std::string& html, fmt::format_string<T...> format, T&&... values) {
  fmt::format_to(std::back_inserter(html), format, std::forward<T>(values)...);
}

void append_paragraph(std::string& html, const std::string& text) {
  if (!text.empty()) append(html, "<p>{}</p>\n", escaped(text));
}

// A number, or what stands in a column of numbers where there is none.
bool reads_as_number(const std::string& cell) {
  const std::size_t first = cell.find_first_not_of("+-<>~ ");
  return first == std::string::npos || std::isdigit(static_cast<unsigned char>(cell[first])) != 0 ||
         cell == "no data";
}

std::size_t longest_cell(const DataTable& table, std::size_t column) {
  std::size_t longest = 0;
  for (const std::vector<std::string>& row : table.rows) {
    longest = std::max(longest, row[column].size());
  }
  return longest;
}

bool has_words(const DataTable& table, std::size_t column) {
  return std::ranges::any_of(table.rows,
                             [&](const auto& row) { return !reads_as_number(row[column]); });
}

// How each column is read: numbers from the right, words from the left, in several lines if they
// are many. The first names the row: always words.
std::vector<std::string_view> column_classes(const DataTable& table) {
  std::vector<std::string_view> classes(table.headings.size());
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const bool words = i == 0 || has_words(table, i);
    const bool many = longest_cell(table, i) > (i == 0 ? name_max : line_max);
    if (words) classes[i] = many ? " class=\"prose\"" : " class=\"text\"";
  }
  return classes;
}

void append_row(std::string& html, const std::vector<std::string>& cells,
                const std::vector<std::string_view>& classes) {
  append(html, "<tr><th scope=\"row\"{}>{}</th>", classes[0], escaped(cells[0]));
  for (std::size_t i = 1; i < cells.size(); ++i) {
    append(html, "<td{}>{}</td>", classes[i], escaped(cells[i]));
  }
  html += "</tr>\n";
}

// Scrolls by itself where it is wider than the page, also by keyboard.
void append_table(std::string& html, const DataTable& table, const std::string& name) {
  assert(!table.headings.empty());
  assert(std::ranges::all_of(table.rows,
                             [&](const auto& row) { return row.size() == table.headings.size(); }));
  const std::vector<std::string_view> classes = column_classes(table);
  append(html, "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\">\n",
         escaped(name));
  html += "<table>\n<thead><tr>";
  for (std::size_t i = 0; i < table.headings.size(); ++i) {
    append(html, "<th scope=\"col\"{}>{}</th>", classes[i], escaped(table.headings[i]));
  }
  html += "</tr></thead>\n<tbody>\n";
  for (const std::vector<std::string>& row : table.rows) append_row(html, row, classes);
  html += "</tbody>\n</table>\n</div>\n";
}

// The height that a chart will have, about, so that it moves nothing when it appears.
int height_px(const Json& spec) {
  const auto height = spec.find("height");
  const bool known = height != spec.end() && height->is_number();
  return (known ? height->get<int>() : usual_height_px) + around_views_px;
}

void append_chart(std::string& html, const Chart& chart) {
  append(html,
         "<figure id=\"{0}\"{1} data-state=\"pending\" aria-labelledby=\"{0}-title\">\n"
         "<figcaption><h3 id=\"{0}-title\">{2}</h3>\n",
         chart.id, chart.small ? " class=\"small\"" : "", escaped(chart.title));
  append_paragraph(html, chart.text);
  append(html,
         "</figcaption>\n"
         "<div class=\"drawing\" role=\"img\" aria-label=\"{}\" style=\"--height:{}px\"></div>\n"
         "<script type=\"application/json\">{}</script>\n",
         escaped(chart.alt), height_px(chart.spec), in_script(chart.spec));
  if (!chart.table.headings.empty()) {
    append(html, "<details><summary>Data: {} {}</summary>\n", chart.table.rows.size(),
           chart.table.rows.size() == 1 ? "row" : "rows");
    append_table(html, chart.table, "Data: " + chart.title);
    html += "</details>\n";
  }
  html += "</figure>\n";
}

void append_listing(std::string& html, const Listing& listing) {
  append(html,
         "<div class=\"listing\">\n<header><h3>{0}</h3><span role=\"status\"></span>"
         "<button type=\"button\" hidden aria-label=\"Copy: {0}\">Copy</button></header>\n"
         // The line break that HTML ignores after <pre> keeps one that the text begins with.
         "<pre tabindex=\"0\" role=\"region\" aria-label=\"{0}\">\n{1}</pre>\n</div>\n",
         escaped(listing.title), escaped(listing.text));
}

void append_chapter(std::string& html, const Chapter& chapter) {
  append(html,
         "<section id=\"{0}\" aria-labelledby=\"{0}-title\">\n<h2 id=\"{0}-title\">{1}</h2>\n",
         chapter.id, escaped(chapter.title));
  for (const std::string& paragraph : chapter.paragraphs) append_paragraph(html, paragraph);
  if (!chapter.charts.empty()) html += "<div class=\"charts\">\n";
  for (const Chart& chart : chapter.charts) append_chart(html, chart);
  if (!chapter.charts.empty()) html += "</div>\n";
  for (const DataTable& table : chapter.tables) {
    html += "<div class=\"table\">\n";
    append_table(html, table, chapter.title);
    html += "</div>\n";
  }
  for (const Listing& listing : chapter.listings) append_listing(html, listing);
  html += "</section>\n";
}

void append_head(std::string& html, const Page& page) {
  append(html,
         "<!DOCTYPE html>\n"
         "<html lang=\"en\">\n"
         "<head>\n"
         "<meta charset=\"utf-8\">\n"
         // Nothing is fetched, nothing is sent, and no script runs but ours.
         "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
         "script-src 'sha256-{}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
         "form-action 'none'\">\n"
         "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
         "<title>{} · coalmine</title>\n"
         "<link rel=\"icon\" href=\"data:,\">\n"
         "<style>\n{}</style>\n"
         "<noscript><style>.drawing {{ display: none; }}</style></noscript>\n"
         "</head>\n",
         web::script_sha256, escaped(page.title), web::style);
}

void append_header(std::string& html, const Page& page) {
  html +=
      "<body>\n<a class=\"skip\" href=\"#content\">Skip to the chapters</a>\n"
      "<header>\n<p class=\"brand\">coalmine · rehearsal of a release</p>\n";
  append(html, "<h1>{}</h1>\n<p class=\"subtitle\">{}</p>\n", escaped(page.title),
         escaped(page.subtitle));
  if (!page.summary.empty()) {
    append(html, "<div class=\"summary\">\n<p class=\"answer\">{}</p>\n",
           escaped(page.summary.front()));
    if (page.summary.size() > 1) html += "<ul>\n";
    for (std::size_t i = 1; i < page.summary.size(); ++i) {
      append(html, "<li>{}</li>\n", escaped(page.summary[i]));
    }
    if (page.summary.size() > 1) html += "</ul>\n";
    html += "</div>\n";
  }
  html +=
      "<noscript><p>Charts need JavaScript, which is off. All that they show stands in the tables "
      "under \"Data\".</p></noscript>\n</header>\n";
}

void append_body(std::string& html, const Page& page) {
  html += "<div class=\"body\">\n<nav aria-label=\"Chapters\">\n<ol>\n";
  for (const Chapter& chapter : page.chapters) {
    append(html, "<li><a href=\"#{}\">{}</a></li>\n", chapter.id, escaped(chapter.title));
  }
  html += "</ol>\n</nav>\n<main id=\"content\" tabindex=\"-1\">\n";
  for (const Chapter& chapter : page.chapters) append_chapter(html, chapter);
  html += "</main>\n</div>\n";
}

void append_footer(std::string& html, std::string_view version) {
  append(html,
         "<footer>\n"
         "<p>Made by coalmine {}. This file is complete: it loads nothing and sends nothing.</p>\n"
         "<details><summary>Licences of the software in this file</summary>\n"
         "<p>Charts are drawn by Vega, Vega-Lite and vega-embed, which are part of this file with "
         "what they are built on.</p>\n"
         "<pre tabindex=\"0\" role=\"region\" aria-label=\"Licences\">\n{}</pre>\n</details>\n"
         "</footer>\n<script>{}</script>\n</body>\n</html>\n",
         escaped(version), escaped(web::licences), web::script);
}

void assert_new(std::set<std::string>& ids, const std::string& id) {
  assert(!id.empty());
  assert(std::ranges::all_of(
      id, [](unsigned char c) { return c < 128 && (std::isalnum(c) != 0 || c == '-'); }));
  const bool is_new = ids.insert(id).second;
  assert(is_new);
}

// Ids stand in the page as they are, and links lead to the first of a name.
void assert_ids(const Page& page) {
  std::set<std::string> ids{"content"};
  for (const Chapter& chapter : page.chapters) {
    assert_new(ids, chapter.id);
    for (const Chart& chart : chapter.charts) assert_new(ids, chart.id);
  }
}

}  // namespace

std::string to_html(const Page& page, std::string_view version) {
  assert_ids(page);
  std::string html;
  append_head(html, page);
  append_header(html, page);
  append_body(html, page);
  append_footer(html, version);
  return html;
}

}  // namespace coalmine::report
