// Where the functions of a chain are drawn.
#include "report/page/run/chain_layout.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace coalmine::report {
namespace {

using testing::ElementsAre;

std::vector<std::string> lines_of(const Layout& layout) {
  std::vector<std::string> lines;
  for (const PlacedFunction& function : layout.functions) {
    EXPECT_EQ(function.row, lines.size());
    lines.push_back(std::string(2 * function.depth, ' ') + function.name);
  }
  return lines;
}

TEST(ChainLayout, PutsAFunctionBelowTheOneThatLeadsToIt) {
  const Layout layout = layout_of(
      {.entry = "edge",
       .functions = {"mail", "basket", "edge", "stock"},
       .links = {{"edge", "basket", ""}, {"basket", "stock", ""}, {"edge", "mail", "orders"}}});
  EXPECT_THAT(lines_of(layout), ElementsAre("edge", "  basket", "    stock", "  mail"));
  EXPECT_EQ(layout.links[2].stream, "orders");
}

TEST(ChainLayout, DrawsAFunctionWithTwoWaysToItOnce) {
  const Layout layout =
      layout_of({.entry = "a",
                 .functions = {"a", "b", "c", "d"},
                 .links = {{"a", "b", ""}, {"a", "c", ""}, {"b", "d", ""}, {"c", "d", ""}}});
  EXPECT_THAT(lines_of(layout), ElementsAre("a", "  b", "    d", "  c"));
  EXPECT_TRUE(layout.links[2].in_list);
  EXPECT_FALSE(layout.links[3].in_list);
}

// What a file may say, whatever a run would.
TEST(ChainLayout, EndsForCyclesAndSkipsStrangers) {
  const Layout layout = layout_of({.entry = "a",
                                   .functions = {"a", "b", "alone"},
                                   .links = {{"a", "b", ""}, {"b", "a", ""}, {"b", "nobody", ""}}});
  EXPECT_THAT(lines_of(layout), ElementsAre("a", "  b", "alone"));
  EXPECT_EQ(layout.links.size(), 2);
}

}  // namespace
}  // namespace coalmine::report
