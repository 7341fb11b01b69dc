// Hostile texts in completion scripts. What shells make of ours is for
// tests/app/completion_test.py.
#include "app/help/completion.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/app/help/sample.hpp"

namespace coalmine::app {
namespace {

using testing::HasSubstr;

TEST(Completion, QuotesForAShell) {
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("don't $(rm)"), R"('don'\''t $(rm)')");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(Completion, EscapesMeaningsForZsh) {
  SampleLine line;
  const std::string script = zsh_completion(line.help());
  EXPECT_THAT(script, HasSubstr(R"('brew:Say '\''hello'\'' [to $USER] `now`: \o/')"));
  EXPECT_THAT(script, HasSubstr(R"('(--loud)--loud[Shout, don'\''t whisper]')"));
  EXPECT_THAT(script, HasSubstr("'(-s --shape)--shape=[Round or square]:SHAPE:(round square)'"));
}

TEST(Completion, EscapesMeaningsForFish) {
  SampleLine line;
  const std::string script = fish_completion(line.help());
  EXPECT_THAT(script, HasSubstr(R"(-a brew -d 'Say \'hello\' [to $USER] `now`: \\o/')"));
  EXPECT_THAT(script, HasSubstr("-s s -l shape -d 'Round or square' -x -a 'round square'\n"));
}

TEST(Completion, NamesNothingThatBashCouldExpand) {
  SampleLine line;
  const std::string script = bash_completion(line.help());
  EXPECT_THAT(script,
              HasSubstr("'coalmine brew') offers='-h --help -s --shape --seed --to --loud'"));
  EXPECT_THAT(script,
              HasSubstr("'coalmine brew -s' | 'coalmine brew --shape') offers='round square'"));
  EXPECT_THAT(script, testing::Not(HasSubstr("USER")));
}

}  // namespace
}  // namespace coalmine::app
