// Annotations, as the runner of GitHub Actions reads them.
#include "report/github.hpp"

#include <gtest/gtest.h>

namespace coalmine::report {
namespace {

TEST(Github, NamesFileLineAndColumn) {
  EXPECT_EQ(to_github({.file = "a/coffee.yaml",
                       .at = {16, 52},
                       .title = "Expectation not met",
                       .message = "sticky: too many"}),
            "::error file=a/coffee.yaml,line=16,col=52,title=Expectation not met::sticky: too "
            "many\n");
}

TEST(Github, CountsFromOne) {
  EXPECT_EQ(to_github({.file = "a.yaml", .at = {1, 1}, .title = "Bad", .message = "why"}),
            "::error file=a.yaml,line=1,col=1,title=Bad::why\n");
}

TEST(Github, LeavesOutWhatIsUnknown) {
  EXPECT_EQ(to_github({.file = "coffee.yaml", .title = "Bad", .message = "why"}),
            "::error file=coffee.yaml,title=Bad::why\n");
  EXPECT_EQ(to_github({.at = {3, 1}, .title = "Bad", .message = "why"}),
            "::error title=Bad::why\n");
}

TEST(Github, HasThreeLevels) {
  EXPECT_EQ(to_github({.level = AnnotationLevel::warning, .title = "a", .message = "b"}),
            "::warning title=a::b\n");
  EXPECT_EQ(to_github({.level = AnnotationLevel::notice, .title = "a", .message = "b"}),
            "::notice title=a::b\n");
}

// Or a name with a line end in it could set an output of the workflow.
TEST(Github, IsOneLineWhateverTheTextsHold) {
  EXPECT_EQ(to_github({.file = "a,b:c%.yaml",
                       .title = "1:2,\n",
                       .message = "100 %, a:b\r\n::set-output name=x::y"}),
            "::error file=a%2Cb%3Ac%25.yaml,title=1%3A2%2C%0A::100 %25, "
            "a:b%0D%0A::set-output name=x::y\n");
}

}  // namespace
}  // namespace coalmine::report
