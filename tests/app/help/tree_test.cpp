// What is read off the parser.
#include "app/help/tree.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/help/sample.hpp"

namespace coalmine::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class HelpTree : public testing::Test {
 protected:
  SampleLine line_;
  CommandHelp root_ = line_.help();
  const CommandHelp& brew_ = root_.commands.at(0);

  const OptionHelp& option(const std::string& name) const {
    for (const OptionGroup& group : brew_.groups) {
      for (const OptionHelp& each : group.options) {
        if (each.names.back() == name) return each;
      }
    }
    throw std::out_of_range(name);
  }
};

TEST_F(HelpTree, HasEveryCommandWithItsWords) {
  std::vector<std::string> names;
  for (const CommandHelp* each : all_commands(root_)) names.push_back(joined(each->words));
  EXPECT_THAT(names,
              ElementsAre("coalmine", "coalmine brew", "coalmine clean", "coalmine clean all"));
}

TEST_F(HelpTree, KnowsWhatMayFollowAnOption) {
  EXPECT_THAT(option("--shape").names, ElementsAre("-s", "--shape"));
  EXPECT_THAT(option("--shape").value.at(0).choices, ElementsAre("round", "square"));
  EXPECT_EQ(option("--shape").value.at(0).name, "SHAPE");
  EXPECT_EQ(option("--shape").default_value, "round");
  EXPECT_EQ(option("--seed").value.at(0).limits, "in [1 - 9]");
  EXPECT_EQ(option("--to").value.at(0).completes, Completes::files);
  EXPECT_TRUE(option("--to").required);
  EXPECT_FALSE(option("--seed").required);
}

TEST_F(HelpTree, KnowsThatNothingFollowsAFlag) {
  EXPECT_THAT(option("--loud").value, IsEmpty());
  EXPECT_THAT(option("--help").value, IsEmpty());
}

TEST_F(HelpTree, KnowsArguments) {
  ASSERT_EQ(brew_.arguments.size(), 1U);
  EXPECT_EQ(brew_.arguments[0].value.name, "scenario");
  EXPECT_EQ(brew_.arguments[0].value.completes, Completes::scenarios);
  EXPECT_TRUE(brew_.arguments[0].value.repeated);
  EXPECT_TRUE(brew_.arguments[0].required);
}

TEST_F(HelpTree, KeepsGroupsOfOptionsApartWithoutRepeatingHelp) {
  ASSERT_EQ(brew_.groups.size(), 2U);
  EXPECT_EQ(brew_.groups[1].heading, "How \"loud\"");
  ASSERT_EQ(brew_.groups[1].options.size(), 1U);
  EXPECT_THAT(brew_.groups[1].options[0].names, ElementsAre("--loud"));
}

TEST_F(HelpTree, TakesTheFooterApart) {
  EXPECT_THAT(brew_.notes, ElementsAre("Best served hot."));
  EXPECT_EQ(brew_.example, "coalmine brew 'a b.yaml' --to -");
  EXPECT_THAT(brew_.exits, ElementsAre("0 fine, even if cold", "1 spilled", "2 no coffee"));
}

}  // namespace
}  // namespace coalmine::app
