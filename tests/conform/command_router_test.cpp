// Talking to a program in lines: what works, and what is said where it does not.
#include "conform/command_router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace coalmine::conform {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

constexpr Duration patience = 10s;
constexpr const char* greets = R"(read hello; echo '{"coalmine_conform":1,"can":["weights"]}'; )";

std::string complaint(const std::string& command, Duration silence_max = patience) {
  const auto router = start_command_router(command, silence_max);
  return router ? "" : router.error().message;
}

// What comes of one question, after a greeting.
Checked<std::vector<Answer>> answer_of(const std::string& command,
                                       Duration silence_max = patience) {
  auto router = start_command_router(greets + command, silence_max);
  if (!router) return tl::unexpected(router.error());
  return (*router)->ask(std::array{Question{.user = "a"}});
}

TEST(CommandRouter, AnswersWithVersionCookiesAndDecision) {
  const auto answers = answer_of(
      R"(read q; echo '{"id":1,"version":"canary","set_cookies":{"a":"b","c":null},"carry":"d"}')");
  ASSERT_TRUE(answers) << answers.error().message;
  EXPECT_EQ(answers->front().version, Version::canary);
  EXPECT_EQ(answers->front().set_cookies.at("a"), "b");
  EXPECT_EQ(answers->front().set_cookies.at("c"), std::nullopt);
  EXPECT_EQ(answers->front().carry, "d");
}

TEST(CommandRouter, SaysWhatItLacksByItsGreeting) {
  const auto router = start_command_router(greets, patience);
  ASSERT_TRUE(router) << router.error().message;
  EXPECT_FALSE((*router)->lacks(Ability::set_weight));
  EXPECT_EQ((*router)->lacks(Ability::carry), "its greeting does not name \"carry\"");
}

TEST(CommandRouter, IsStartedAgainByARestart) {
  const auto router = start_command_router(
      std::string(greets) +
          R"(while read q; do echo "{\"id\":1,\"version\":\"stable\",\"carry\":\"$$\"}"; done)",
      patience);
  ASSERT_TRUE(router) << router.error().message;
  ASSERT_TRUE((*router)->restart());
}

TEST(CommandRouter, ReportsACommandThatIsNotThere) {
  EXPECT_EQ(complaint("./no-such-router 2>/dev/null"), "it ended with status 127");
}

TEST(CommandRouter, ReportsASignal) {
  EXPECT_EQ(complaint("kill -9 $$"), "it was ended by signal 9");
}

TEST(CommandRouter, ReportsRubbish) {
  EXPECT_THAT(complaint("read q; echo hello"),
              HasSubstr("it answered \"hello\"; expected a greeting"));
  EXPECT_THAT(complaint(R"(read q; echo '{"coalmine_conform":2,"can":[]}')"),
              HasSubstr(R"(expected "coalmine_conform": 1)"));
  EXPECT_THAT(complaint(R"(read q; echo '{"coalmine_conform":1,"can":["fly"]}')"),
              HasSubstr(R"(expected "can" of "weights")"));
  EXPECT_THAT(answer_of("read q; echo 1").error().message, HasSubstr("expected a JSON object"));
  EXPECT_THAT(answer_of(R"(read q; echo '{"id":7,"version":"canary"}')").error().message,
              HasSubstr(R"(expected "id": 1)"));
  EXPECT_THAT(answer_of(R"(read q; echo '{"id":1,"version":"v2"}')").error().message,
              HasSubstr(R"(expected "version": "stable" or "canary")"));
  EXPECT_THAT(
      answer_of(R"(read q; echo '{"id":1,"version":"stable","set_cookies":[1]}')").error().message,
      HasSubstr("\"set_cookies\" to be an object"));
}

TEST(CommandRouter, ReportsSilence) {
  EXPECT_EQ(complaint("cat >/dev/null", 50ms), "it said nothing for 0.05 s");
}

TEST(CommandRouter, ReportsOneThatEndsBetweenQuestionAndAnswer) {
  EXPECT_EQ(answer_of("read q; exit 3").error().message, "it ended with status 3");
}

TEST(CommandRouter, ReportsALineWithoutEnd) {
  EXPECT_EQ(complaint("read q; head -c 3000000 /dev/zero; cat >/dev/null"),
            "it wrote a line without end");
}

// Questions and answers are larger than any pipe: a side that only writes would wait for ever.
TEST(CommandRouter, TakesManyQuestionsAtOnce) {
  const auto router = start_command_router(
      std::string(greets) +
          R"(i=1; while read q; do echo "{\"id\":$i,\"version\":\"stable\"}"; i=$((i+1)); done)",
      patience);
  ASSERT_TRUE(router) << router.error().message;
  const std::vector<Question> questions(2000, Question{.user = std::string(1000, 'a')});
  const auto answers = (*router)->ask(questions);
  ASSERT_TRUE(answers) << answers.error().message;
  EXPECT_EQ(answers->size(), questions.size());
}

}  // namespace
}  // namespace coalmine::conform
