#include "report/page/run/chain_layout.hpp"

#include <algorithm>
#include <utility>

namespace coalmine::report {
namespace {

class Placer {
 public:
  explicit Placer(const harness::SystemInfo& system) : system_(system) {}

  Layout place() {
    visit(system_.entry, 0);
    for (const std::string& name : system_.functions) visit(name, 0);
    for (const harness::Link& link : system_.links) {
      const auto from = find(link.from);
      const auto to = find(link.to);
      if (!from || !to) continue;
      layout_.links.push_back({*from, *to, link.stream, gave_place(link)});
    }
    return std::move(layout_);
  }

 private:
  bool is_known(const std::string& name) const {
    return std::find(system_.functions.begin(), system_.functions.end(), name) !=
           system_.functions.end();
  }

  // Where it is placed already; nothing yet or never.
  std::optional<std::size_t> find(const std::string& name) const {
    const auto& all = layout_.functions;
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& f) { return f.name == name; });
    if (found == all.end()) return std::nullopt;
    return static_cast<std::size_t>(found - all.begin());
  }

  bool gave_place(const harness::Link& link) const {
    return std::find(tree_.begin(), tree_.end(), &link) != tree_.end();
  }

  // Depth first, in the order of the links; each function once.
  void visit(const std::string& name, std::size_t depth) {
    if (!is_known(name) || find(name)) return;
    layout_.functions.push_back({name, layout_.functions.size(), depth});
    for (const harness::Link& link : system_.links) {
      if (link.from != name || !is_known(link.to) || find(link.to)) continue;
      tree_.push_back(&link);
      visit(link.to, depth + 1);
    }
  }

  const harness::SystemInfo& system_;
  Layout layout_;
  std::vector<const harness::Link*> tree_;
};

}  // namespace

Layout layout_of(const harness::SystemInfo& system) { return Placer(system).place(); }

}  // namespace coalmine::report
