// Writes a whole file or none: a reader never sees half a result.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace coalmine::report {

// Whether write_file could create `path`, as far as can be told without touching it. For refusing
// before a long run what would fail after it.
Checked<void> check_writable(const std::string& path);

// Replaces `path` by a file with this text, or leaves what was there and says why. The text goes to
// a new file beside it, which is then renamed; an interrupt from the keyboard waits until then.
// What exists and is no regular file (a pipe, /dev/null) is written to directly.
Checked<void> write_file(const std::string& path, std::string_view text);

}  // namespace coalmine::report
