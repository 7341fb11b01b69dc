// Results written, read and written again; and what reading makes of files that were damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "report/json.hpp"
#include "report/result_file.hpp"

namespace coalmine::report {
namespace {

using harness::RunResult;
using Json = nlohmann::ordered_json;

// Draws of one case; the engine's numbers are the same everywhere, those of distributions are not.
class Any {
 public:
  explicit Any(std::uint32_t number) : engine_(number) {}

  std::uint64_t below(std::uint64_t limit) { return engine_() % limit; }
  bool coin() { return below(2) == 0; }

  double number() {
    constexpr double odd[] = {0,    1,      -1, 0.1, 1.0 / 3, 5e-324, 1e30, 9007199254740992,
                              1e16, -2.5e-9};
    if (coin()) return odd[below(std::size(odd))];
    return static_cast<double>(static_cast<std::int64_t>(engine_())) / 1e7;
  }
  std::optional<double> maybe(bool is_there) {
    return is_there ? std::optional(number()) : std::nullopt;
  }
  std::string text() {
    constexpr std::string_view parts[] = {"a", "users.active", "\"",   "\\", "\n",
                                          "é", "\t",           "x: 1", "[0]"};
    std::string text;
    for (auto n = below(5); n > 0; --n) text += parts[below(std::size(parts))];
    return text;
  }
  std::vector<std::string> texts(std::uint64_t most) {
    std::vector<std::string> texts;
    for (auto n = below(most + 1); n > 0; --n) texts.push_back(text());
    return texts;
  }
  // Texts of which no two are the same; at least one.
  std::vector<std::string> names(std::uint64_t most) {
    std::vector<std::string> names;
    for (auto n = below(most) + 1; n > 0; --n) names.push_back(std::to_string(n) + text());
    return names;
  }
  const std::string& one_of(const std::vector<std::string>& names) {
    return names[below(names.size())];
  }

 private:
  std::mt19937_64 engine_;
};

harness::Figure any_figure(const std::string& name, std::uint32_t replications, Any& any) {
  harness::Figure figure{.name = name, .unit = any.text()};
  for (std::uint32_t i = 0; i < replications; ++i) {
    figure.values.push_back(any.maybe(any.coin()));
    figure.n += figure.values.back().has_value();
  }
  figure.mean = any.maybe(figure.n > 0);
  figure.sd = any.maybe(figure.n > 1);
  figure.ci95_low = any.maybe(figure.n > 1);
  figure.ci95_high = any.maybe(figure.n > 1);
  figure.closed_form = any.maybe(any.coin());
  return figure;
}

std::vector<std::optional<double>> any_values(std::size_t n, Any& any) {
  std::vector<std::optional<double>> values;
  for (std::size_t i = 0; i < n; ++i) values.push_back(any.maybe(any.coin()));
  return values;
}

harness::PolicyResult any_policy(const std::string& name, const RunResult& result, Any& any) {
  harness::PolicyResult policy{.name = name, .judges = any.texts(2)};
  for (auto n = any.below(3); n > 0; --n) {
    policy.alarms.push_back({any.text(), any.number(), any.text(), any.text()});
  }
  for (const std::string& figure : any.names(3)) {
    policy.figures.push_back(any_figure(figure, result.replications, any));
  }
  policy.timeline_step = Duration{static_cast<std::int64_t>(any.below(1'000'000'000'000)) + 1};
  const std::size_t steps = any.below(4);
  const bool has_bands = any.coin();
  for (const std::string& line : any.names(2)) {
    policy.timeline.push_back({line, any_values(steps, any), {}, {}});
    if (!has_bands) continue;
    policy.timeline.back().low = any_values(steps, any);
    policy.timeline.back().high = any_values(steps, any);
  }
  if (any.coin()) {
    for (std::uint64_t i = 0; i < result.users; i += result.users_every) {
      policy.fates += "-.ehc"[any.below(5)];
    }
  }
  return policy;
}

harness::SystemInfo any_system(Any& any) {
  harness::SystemInfo system;
  if (any.coin()) return system;
  system.functions = any.names(4);
  system.entry = system.functions.front();
  for (const std::string& function : system.functions) {
    if (any.coin()) system.moving.push_back(function);
    system.links.push_back({system.entry, function, any.text()});
  }
  if (any.coin()) system.watched = any.one_of(system.functions);
  return system;
}

RunResult any_result(std::uint32_t number) {
  Any any(number);
  RunResult result{.scenario = any.text(),
                   .digest = any.text(),
                   .text = any.text(),
                   .set = any.texts(2),
                   .only_policies = any.texts(2),
                   .system = any_system(any),
                   .users = any.below(20),
                   .users_every = any.below(3) + 1,
                   .seed = any.below(std::numeric_limits<std::uint64_t>::max()),
                   .replications = static_cast<std::uint32_t>(any.below(4)) + 1};
  const auto policies = any.names(3);
  for (const std::string& name : policies) result.policies.push_back(any_policy(name, result, any));
  if (any.coin()) {
    result.precision.push_back({any.one_of(policies), any.text(), any.number(),
                                any.maybe(any.coin()),
                                static_cast<std::uint32_t>(any.below(9)) + 1});
  }
  for (auto n = any.below(3); n > 0; --n) {
    const auto there = static_cast<std::uint32_t>(any.below(result.replications + 1));
    result.comparisons.push_back({any.text(), any.one_of(policies), any.one_of(policies), there,
                                  any.maybe(there > 0), any.maybe(there > 1), any.maybe(there > 1),
                                  any.maybe(there > 1)});
    const auto verdict = static_cast<harness::Verdict>(any.below(3));
    result.judgements.push_back({any.one_of(policies), any.text(), any.text(),
                                 any.maybe(verdict != harness::Verdict::no_data), verdict});
  }
  return result;
}

TEST(ResultRoundTrip, GivesTheSameBytesForAnyResult) {
  for (std::uint32_t number = 0; number < 500; ++number) {
    const std::string written = to_json(any_result(number), "0.1.0");
    const auto read = from_json(written, "r.json");
    ASSERT_TRUE(read) << "result " << number << ": " << read.error().message << "\n" << written;
    ASSERT_EQ(to_json(*read, "0.1.0"), written) << "result " << number;
  }
}

TEST(ResultRoundTrip, GivesTheSameBytesForEveryGoldenResult) {
  namespace fs = std::filesystem;
  int files = 0;
  for (const auto& file : fs::recursive_directory_iterator(COALMINE_SOURCE_DIR "/results")) {
    const fs::path& path = file.path();
    if (path.extension() != ".json" || path.parent_path().filename() == "judges") continue;
    std::stringstream golden;
    golden << std::ifstream(path).rdbuf();
    const auto read = read_result(path.string());
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(to_json(*read, "") == golden.str()) << path << " is written otherwise";
    ++files;
  }
  EXPECT_GT(files, 20);
}

// Whatever is accepted is a whole result: it can be written, and reads back as what was written.
// Tells whether it was.
bool is_accepted_whole(const std::string& text) {
  const auto read = from_json(text, "r.json");
  if (!read) {
    EXPECT_TRUE(read.error().message.starts_with("r.json:")) << read.error().message;
    return false;
  }
  const std::string written = to_json(*read, "0.1.0");
  const auto again = from_json(written, "again");
  EXPECT_TRUE(again && to_json(*again, "0.1.0") == written) << text;
  return true;
}

TEST(DamagedResult, IsRefusedWhereverItEnds) {
  for (std::uint32_t number = 0; number < 3; ++number) {
    const std::string whole = to_json(any_result(number), "0.1.0");
    for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
      ASSERT_FALSE(from_json(whole.substr(0, length), "r.json")) << number << " at " << length;
    }
  }
}

TEST(DamagedResult, IsReadWholeOrRefusedWhateverBytesChanged) {
  int refused = 0;
  for (std::uint32_t number = 0; number < 3'000; ++number) {
    Any any(number);
    std::string text = to_json(any_result(number % 50), "0.1.0");
    for (auto changes = any.below(3) + 1; changes > 0; --changes) {
      const auto at = any.below(text.size());
      const auto length = any.below(20);
      switch (any.below(3)) {
        case 0:
          text[at] = static_cast<char>(any.below(256));
          break;
        case 1:
          text.erase(at, length);
          break;
        default:
          text.insert(any.below(text.size()), text.substr(at, length));
      }
    }
    refused += !is_accepted_whole(text);
  }
  EXPECT_GT(refused, 1'500);
}

// A value somewhere in the document, found by a random walk.
Json& any_value_in(Json& json, Any& any) {
  Json* at = &json;
  while (at->is_structured() && !at->empty() && any.below(4) != 0) {
    const auto place = static_cast<std::ptrdiff_t>(any.below(at->size()));
    at = &*std::next(at->begin(), place);
  }
  return *at;
}

TEST(DamagedResult, IsReadWholeOrRefusedWhateverValuesChanged) {
  const std::vector<Json> values{nullptr, true,           -1,         0,       2.5,
                                 1e300,   4'294'967'296,  "",         "é",     Json::array(),
                                 "-.ehc", Json::object(), {{"n", 1}}, {1, {}}, {"a", "b"}};
  int accepted = 0;
  for (std::uint32_t number = 0; number < 1'500; ++number) {
    Any any(number);
    Json json = Json::parse(to_json(any_result(number % 50), "0.1.0"));
    Json& value = any_value_in(json, any);
    if (value.is_structured() && !value.empty() && any.coin()) {
      const auto place = static_cast<std::ptrdiff_t>(any.below(value.size()));
      value.erase(std::next(value.begin(), place));
    } else {
      value = any.coin() ? values[any.below(values.size())] : Json(any_value_in(json, any));
    }
    accepted += is_accepted_whole(json.dump());
  }
  EXPECT_GT(accepted, 100);
  EXPECT_LT(accepted, 1'000);
}

TEST(DamagedResult, MayBeNestedAsDeepAsItLikes) {
  std::string deep = R"({"coalmine": "0.1.0", "schema": 1, "policies": )";
  deep.append(200'000, '[').append(200'000, ']').append(R"(, "scenario": {}})");
  EXPECT_FALSE(from_json(deep, "r.json"));
}

}  // namespace
}  // namespace coalmine::report
