// The functions of a chain as an indented list, which fits a phone however many there are: a
// function stands below and to the right of the first that leads to it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "harness/result.hpp"

namespace coalmine::report {

struct PlacedFunction {
  std::string name;
  std::size_t row;    // from 0
  std::size_t depth;  // links from the entry, along the list
};

struct PlacedLink {
  std::size_t from;  // places in Layout::functions
  std::size_t to;
  std::string stream;  // empty: a call
  bool in_list;        // the link that gave `to` its place
};

struct Layout {
  std::vector<PlacedFunction> functions;  // by row
  std::vector<PlacedLink> links;
};

// Functions to which no link leads from the entry come last, at depth 0. A link that names an
// unknown function is left out.
Layout layout_of(const harness::SystemInfo& system);

}  // namespace coalmine::report
