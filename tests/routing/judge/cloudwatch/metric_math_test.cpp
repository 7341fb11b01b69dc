#include "routing/judge/cloudwatch/metric_math.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace coalmine::routing::cloudwatch {
namespace {

using Value = std::optional<double>;
constexpr auto none = std::nullopt;

// Expressions over metrics a, b and errors_5xx.
Expression over_three(const std::string& text, MissingInMath missing = MissingInMath::missing) {
  return {text, {{"a", {}}, {"b", {}}, {"errors_5xx", {}}}, missing};
}

// The value of `text` in a slot with these values of a, b and errors_5xx.
Value value(const std::string& text, Value a, Value b = none, Value c = none,
            MissingInMath missing = MissingInMath::missing) {
  const auto math = MetricMath::parse(over_three(text, missing));
  if (!math) {
    ADD_FAILURE() << text << ": " << math.error().message;
    return none;
  }
  return math->point(std::vector<Point>{{a, 1}, {b, 1}, {c, 1}}).value;
}

std::string error(const Expression& expression) {
  const auto math = MetricMath::parse(expression);
  return math ? "" : math.error().message;
}
std::string error(const std::string& text) { return error(over_three(text)); }

TEST(MetricMath, CalculatesAsArithmeticDoes) {
  EXPECT_EQ(value("a + b * 2", 1, 10), 21);
  EXPECT_EQ(value("(a + b) * 2", 1, 10), 22);
  EXPECT_EQ(value("a - b - 2", 20, 10), 8);
  EXPECT_EQ(value("a / b / 2", 20, 10), 1);
  EXPECT_EQ(value("-a + b", 1, 10), 9);
  EXPECT_EQ(value("--a * -2", 3), -6);
  EXPECT_EQ(value("1.5e1 * a+.5", 2), 30.5);
  EXPECT_EQ(value("a * (1 + 2)", 2), 6);
  EXPECT_EQ(value("\ta\n", 2), 2);
}

TEST(MetricMath, ComparesToOneOrZero) {
  EXPECT_EQ(value("a < b", 1, 2), 1);
  EXPECT_EQ(value("a < b", 2, 2), 0);
  EXPECT_EQ(value("a <= b", 2, 2), 1);
  EXPECT_EQ(value("a > b", 2, 2), 0);
  EXPECT_EQ(value("a >= b", 2, 2), 1);
  EXPECT_EQ(value("a == b", 2, 2), 1);
  EXPECT_EQ(value("a != b", 2, 2), 0);
  EXPECT_EQ(value("a + 1 > b * 1", 2, 2), 1);
  EXPECT_EQ(value("(a > 1) * 5", 2), 5);
}

TEST(MetricMath, HasTheRateAndTheDifferenceOfRates) {
  EXPECT_EQ(value("a / b", 2, 8), 0.25);
  EXPECT_EQ(value("a - b", 0.25, 0.125), 0.125);
}

TEST(MetricMath, TakesOneOfTwoValuesByItsCondition) {
  EXPECT_EQ(value("IF(a > 5, b, 7)", 6, 1), 1);
  EXPECT_EQ(value("IF(a > 5, b, 7)", 5, 1), 7);
  EXPECT_EQ(value("IF(a, 1, 2)", -3), 1);
  EXPECT_EQ(value("IF(a > 5, b)", 6, 1), 1);
  EXPECT_EQ(value("IF(a > 5, b)", 5, 1), none);
}

TEST(MetricMath, DoesNotMissTheValueItDoesNotTake) {
  EXPECT_EQ(value("IF(a > 5, b, 7)", 5, none), 7);
  EXPECT_EQ(value("IF(a > 5, b, 7)", 6, none), none);
  EXPECT_EQ(value("IF(a > 5, 1, 7)", none), none);
}

TEST(MetricMath, AggregatesLists) {
  EXPECT_EQ(value("MAX([a, b])", 2, 8), 8);
  EXPECT_EQ(value("MIN([a, b])", 2, 8), 2);
  EXPECT_EQ(value("SUM([a, b, 5])", 2, 8), 15);
  EXPECT_EQ(value("AVG([a, b * 2])", 2, 8), 9);
  EXPECT_EQ(value("MAX([a])", 2), 2);
  EXPECT_EQ(value("SUM(METRICS())", 1, 2, 4), 7);
  EXPECT_EQ(value("SUM(METRICS(\"5xx\")) / a", 2, none, 8), 4);
  EXPECT_EQ(value("SUM([METRICS(\"5xx\"), b])", none, 2, 8), 10);
}

// W18.
TEST(MetricMath, IsMissingWhereAnInputIs) {
  for (const char* text : {"a + b", "a - b", "a * b", "a / b", "a < b", "b < a", "MAX([a, b])",
                           "SUM([b, a])", "AVG([a, b])", "-b", "b", "5 * b"}) {
    EXPECT_EQ(value(text, 1, none), none) << text;
  }
}

TEST(MetricMath, FillsWhatIsMissing) {
  EXPECT_EQ(value("FILL(a, 7)", none), 7);
  EXPECT_EQ(value("FILL(a, 7)", 1), 1);
  EXPECT_EQ(value("FILL(a, b)", none, 2), 2);
  EXPECT_EQ(value("FILL(a, b)", none, none), none);
  EXPECT_EQ(value("FILL(a / b, 0)", 0, 0), 0);
  EXPECT_EQ(value("b - FILL(a, 0)", none, 2), 2);
}

TEST(MetricMath, HasNoPointWhereItWouldDivideByZero) {
  EXPECT_EQ(value("a / b", 1, 0), none);
  EXPECT_EQ(value("a / b", 0, 0), none);
  EXPECT_EQ(value("1e300 * a", 1e300), none);
}

// The user guide's reading, where its tables of operators differ from W18.
TEST(MetricMath, CanTakeWhatIsMissingForZeroBesideAPoint) {
  constexpr auto zero = MissingInMath::zero;
  EXPECT_EQ(value("a - b", none, 2, none, zero), -2);
  EXPECT_EQ(value("a + 5", none, 2, none, zero), none);
  EXPECT_EQ(value("a + b", none, none, none, zero), none);
  EXPECT_EQ(value("b / a", none, 2, none, zero), none);
  EXPECT_EQ(value("AVG([a, b])", none, 2, none, zero), 1);
  EXPECT_EQ(value("MIN(METRICS())", 3, none, none, zero), 0);
  EXPECT_EQ(value("MIN(METRICS())", none, none, none, zero), none);
}

// The guide's examples: metric1 = [30, 20, 0, 0], metric2 = [20, -, 20, -].
TEST(MetricMath, ComparesWithZeroAsTheGuidesExampleDoes) {
  const std::vector<std::pair<Value, Value>> slots{{30, 20}, {20, none}, {0, 20}, {0, none}};
  std::vector<Value> less;
  std::vector<Value> at_least_30;
  for (const auto& [a, b] : slots) {
    less.push_back(value("a < b", a, b, none, MissingInMath::zero));
    at_least_30.push_back(value("a >= 30", a, b, none, MissingInMath::zero));
  }
  EXPECT_EQ(less, (std::vector<Value>{0, 0, 1, 0}));
  EXPECT_EQ(at_least_30, (std::vector<Value>{1, 0, 0, 0}));
}

// The guide's example of IF over three metrics.
TEST(MetricMath, ChoosesWithZeroAsTheGuidesExampleDoes) {
  const std::vector<Value> a{1, 1, 0, 0, none};
  const std::vector<Value> b{30, none, 0, 0, 30};
  const std::vector<Value> c{0, 0, 20, none, 20};
  std::vector<Value> chosen;
  for (std::size_t i = 0; i < a.size(); ++i) {
    chosen.push_back(value("IF(a, b, errors_5xx)", a[i], b[i], c[i], MissingInMath::zero));
  }
  EXPECT_EQ(chosen, (std::vector<Value>{30, 0, 20, 0, none}));
}

TEST(MetricMath, SaysWhereTextIsNotOfTheLanguage) {
  const std::string operand = "expected a number, the id of a metric, a function or \"(\", found ";
  EXPECT_EQ(error(""), "column 1: " + operand + "the end");
  EXPECT_EQ(error("a + * b"), "column 5: " + operand + "\"*\"");
  EXPECT_EQ(error("a b"), "column 3: expected an operator or the end, found \"b\"");
  EXPECT_EQ(error("a ^ 2"), "column 3: expected an operator or the end, found \"^\"");
  EXPECT_EQ(error("a < b < 2"), "column 7: expected an operator or the end, found \"<\"");
  EXPECT_EQ(error("(a + b"), "column 7: expected an operator or \")\", found the end");
  EXPECT_EQ(error("a × b"), "column 3: expected an operator or the end, found \"×\"");
  EXPECT_EQ(error("IF(a)"),
            "column 5: expected an operator or \",\" and the value where the condition holds, "
            "found \")\"");
  EXPECT_EQ(error("FILL(a)"),
            "column 7: expected an operator or \",\" and what to fill with, found \")\"");
  EXPECT_EQ(error("MAX([a, b)"), "column 10: expected \",\" or \"]\", found \")\"");
  EXPECT_EQ(error("SUM(METRICS() + 1)"), "column 15: expected \")\", found \"+\"");
  EXPECT_EQ(error("SUM(METRICS(5xx))"),
            "column 13: expected a part of an id in quotes, or \")\", found \"5\"");
}

TEST(MetricMath, SaysWhichNamesItKnows) {
  EXPECT_EQ(error("a / bb"),
            "column 5: no metric has the id \"bb\", expected one of a, b, errors_5xx");
  EXPECT_EQ(error("1 + RATE(a)"),
            "column 5: unknown function \"RATE\", expected IF, FILL, MAX, MIN, SUM or AVG");
  EXPECT_EQ(error("SUM(METRICS(\"4xx\"))"), "column 13: no metric has an id with \"4xx\" in it");
}

TEST(MetricMath, RefusesWhatWouldNeedOtherPeriods) {
  EXPECT_EQ(
      error("a - AVG(a)"),
      "column 9: expected a list, [a, b] or METRICS(), because AVG of one series is one number "
      "for all periods, found \"a\"");
  EXPECT_EQ(
      error("FILL(a, REPEAT)"),
      "column 9: REPEAT fills from other periods, which is not simulated, expected a number or "
      "a metric");
  EXPECT_EQ(error("METRICS()"),
            "column 1: METRICS is a list, expected it within MAX, MIN, SUM or AVG");
}

TEST(MetricMath, RefusesAnExpressionWithoutAMetric) {
  EXPECT_EQ(error("1 + 2"), "the expression is the same in every period: it uses no metric");
}

TEST(MetricMath, HasOneToTenMetrics) {
  Expression expression{"m0", {}};
  EXPECT_EQ(error(expression), "the expression has 0 metrics, expected 1 to 10");
  for (int i = 0; i < 10; ++i) expression.metrics.push_back({"m" + std::to_string(i), {}});
  EXPECT_EQ(error(expression), "");
  expression.metrics.push_back({"m10", {}});
  EXPECT_EQ(error(expression), "the expression has 11 metrics, expected 1 to 10");
}

TEST(MetricMath, NamesMetricsByIds) {
  const auto with_id = [](const std::string& id) {
    return error(Expression{"a", {{"a", {}}, {id, {}}}});
  };
  EXPECT_EQ(with_id("m1_B"), "");
  for (const char* id : {"", "M", "1m", "m-1", "m 1", " m", "_m"}) {
    EXPECT_EQ(with_id(id),
              "\"" + std::string{id} +
                  "\" is no id of a metric, expected a lower-case letter, then letters, "
                  "digits and _");
  }
  EXPECT_EQ(with_id("a"), "two metrics have the id \"a\"");
}

TEST(MetricMath, NestsToADepth) {
  const auto nested = [](std::size_t depth) {
    return std::string(depth, '(') + "a" + std::string(depth, ')');
  };
  EXPECT_EQ(value(nested(99), 3), 3);
  EXPECT_EQ(error(nested(100)), "column 101: nested deeper than 100");
  EXPECT_EQ(error(std::string(1'000, '-') + "a"), "column 101: nested deeper than 100");
  EXPECT_EQ(error(std::string(2'049, ' ')),
            "the expression has 2049 characters, expected at most 2048");
}

// A chain of operators is no nesting, and takes time in proportion to its length.
TEST(MetricMath, CalculatesALongChain) {
  std::string text = "a";
  for (int i = 0; i < 500; ++i) text += "+a";
  EXPECT_EQ(value(text, 2), 1'002);
}

// Neither a crash nor a column beside the text, wherever a text is cut off or damaged.
TEST(MetricMath, AnswersToDamagedText) {
  const std::string text = "IF(a>=1.5e1, MAX([METRICS(\"5xx\"), -b]) / FILL(a,0), AVG([a,b])!=2)";
  ASSERT_EQ(error(text), "");
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (const char byte : {'\0', '(', ')', '[', '"', '\\', '9', 'a', ',', '\xFF'}) {
      std::string damaged = text;
      damaged[i] = byte;
      const std::string message = error(damaged);
      if (!message.starts_with("column ")) continue;
      EXPECT_LE(std::stoul(message.substr(7)), text.size() + 1) << damaged;
    }
    EXPECT_NE(error(text.substr(0, i)), "") << i;
  }
}

}  // namespace
}  // namespace coalmine::routing::cloudwatch
