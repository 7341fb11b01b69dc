#include "routing/token/carrier/record_envelope.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

using namespace std::string_literals;

const std::string token{samples::unsigned_text};
const std::string ours = "\"coalmine\":\"" + token + "\"";

TEST(RecordEnvelopeTest, ShowsJsonToTheFiltersOfAStream) {
  EXPECT_EQ(wrap_record(R"({"order": 7})", token), "{" + ours + R"(,"data":{"order": 7}})");
}

TEST(RecordEnvelopeTest, CarriesWhatIsNotJsonAsBase64) {
  EXPECT_EQ(wrap_record("hello", token), "{" + ours + R"(,"data_base64":"aGVsbG8="})");
  EXPECT_EQ(wrap_record("", token), "{" + ours + R"(,"data_base64":""})");
  EXPECT_EQ(wrap_record(" 7", token), "{" + ours + R"(,"data_base64":"IDc="})");
}

TEST(RecordEnvelopeTest, CannotBeBrokenOutOfByItsData) {
  EXPECT_EQ(unwrap_record(wrap_record(R"(1,"coalmine":"x")", token)).data, R"(1,"coalmine":"x")");
  EXPECT_EQ(unwrap_record(wrap_record(R"(1},{"data":2)", token)).data, R"(1},{"data":2)");
}

TEST(RecordEnvelopeTest, GivesBackEveryByte) {
  samples::Dice dice(10);
  for (int i = 0; i < 3'000; ++i) {
    const std::string data = dice.bytes(dice.below(200));
    const Record record = unwrap_record(wrap_record(data, token));
    ASSERT_EQ(record.data, data);
    ASSERT_EQ(view_of(record.found.value()), token);
  }
  for (const std::string& data :
       {"{\"a\" : [1.0, 1e0, \"\\u00e9\"]}"s, "7"s, "null"s, "\"\\\"\""s, "\0"s, "{}\n"s,
        "\xEF\xBB\xBF{}"s, "1e999"s, "{\"a\":1,\"a\":2}"s}) {
    EXPECT_EQ(unwrap_record(wrap_record(data, token)).data, data);
  }
}

TEST(RecordEnvelopeTest, MayHoldAnother) {
  const std::string inner = wrap_record("7", token);
  EXPECT_EQ(unwrap_record(wrap_record(inner, token)).data, inner);
}

TEST(RecordEnvelopeTest, IsReadAlsoWhenSomebodyElseWroteIt) {
  const Record record = unwrap_record(
      "{ \"data\" : {\"order\" : 7} ,\n \"trace\": 1, \"coalmine\" : \"" + token + "\" }");
  EXPECT_EQ(view_of(record.found.value()), token);
  EXPECT_EQ(record.data, "{\"order\" : 7}");
}

TEST(RecordEnvelopeTest, DeliversItsDataWhateverIsWrongWithItsToken) {
  const Record twice = unwrap_record("{" + ours + "," + ours + ",\"data\":7}");
  EXPECT_EQ(twice.found.error(), TokenFault::duplicated);
  EXPECT_EQ(twice.data, "7");
  const Record number = unwrap_record("{\"coalmine\":7,\"data\":7}");
  EXPECT_EQ(decode(view_of(number.found.value())).error(), TokenFault::malformed);
  EXPECT_EQ(number.data, "7");
}

TEST(RecordEnvelopeTest, IsNotTakenForGrantedAroundARecord) {
  for (const std::string& record : {
           ""s,
           "\0\1\2"s,
           "7"s,
           "{}"s,
           "{\"data\":7}"s,
           "{" + ours + "}",
           "{" + ours + ",\"data\":1,\"data\":2}",            // which of them?
           "{" + ours + ",\"data\":1,\"data_base64\":\"\"}",  //
           "{" + ours + ",\"data_base64\":7}",                // no base64
           "{" + ours + ",\"data_base64\":\"aGVsbG8\"}",      //
           "{" + ours + ",\"data_base64\":\"aGVsbG9=\"}",     // bits that mean nothing
           "{" + ours + ",\"data_base64\":\" aGVsbG8=\"}",    //
           "{" + ours + ",\"data_base64\":\"====\"}",         //
           "[{" + ours + ",\"data\":1}]",
       }) {
    const Record plain = unwrap_record(record);
    EXPECT_EQ(plain.found.error(), TokenFault::absent) << record;
    EXPECT_EQ(plain.data, record);
  }
}

}  // namespace
}  // namespace coalmine::routing
