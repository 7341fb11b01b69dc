// State machines as tables: what an engine does on which news is data that can be printed.
//
// An engine keeps its table beside its machine and looks every change of state up in it, so the
// table in docs/JUDGES.md, which the program prints, is the code that runs.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace coalmine::routing {

template <class State, class Signal>
struct Row {
  State from;
  Signal signal;
  State to;
};
template <class State, class Signal>
Row(State, Signal, State) -> Row<State, Signal>;  // Clang 14 does not find it by itself

// The state that `signal` leads to; nothing if the pair is not in the table.
template <class State, class Signal, std::size_t size>
constexpr std::optional<State> next_state(const std::array<Row<State, Signal>, size>& table,
                                          State from, Signal signal) {
  for (const auto& row : table) {
    if (row.from == from && row.signal == signal) return row.to;
  }
  return std::nullopt;
}

// A row with its names, as it is printed.
struct NamedRow {
  std::string_view from;
  std::string_view signal;
  std::string_view to;
  friend bool operator==(const NamedRow&, const NamedRow&) = default;
};

// Needs name_of(State) and name_of(Signal).
template <class State, class Signal, std::size_t size>
std::vector<NamedRow> named(const std::array<Row<State, Signal>, size>& table) {
  std::vector<NamedRow> rows;
  for (const auto& row : table) {
    rows.push_back({name_of(row.from), name_of(row.signal), name_of(row.to)});
  }
  return rows;
}

}  // namespace coalmine::routing
