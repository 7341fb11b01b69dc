#include "routing/judge/cloudwatch/composite_rule.hpp"

#include <gmock/gmock.h>

#include <map>
#include <string>

namespace coalmine::routing::cloudwatch {
namespace {

using testing::ElementsAre;

constexpr State ok = State::ok;
constexpr State alarm = State::alarm;
constexpr State none = State::insufficient_data;

using States = std::map<std::string, State>;

bool holds(const std::string& rule, const States& states) {
  const auto parsed = CompositeRule::parse(rule);
  if (!parsed) {
    ADD_FAILURE() << rule << ": " << parsed.error().message;
    return false;
  }
  std::vector<State> of_child;
  for (const std::string& child : parsed->children()) of_child.push_back(states.at(child));
  return parsed->holds(of_child);
}

std::string error(const std::string& rule) {
  const auto parsed = CompositeRule::parse(rule);
  return parsed ? "" : parsed.error().message;
}

std::vector<std::string> children(const std::string& rule) {
  return CompositeRule::parse(rule).value().children();
}

TEST(CompositeRule, AsksForTheStateOfAnAlarm) {
  for (const State state : {ok, alarm, none}) {
    EXPECT_EQ(holds("ALARM(a)", {{"a", state}}), state == alarm);
    EXPECT_EQ(holds("OK(a)", {{"a", state}}), state == ok);
    EXPECT_EQ(holds("INSUFFICIENT_DATA(a)", {{"a", state}}), state == none);
  }
}

TEST(CompositeRule, CombinesConditions) {
  for (const State a : {ok, alarm}) {
    for (const State b : {ok, alarm}) {
      const States states{{"a", a}, {"b", b}};
      EXPECT_EQ(holds("ALARM(a) AND ALARM(b)", states), a == alarm && b == alarm);
      EXPECT_EQ(holds("ALARM(a) OR ALARM(b)", states), a == alarm || b == alarm);
      EXPECT_EQ(holds("ALARM(a) AND NOT ALARM(b)", states), a == alarm && b != alarm);
    }
  }
  EXPECT_TRUE(holds("TRUE", {}));
  EXPECT_FALSE(holds("FALSE", {}));
  EXPECT_FALSE(holds("NOT TRUE OR FALSE", {}));
}

TEST(CompositeRule, BindsNotBeforeAndBeforeOr) {
  EXPECT_TRUE(holds("TRUE OR TRUE AND FALSE", {}));
  EXPECT_FALSE(holds("(TRUE OR TRUE) AND FALSE", {}));
  EXPECT_TRUE(holds("FALSE AND FALSE OR TRUE", {}));
  EXPECT_FALSE(holds("NOT TRUE AND FALSE", {}));
  EXPECT_TRUE(holds("NOT (TRUE AND FALSE)", {}));
  EXPECT_TRUE(holds("NOT NOT TRUE", {}));
}

TEST(CompositeRule, CountsAlarmsInAState) {
  const States two{{"a", alarm}, {"b", ok}, {"c", alarm}, {"d", none}};
  EXPECT_TRUE(holds("AT_LEAST(2, ALARM, (a, b, c, d))", two));
  EXPECT_FALSE(holds("AT_LEAST(3, ALARM, (a, b, c, d))", two));
  EXPECT_TRUE(holds("AT_LEAST(1, OK, (a, b, c, d))", two));
  EXPECT_FALSE(holds("AT_LEAST(2, INSUFFICIENT_DATA, (a, b, c, d))", two));
  EXPECT_TRUE(holds("AT_LEAST(3, NOT OK, (a, b, c, d))", two));
  EXPECT_FALSE(holds("AT_LEAST(3, NOT ALARM, (a, b, c, d))", two));
}

TEST(CompositeRule, CountsAShareOfAlarmsRoundedUp) {
  const States one{{"a", alarm}, {"b", ok}, {"c", ok}};
  EXPECT_TRUE(holds("AT_LEAST(33%, ALARM, (a, b, c))", one));
  EXPECT_FALSE(holds("AT_LEAST(34%, ALARM, (a, b, c))", one));
  EXPECT_TRUE(holds("AT_LEAST(66%, OK, (a, b, c))", one));
  EXPECT_FALSE(holds("AT_LEAST(67%, OK, (a, b, c))", one));
  EXPECT_TRUE(holds("AT_LEAST(100%, ALARM, (a))", one));
  EXPECT_TRUE(holds("AT_LEAST(1%, ALARM, (a, b, c))", one));
}

TEST(CompositeRule, TakesNamesWithAndWithoutQuotes) {
  EXPECT_THAT(children("ALARM(CPUUtilizationTooHigh)"), ElementsAre("CPUUtilizationTooHigh"));
  EXPECT_THAT(children("ALARM ( a-b.c:d/e )"), ElementsAre("a-b.c:d/e"));
  EXPECT_THAT(children("ALARM(\"a, (b)\")"), ElementsAre("a, (b)"));
  EXPECT_THAT(children(R"-(ALARM("say \"no\" \\"))-"), ElementsAre(R"(say "no" \)"));
  EXPECT_THAT(children("OK(ALARM)"), ElementsAre("ALARM"));
}

TEST(CompositeRule, HasEachChildOnceInTheOrderOfTheText) {
  EXPECT_THAT(children("ALARM(b) AND OK(a) OR AT_LEAST(1, OK, (c, \"b\"))"),
              ElementsAre("b", "a", "c"));
}

TEST(CompositeRule, SaysWhereTextIsNotOfTheLanguage) {
  const std::string condition =
      "expected ALARM, OK, INSUFFICIENT_DATA, AT_LEAST, NOT, TRUE, FALSE or \"(\", found ";
  EXPECT_EQ(error(""), "column 1: " + condition + "the end");
  EXPECT_EQ(error("Alarm(a)"), "column 1: " + condition + "\"Alarm\"");
  EXPECT_EQ(error("ALARMS(a)"), "column 1: " + condition + "\"ALARMS\"");
  EXPECT_EQ(error("TRUE AND"), "column 9: " + condition + "the end");
  EXPECT_EQ(error("ALARM(a) OK(b)"), "column 10: expected AND, OR or the end, found \"OK\"");
  EXPECT_EQ(error("TRUE ANDTRUE"), "column 6: expected AND, OR or the end, found \"ANDTRUE\"");
  EXPECT_EQ(error("(TRUE"), "column 6: expected AND, OR or \")\", found the end");
  EXPECT_EQ(error("ALARM a"), "column 7: expected \"(\", found \"a\"");
  EXPECT_EQ(error("ALARM()"), "column 7: expected the name of an alarm, found \")\"");
  EXPECT_EQ(error("ALARM(\"\")"), "column 9: expected the name of an alarm, found \")\"");
  EXPECT_EQ(error("ALARM(a b)"), "column 9: expected \")\", found \"b\"");
  EXPECT_EQ(error("ALARM(\"a)"), "column 7: the quote is not closed");
  EXPECT_EQ(error("AT_LEAST(2, FINE, (a, b))"),
            "column 13: expected ALARM, OK or INSUFFICIENT_DATA, found \"FINE\"");
  EXPECT_EQ(error("AT_LEAST(2, OK, a, b)"), "column 17: expected \"(\", found \"a\"");
}

TEST(CompositeRule, AsksForAsManyAsThereAre) {
  EXPECT_EQ(error("AT_LEAST(2, OK, (a, b))"), "");
  const std::string numbers = "column 10: AT_LEAST takes 1 to 2 of 2 alarms, or 1% to 100%";
  for (const char* m : {"0", "3", "1.5", "0%", "101%", "50.5%", "x", "1e300"}) {
    EXPECT_NE(error("AT_LEAST(" + std::string{m} + ", OK, (a, b))"), "") << m;
  }
  EXPECT_EQ(error("AT_LEAST(3, OK, (a, b))"), numbers);
  EXPECT_EQ(error("AT_LEAST(101%, OK, (a, b))"), numbers);
  EXPECT_EQ(error("AT_LEAST(1, OK, (a, b, a))"), "column 24: \"a\" is in the list twice");
}

TEST(CompositeRule, WatchesAHundredAlarms) {
  std::string rule = "ALARM(a1)";
  for (int i = 2; i <= 100; ++i) rule += " OR ALARM(a" + std::to_string(i) + ")";
  EXPECT_EQ(error(rule), "");
  EXPECT_EQ(error(rule + " OR ALARM(a7)"), "");
  EXPECT_THAT(error(rule + " OR ALARM(a101)"), testing::HasSubstr(": more than 100 alarms"));
}

TEST(CompositeRule, NestsToADepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "TRUE" + std::string(depth, ')');
  };
  EXPECT_EQ(error(nested(99)), "");
  EXPECT_EQ(error(nested(100)), "column 101: nested deeper than 100");
  EXPECT_EQ(error(std::string(10'241, ' ')),
            "the rule has 10241 characters, expected at most 10240");
}

// Neither a crash nor a column beside the text, wherever a text is cut off or damaged.
TEST(CompositeRule, AnswersToDamagedText) {
  const std::string rule =
      "(NOT (ALARM(\"x y\") AND OK(z)) OR AT_LEAST(50%, NOT OK, (a, b, \"c\\\"\")) AND TRUE)";
  ASSERT_EQ(error(rule), "");
  for (std::size_t i = 0; i < rule.size(); ++i) {
    for (const char byte : {'\0', '(', ')', '"', '\\', '9', 'A', ',', '%', '\xFF'}) {
      std::string damaged = rule;
      damaged[i] = byte;
      const std::string message = error(damaged);
      if (!message.starts_with("column ")) continue;
      EXPECT_LE(std::stoul(message.substr(7)), rule.size() + 1) << damaged;
    }
    EXPECT_NE(error(rule.substr(0, i)), "") << i;
  }
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
