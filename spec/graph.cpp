#include "spec/graph.hpp"

#include <algorithm>
#include <boost/algorithm/string/join.hpp>

namespace coalmine::spec {
namespace {

using models::FunctionIndex;

enum class Visit : std::uint8_t { not_yet, on_path, done };

struct Search {
  const std::vector<std::vector<Link>>& links;
  const std::vector<std::string>& names;
  Problems& problems;
  std::vector<Visit> visits;
  std::vector<FunctionIndex> path{};
  bool acyclic = true;

  // Recursion is as deep as there are functions, and those are few (resolve_system).
  void visit(FunctionIndex function) {
    visits[function] = Visit::on_path;
    path.push_back(function);
    for (const Link& link : links[function]) {
      if (visits[link.to] == Visit::on_path) note_cycle(link);
      if (visits[link.to] == Visit::not_yet) visit(link.to);
    }
    path.pop_back();
    visits[function] = Visit::done;
  }

  void note_cycle(const Link& closing) {
    acyclic = false;
    std::vector<std::string> cycle;
    for (auto at = std::find(path.begin(), path.end(), closing.to); at != path.end(); ++at) {
      cycle.push_back(names[*at]);
    }
    cycle.push_back(names[closing.to]);
    problems.add(closing.place,
                 "calls and streams make a cycle: " + boost::algorithm::join(cycle, " -> "),
                 "a chain must end");
  }
};

}  // namespace

bool Graph::check_acyclic(const std::vector<std::string>& names, Problems& problems) const {
  Search search{links_, names, problems, std::vector<Visit>(links_.size(), Visit::not_yet)};
  for (std::size_t i = 0; i < links_.size(); ++i) {
    if (search.visits[i] == Visit::not_yet) search.visit(static_cast<FunctionIndex>(i));
  }
  return search.acyclic;
}

std::vector<bool> Graph::reachable_from(FunctionIndex from) const {
  std::vector<bool> reached(links_.size(), false);
  std::vector<FunctionIndex> open{from};
  while (!open.empty()) {
    const FunctionIndex function = open.back();
    open.pop_back();
    if (reached[function]) continue;
    reached[function] = true;
    for (const Link& link : links_[function]) open.push_back(link.to);
  }
  return reached;
}

std::size_t Graph::invocations() const {
  // Counted breadth first, so that a tree that explodes is left as soon as it is too large.
  std::vector<FunctionIndex> tree{0};
  for (std::size_t i = 0; i < tree.size(); ++i) {
    for (const Link& link : links_[tree[i]]) {
      if (tree.size() > invocations_max) return tree.size();
      tree.push_back(link.to);
    }
  }
  return tree.size();
}

}  // namespace coalmine::spec
