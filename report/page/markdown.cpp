// A page as Markdown, as GitHub renders it: for pull requests, job summaries and change tickets.
//
// It has no charts: their data tables stand instead, folded unless they are short. A comment there
// has at most 65,536 characters; what does not fit is left out, the longest of the least important
// first, and each place says so.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "report/page/markdown_text.hpp"
#include "report/page/page.hpp"

namespace coalmine::report {
namespace {

constexpr std::size_t bytes_max = 65'000;
constexpr std::size_t rows_unfolded_max = 12;
// In vain where nothing is left to leave out: then chapters go, from the last.
constexpr std::string_view chapters_left_out = "_Further parts are left out for their length._\n\n";

// How dear a block is when there is not enough room.
enum class Rank : std::uint8_t { told, figures, listing, chart_data };

struct Block {
  std::string text;
  std::string stub;  // instead of the text where it does not fit
  Rank rank = Rank::told;

  std::size_t saving() const { return text.size() - std::min(text.size(), stub.size()); }
};

struct Part {
  std::vector<Block> blocks;
};

std::size_t size_of(const std::vector<Part>& parts) {
  std::size_t size = 0;
  for (const Part& part : parts) {
    for (const Block& block : part.blocks) size += block.text.size();
  }
  return size;
}

std::string folded(const std::string& title, const std::string& content) {
  return fmt::format("<details><summary>{}</summary>\n\n{}</details>\n\n", markdown_inline(title),
                     content);
}

std::string left_out(const std::string& title) {
  return fmt::format("_{}: left out for its length._\n\n", markdown_inline(title));
}

Block table_block(const DataTable& table, const std::string& title, Rank rank) {
  const std::string text = markdown_table(table);
  const bool is_long = table.rows.size() > rows_unfolded_max;
  return {is_long || rank == Rank::chart_data ? folded(title, text) : text, left_out(title), rank};
}

Block text_block(const std::string& text) {
  return {text.empty() ? "" : markdown_text(text) + "\n\n", "", Rank::told};
}

void add_chart(const Chart& chart, bool detail, Part& part) {
  part.blocks.push_back({fmt::format("**{}**\n\n", markdown_inline(chart.title)), "", Rank::told});
  const bool is_short = !detail && chart.table.rows.size() <= rows_unfolded_max;
  part.blocks.push_back(
      table_block(chart.table, "The figures", is_short ? Rank::figures : Rank::chart_data));
}

Part part_of(const Chapter& chapter) {
  Part part;
  const std::string title = markdown_inline(chapter.title);
  part.blocks.push_back({chapter.detail
                             ? fmt::format("<details><summary><b>{}</b></summary>\n\n", title)
                             : fmt::format("### {}\n\n", title),
                         "", Rank::told});
  for (const std::string& paragraph : chapter.paragraphs) {
    part.blocks.push_back(text_block(paragraph));
  }
  for (const Chart& chart : chapter.charts) add_chart(chart, chapter.detail, part);
  for (const DataTable& table : chapter.tables) {
    part.blocks.push_back(table_block(
        table, table.headings.empty() ? chapter.title : table.headings.front(), Rank::figures));
  }
  for (const Listing& listing : chapter.listings) {
    part.blocks.push_back(
        {fmt::format("{}\n\n{}", markdown_inline(listing.title), markdown_listing(listing.text)),
         left_out(listing.title), Rank::listing});
  }
  if (chapter.detail) part.blocks.push_back({"</details>\n\n", "", Rank::told});
  return part;
}

Part head_of(const Page& page) {
  std::string text = fmt::format("## {}\n\n", markdown_inline(page.title));
  if (!page.subtitle.empty()) text += markdown_text(page.subtitle) + "\n\n";
  for (const std::string& sentence : page.summary) {
    text += fmt::format("- {}\n", markdown_inline(sentence));
  }
  if (!page.summary.empty()) text += '\n';
  return {{{std::move(text), "", Rank::told}}};
}

// The next block to leave out: of the least dear ones the longest. Null where none is left.
Block* next_to_leave_out(std::vector<Part>& parts) {
  Block* next = nullptr;
  for (Part& part : parts) {
    for (Block& block : part.blocks) {
      if (block.rank == Rank::told || block.saving() == 0) continue;
      const bool sooner = next == nullptr || block.rank > next->rank ||
                          (block.rank == next->rank && block.saving() > next->saving());
      if (sooner) next = &block;
    }
  }
  return next;
}

void fit(std::vector<Part>& parts, std::size_t room) {
  while (size_of(parts) > room) {
    Block* block = next_to_leave_out(parts);
    if (block == nullptr) break;
    block->text = block->stub;
  }
  if (size_of(parts) <= room) return;
  const Part note{{{std::string(chapters_left_out), "", Rank::told}}};
  while (parts.size() > 1 && size_of(parts) + chapters_left_out.size() > room) parts.pop_back();
  parts.push_back(note);
}

}  // namespace

std::string to_markdown(const Page& page, std::string_view version) {
  const std::string footer = fmt::format("<sub>coalmine {}</sub>\n", version);
  std::vector<Part> parts{head_of(page)};
  for (const Chapter& chapter : page.chapters) parts.push_back(part_of(chapter));
  fit(parts, bytes_max - footer.size());

  std::string text;
  for (const Part& part : parts) {
    for (const Block& block : part.blocks) text += block.text;
  }
  // A summary of its own could still be longer: of a thousand runs, say.
  if (text.size() + footer.size() > bytes_max) {
    text = markdown_cut(text, bytes_max - footer.size());
  }
  return text + footer;
}

}  // namespace coalmine::report
