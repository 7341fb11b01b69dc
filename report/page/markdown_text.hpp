// Text as GitHub's Markdown: what it shows is what was said, whatever characters are in it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "report/page/page.hpp"

namespace coalmine::report {

// One line; line breaks become spaces. Safe in a paragraph, a table's cell, a heading, a <summary>.
std::string markdown_inline(std::string_view text);

// A paragraph: as above, and not mistaken for a list, a heading or a quotation.
std::string markdown_text(std::string_view text);

// A table and the empty line after it. Columns of numbers stand to the right. What is wider than a
// pull request becomes several tables with the same first column. Precondition: it has a column.
std::string markdown_table(const DataTable& table);

// A block of code and the empty line after it.
std::string markdown_listing(std::string_view text);

// At most `bytes_max` of it, whole lines, with a last one that says that there was more.
std::string markdown_cut(std::string_view text, std::size_t bytes_max);

}  // namespace coalmine::report
