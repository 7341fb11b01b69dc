// Values of a JSON document, read with what is wrong and where:
// policies[2].metrics["users.active"].
//
// A reader asks for what a value has to be. Where it is something else, that is noted, and the
// reader gets some value of the type and goes on; whether anything was noted is asked once, at the
// end. So a reader is as plain as a writer, and no half of a document is taken for the whole.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "report/json_text.hpp"

namespace coalmine::report {

class JsonPlace {
 public:
  // A document. The first thing that is wrong in it goes to `wrong`, which is empty before.
  JsonPlace(const Json& document, std::string& wrong) : json_(&document), wrong_(&wrong) {}

  // Under a key of an object. Wrong: no object, or no such key.
  JsonPlace at(std::string_view key) const;
  // The same where a key may be missing.
  std::optional<JsonPlace> find(std::string_view key) const;
  // In their order. Wrong: no list, no object.
  std::vector<JsonPlace> items() const;
  std::vector<std::pair<std::string, JsonPlace>> members() const;

  // Wrong: anything else. Also a number beyond `number_max` either way: no figure is, and squares
  // and products of sums of such numbers would not be finite.
  static constexpr double number_max = 1e30;
  std::string text() const;
  double number() const;
  std::optional<double> number_or_null() const;
  std::uint64_t whole_number(std::uint64_t least, std::uint64_t most) const;
  std::vector<std::string> texts() const;
  std::vector<std::optional<double>> numbers_or_null() const;

  bool is_null() const { return json_->is_null(); }

  // Notes `what` as wrong here, unless it is so. It is a clause: "expected a number".
  void require(bool is_so, std::string_view what) const;

 private:
  JsonPlace(const Json& json, std::string& wrong, std::string path)
      : json_(&json), wrong_(&wrong), path_(std::move(path)) {}

  bool is(bool as_expected, std::string_view expected) const;
  double bounded() const;  // of a number

  const Json* json_;
  std::string* wrong_;
  std::string path_;  // from the document; empty: the document itself
};

}  // namespace coalmine::report
