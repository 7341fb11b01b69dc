// A table of the terminal as tables of a page.
#pragma once

#include <vector>

#include "report/page/page.hpp"
#include "report/table.hpp"

namespace coalmine::report {

// One for each part that has lines; its title heads the first column. Notes, such as exact values,
// have a row of their own.
std::vector<DataTable> data_tables(const Table& table);

}  // namespace coalmine::report
