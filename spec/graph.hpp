// The functions and what leads from one to another: no cycles, nothing unreachable, not too large.
#pragma once

#include <string>
#include <vector>

#include "models/system.hpp"
#include "spec/problems.hpp"

namespace coalmine::spec {

// A call, or one subscription of a stream, and where its target is written.
struct Link {
  models::FunctionIndex to;
  Place place;
};

// The invocations that one request may cause: a function that two paths lead to runs twice.
inline constexpr std::size_t invocations_max = 64;

class Graph {
 public:
  // Function 0 is the entry.
  explicit Graph(std::size_t functions) : links_(functions) {}

  void add(models::FunctionIndex from, Link link) { links_[from].push_back(link); }

  // Notes each cycle, by the link that closes it: "api -> kitchen -> api". False if there is one.
  bool check_acyclic(const std::vector<std::string>& names, Problems& problems) const;

  // Those that can be invoked when `from` is, itself included.
  std::vector<bool> reachable_from(models::FunctionIndex from) const;

  // Invocations for each request, at most invocations_max + 1. Precondition: acyclic.
  std::size_t invocations() const;

 private:
  std::vector<std::vector<Link>> links_;
};

}  // namespace coalmine::spec
