// What is wrong with a scenario, gathered while it is read: all of it, in the order of the text.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace coalmine::spec {

// Where something was written: a position in one of the sources of a scenario. Source 0 is the
// file, each --set is one of its own. A default place means "not written, or not readable".
struct Place {
  std::uint32_t source = 0;
  Position at;
  bool known() const { return at.line > 0; }
};

class Problems {
 public:
  explicit Problems(std::string file) : sources_{std::move(file)} {}

  // A further source with a name of its own; its number.
  std::uint32_t add_source(std::string name);

  void add(Place place, std::string message, std::string hint = "");
  // Problems that already have a file and a position, of a trace for example; they come last.
  void adopt(const Diagnostics& diagnostics);

  bool none() const { return entries_.empty() && adopted_.empty(); }
  // How many so far: compare two counts to learn whether a part was sound.
  std::size_t count() const { return entries_.size() + adopted_.size(); }

  // By source and position; at one position in the order of discovery. At most limit_max of them.
  Diagnostics in_order() const;

  // No more are noted then: a reader of the first thousand has enough to do.
  bool full() const { return count() >= limit_max; }

 private:
  static constexpr std::size_t limit_max = 1000;

  struct Entry {
    Place place;
    std::string message;
    std::string hint;
  };
  std::vector<std::string> sources_;
  std::vector<Entry> entries_;
  Diagnostics adopted_;
};

}  // namespace coalmine::spec
