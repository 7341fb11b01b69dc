#include "conform/vectors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "conform/vectors_products.hpp"
#include "spec/suggest.hpp"

namespace coalmine::conform {
namespace {

constexpr std::size_t problems_max = 20;  // of one file: a reader has enough to do then

std::vector<VectorProduct> all_products() {
  std::vector<VectorProduct> all;
  for (const auto& some : {digest_products(), murmur_products(), proxy_products()}) {
    all.insert(all.end(), some.begin(), some.end());
  }
  return all;
}

// 1-based, in bytes; `offset` is 0-based.
Position position_of(std::string_view text, std::size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t line_start = before.rfind('\n') + 1;  // 0 if there is none
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n') + 1),
          static_cast<int>(before.size() - line_start + 1)};
}

tl::unexpected<Diagnostics> bad(const std::string& file, Position at, std::string message,
                                std::string hint = "") {
  return tl::unexpected(Diagnostics{{file, at, std::move(message), std::move(hint)}});
}

Result<Json> parse(std::string_view text, const std::string& file) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    // `byte` counts from 1, and is that of the last one read.
    return bad(file, position_of(text, error.byte == 0 ? 0 : error.byte - 1), "is not JSON",
               error.what());
  } catch (const Json::exception& error) {  // a number that no double holds
    return bad(file, {}, "is not JSON", error.what());
  }
}

// Computes what the case's mode computes; what is wrong with the case is noted there.
void check_case(const VectorProduct& product, VectorCase& one) {
  const std::string mode = one.text("m");
  std::vector<std::string> known;
  for (const VectorMode& candidate : product.modes) {
    if (candidate.name == mode) return candidate.check(one);
    known.emplace_back(candidate.name);
  }
  one.refuse("m", fmt::format("is no mode of {}: \"{}\"; {}", product.title, mode,
                              spec::suggest(mode, known)));
}

Result<VectorReport> check_cases(const VectorProduct& product, const Json& file_json,
                                 const std::string& file) {
  VectorReport report{.product = std::string(product.title)};
  Diagnostics problems;
  const Json& cases = file_json["cases"];
  for (std::size_t i = 0; i < cases.size() && problems.size() < problems_max; ++i) {
    const std::string name = fmt::format("case {}", i + 1);
    if (!cases[i].is_object()) {
      problems.push_back({file, {}, name + " is no object", ""});
      continue;
    }
    VectorCase one(file_json, cases[i], i + 1);
    check_case(product, one);
    if (const auto problem = one.problem()) {
      problems.push_back({file, {}, fmt::format("{}: {}", name, *problem), ""});
    }
    ++(one.mismatches().empty() ? report.passed : report.failed);
    report.mismatches.insert(report.mismatches.end(), one.mismatches().begin(),
                             one.mismatches().end());
  }
  if (!problems.empty()) return tl::unexpected(std::move(problems));
  return report;
}

}  // namespace

Result<VectorReport> check_vectors(std::string_view text, const std::string& file) {
  const auto parsed = parse(text, file);
  if (!parsed) return tl::unexpected(parsed.error());
  if (!parsed->is_object() || !parsed->contains("product") || !(*parsed)["product"].is_string() ||
      !parsed->contains("cases") || !(*parsed)["cases"].is_array()) {
    return bad(file, {}, "is no vector file",
               "expected an object with \"product\", a text, and \"cases\", a list");
  }
  if ((*parsed)["cases"].empty()) return bad(file, {}, "has no cases: nothing would be checked");
  const auto title = (*parsed)["product"].get<std::string>();
  std::vector<std::string> known;
  for (const VectorProduct& product : all_products()) {
    if (product.title == title) return check_cases(product, *parsed, file);
    known.emplace_back(product.title);
  }
  return bad(file, {}, fmt::format("unknown product \"{}\"", title), spec::suggest(title, known));
}

Result<VectorReport> check_vector_file(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  if (!stream.is_open() || stream.bad()) {
    return bad(file, {}, "cannot be read", "is the path right?");
  }
  return check_vectors(text, file);
}

}  // namespace coalmine::conform
