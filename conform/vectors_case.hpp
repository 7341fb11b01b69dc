// One case of a vector file: inputs to read, results to compare with.
//
// A mode reads what it needs and states what it gets; what is wrong with the case, and which
// results differ, is collected here. After a problem inputs read as empty or 0, so that a mode
// needs no error handling of its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "conform/vectors.hpp"

namespace coalmine::conform {

using Json = nlohmann::json;

class VectorCase {
 public:
  // All three outlive it. `number` is 1-based.
  VectorCase(const Json& header, const Json& fields, std::size_t number)
      : header_(header), fields_(fields), number_(number) {}

  // Inputs. Numbers are text too, in decimal: an id of a segment, for example.
  bool has(std::string_view name) const { return fields_.contains(name); }
  std::string text(std::string_view name);
  std::optional<std::string> text_if_any(std::string_view name);
  double number(std::string_view name);
  std::int64_t whole(std::string_view name);  // at most 2^53 either way, as all below
  std::optional<std::int64_t> whole_if_any(std::string_view name);
  std::vector<double> numbers(std::string_view name);
  std::vector<std::int64_t> wholes(std::string_view name);  // none below 0
  std::vector<std::int64_t> signed_wholes(std::string_view name);
  const Json& json(std::string_view name);  // null if it is missing, which is noted
  const Json& header() const { return header_; }

  // Results: `got` is what is computed here. Numbers are equal if their values are; a number is
  // compared with the text of it where the file has text. Nothing happens if the case does not have
  // the result: files record some in some modes only.
  void expect(std::string_view name, const Json& got);
  template <class T>
  void expect(std::string_view name, const std::optional<T>& got) {
    expect(name, got ? Json(*got) : Json());
  }

  // The list of decisions: decide(threshold) for each, where nothing is null.
  template <class Decide>
  void expect_at(const Decide& decide) {
    const Json& decisions = json("at");
    results_.insert("at");
    for (std::size_t i = 0; i < decisions.size() && is_decision(decisions, i); ++i) {
      const std::optional<bool> in = decide(decisions[i][0]);
      compare("at[" + std::to_string(i) + "]", decisions[i][1], in ? Json(int{*in}) : Json());
    }
  }
  // The same where a threshold is one number, or a whole one.
  template <class Decide>
  void expect_at_number(const Decide& decide) {
    expect_at([&](const Json& threshold) -> std::optional<bool> {
      return decide(number_of(threshold, "at"));
    });
  }
  template <class Decide>
  void expect_at_whole(const Decide& decide) {
    expect_at([&](const Json& threshold) -> std::optional<bool> {
      return decide(whole_of(threshold, "at"));
    });
  }

  // Notes a mismatch if the two differ: for results that are no fields of the case.
  void compare(const std::string& field, const Json& expected, const Json& got);

  // Reads a number that stands within the input `name`.
  double number_of(const Json& value, std::string_view name);

  void refuse(std::string_view name, const std::string& why);

  // After the mode: what is wrong with the case itself.
  std::optional<std::string> problem() const;
  const std::vector<Mismatch>& mismatches() const { return mismatches_; }

 private:
  bool is_decision(const Json& decisions, std::size_t i);
  std::int64_t whole_of(const Json& value, std::string_view name);

  const Json& header_;
  const Json& fields_;
  std::size_t number_;
  std::set<std::string, std::less<>> results_;  // those that were compared
  std::optional<std::string> problem_;
  std::vector<Mismatch> mismatches_;
};

}  // namespace coalmine::conform
