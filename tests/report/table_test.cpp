// The layout of a table: beside each other while it fits, in blocks when it does not.
#include "report/table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalmine::report {
namespace {

using testing::HasSubstr;
using testing::Not;

const Table two_columns{
    {"left", "right-handed-policy"},
    {{"Users", {{"exposed", "blast_radius.exposed", {{"63 % ± 1", "exact 63 %"}, {"10 %", ""}}}}},
     {"Nothing", {}}}};

TEST(Table, PutsMetricsBesideLabelsWhereThereIsRoom) {
  EXPECT_EQ(render(two_columns, {.columns = 80}),
            "                                                  right-handed-\n"
            "                                           left          policy\n"
            "Users\n"
            "  exposed  blast_radius.exposed        63 % ± 1            10 %\n"
            "                                     exact 63 %\n");
}

TEST(Table, PutsMetricsBelowLabelsWhereThereIsNot) {
  EXPECT_EQ(render(two_columns, {.columns = 60}),
            "                                           right-handed-\n"
            "                                    left          policy\n"
            "Users\n"
            "  exposed                       63 % ± 1            10 %\n"
            "    blast_radius.exposed      exact 63 %\n");
}

TEST(Table, PutsColumnsInBlocksWhereTheyDoNotFit) {
  EXPECT_EQ(render(two_columns, {.columns = 50}),
            "                                    left\n"
            "Users\n"
            "  exposed                       63 % ± 1\n"
            "    blast_radius.exposed      exact 63 %\n"
            "\n"
            "                           right-handed-\n"
            "                                  policy\n"
            "Users\n"
            "  exposed                           10 %\n"
            "    blast_radius.exposed\n");
}

TEST(Table, SurvivesATerminalOfNoWidth) {
  EXPECT_THAT(render(two_columns, {.columns = 1}), HasSubstr("63 % ± 1"));
}

TEST(Table, UsesEscapesOnlyWithColour) {
  EXPECT_THAT(render(two_columns, {.columns = 80}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(render(two_columns, {.columns = 80, .colour = true}),
              HasSubstr("\x1b[1mUsers\x1b[0m"));
}

TEST(Wrapped, BreaksAtSpacesAndKeepsLongWordsWhole) {
  EXPECT_EQ(wrapped("one two three", 7), "one two\nthree\n");
  EXPECT_EQ(wrapped("incomprehensible to me", 5), "incomprehensible\nto me\n");
}

TEST(Wrapped, KeepsAPercentSignWithItsNumber) {
  EXPECT_EQ(wrapped("it is 63 % here", 9), "it is\n63 % here\n");
}

TEST(WidthOf, CountsCharactersAndNotBytes) { EXPECT_EQ(width_of("1 ± 2"), 5); }

}  // namespace
}  // namespace coalmine::report
