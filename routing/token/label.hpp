// A short name that every carrier takes as it is: 1 to 63 letters, digits, '-', '_' and '.'.
//
// Whatever is a Kubernetes label value or a git commit is one, so a release can be named as its
// deployment is. Stored inline, and copied as one block of 64 bytes: tokens are decoded on the path
// of a request. The copy of a boost::static_string, whose length varies, was a third of that.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace coalmine::routing {

inline constexpr std::size_t label_bytes_max = 63;

class Label {
 public:
  // Error: empty, longer than label_bytes_max, or a character that a label has not.
  static Checked<Label> make(std::string_view text);

  // The same without a message, which would allocate.
  static std::optional<Label> parse(std::string_view text) noexcept;

  std::string_view text() const noexcept { return {bytes_.data(), size_}; }

  friend bool operator==(const Label& a, const Label& b) noexcept { return a.text() == b.text(); }

 private:
  explicit Label(std::string_view text) : size_(static_cast<std::uint8_t>(text.size())) {
    text.copy(bytes_.data(), bytes_.size());
  }

  std::array<char, label_bytes_max> bytes_{};
  std::uint8_t size_;
};

}  // namespace coalmine::routing
