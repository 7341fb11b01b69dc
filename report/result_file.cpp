#include "report/result_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>

#include "report/json_place.hpp"
#include "report/json_text.hpp"
#include "report/result_document.hpp"
#include "report/sweep/record.hpp"

namespace coalmine::report {
namespace {

using harness::RunResult;

constexpr std::uint64_t schema_version = 1;
constexpr std::size_t bytes_max = std::size_t{1} << 30;

// What it is if it is no result of a run; empty if it looks like one.
std::string mistaken(const Json& json) {
  constexpr std::string_view expected = "a result of `coalmine run --json` is expected";
  if (!json.is_object() || !json.contains("coalmine")) {
    return fmt::format("this is JSON, but not coalmine's: {}", expected);
  }
  if (json.contains("traffic") && json.contains("watched")) {
    return fmt::format("this is a result of `coalmine judges`: {}", expected);
  }
  if (!json.contains("policies") || !json.contains("scenario")) {
    return fmt::format("this is of another command of coalmine: {}", expected);
  }
  return {};
}

tl::unexpected<Error> refusal(const std::string& file, std::string_view why) {
  return tl::unexpected(Error{fmt::format("{}: {}", file, why)});
}

// Where parsing stopped: it had read `bytes` of them.
tl::unexpected<Error> syntax_refusal(const std::string& file, std::string_view text,
                                     std::size_t bytes) {
  if (is_sweep_header(text.substr(0, text.find('\n')))) {
    return refusal(file,
                   "this is a result of `coalmine sweep`: a result of `coalmine run --json` is "
                   "expected");
  }
  const std::string_view before = text.substr(0, std::min(bytes == 0 ? 0 : bytes - 1, text.size()));
  const auto line = std::count(before.begin(), before.end(), '\n') + 1;
  const std::size_t line_begins = before.rfind('\n') + 1;  // npos + 1 is 0
  return refusal(fmt::format("{}:{}:{}", file, line, before.size() - line_begins + 1),
                 bytes > text.size() ? "the JSON ends here, in the middle: is the file complete?"
                                     : "this is not JSON");
}

}  // namespace

Checked<RunResult> from_json(std::string_view text, const std::string& file) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return refusal(file, "the file is empty");
  }
  Json json;
  try {
    json = Json::parse(text);
  } catch (const Json::parse_error& error) {
    return syntax_refusal(file, text, error.byte);
  } catch (const Json::exception&) {  // the only other one
    return refusal(file, "a number in it is too large");
  }
  if (const std::string why = mistaken(json); !why.empty()) return refusal(file, why);

  std::string wrong;
  const JsonPlace document(json, wrong);
  const std::uint64_t schema =
      document.at("schema").whole_number(0, std::numeric_limits<std::uint64_t>::max());
  document.at("schema").require(
      schema == schema_version,
      fmt::format("its layout is {}, and this coalmine reads {}", schema, schema_version));
  if (!wrong.empty()) return refusal(file, wrong);  // what follows means something else there
  RunResult result = result_from(document);
  if (!wrong.empty()) return refusal(file, wrong);
  return result;
}

Checked<RunResult> read_result(const std::string& path) {
  const auto failure = [&](int error) {
    return tl::unexpected(Error{fmt::format("cannot read {}: {}", path, std::strerror(error))});
  };
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) return failure(EISDIR);
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return failure(errno != 0 ? errno : EIO);
  std::string text;
  for (std::string block(1U << 20, '\0'); stream && text.size() <= bytes_max;) {
    stream.read(block.data(), static_cast<std::streamsize>(block.size()));
    text.append(block, 0, static_cast<std::size_t>(stream.gcount()));
  }
  if (stream.bad()) return failure(EIO);
  if (text.size() > bytes_max) return failure(EFBIG);
  return from_json(text, path);
}

}  // namespace coalmine::report
