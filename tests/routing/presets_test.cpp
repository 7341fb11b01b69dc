#include "routing/presets.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>

namespace coalmine::routing {
namespace {

TEST(Presets, AreValidAndHaveNamesOfTheirOwn) {
  std::set<std::string> names;
  for (const Preset& preset : presets()) {
    const auto checked = check(preset.policy);
    EXPECT_TRUE(checked.has_value()) << preset.name << ": " << checked.error().message;
    EXPECT_TRUE(names.insert(preset.name).second) << preset.name;
    EXPECT_EQ(find_preset(preset.name), &preset);
  }
  EXPECT_EQ(find_preset("unheard-of"), nullptr);
}

TEST(Presets, AreTheTableOfTheManual) {
  std::string table;
  for (const Preset& preset : presets()) {
    table += fmt::format("| `{}` | {} | {} | {} |\n", preset.name, preset.title, preset.effect,
                         preset.known_from);
  }
  std::ifstream file(COALMINE_SOURCE_DIR "/docs/PRODUCTS.md");
  const std::string manual{std::istreambuf_iterator<char>(file), {}};
  EXPECT_NE(manual.find(table), std::string::npos) << "docs/PRODUCTS.md should have\n" << table;
}

TEST(CheckPolicy, RefusesWhatCannotRoute) {
  const auto message = [](Policy policy) {
    const auto checked = check(std::move(policy));
    return checked ? "" : checked.error().message;
  };
  EXPECT_EQ(message({.route = Weighted{}}), "");
  EXPECT_EQ(message({.route = Replicas{.count = 0}}), "a service has at least one replica");
  EXPECT_EQ(message({.route = Partitioned{.partitions = 4, .workers = 5}}),
            "5 workers share 4 partitions: some would read none");
  EXPECT_EQ(message({.route = Sticky{}, .memory = Memory{.redraws = true}}),
            "only a weighted draw can be redrawn");
  EXPECT_EQ(message({.route = Weighted{}, .memory = Memory{.time_to_live = {Duration{0}, {}}}}),
            "a time to live is above 0");
  EXPECT_EQ(message({.route = Weighted{}, .rules = {{OfGroup{64}, Gets::canary}}}),
            "more than 64 groups");
  EXPECT_NE(message({.route = Bucketed{.product = "unheard-of"}}), "");
}

}  // namespace
}  // namespace coalmine::routing
