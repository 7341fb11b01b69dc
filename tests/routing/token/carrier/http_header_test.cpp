#include "routing/token/carrier/http_header.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "routing/token/carrier/cloud_event.hpp"
#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

using Values = std::vector<std::string_view>;

const std::string token{samples::unsigned_text};

std::string shown(const Extraction& text) {
  return std::string{text ? view_of(*text) : name_of(text.error())};
}
std::string found(const Values& values) { return shown(find_in_header(values)); }
std::string found_in_event(const Values& values) { return shown(find_in_cloud_event(values)); }

TEST(HttpHeaderTest, HoldsTheTokenAsItIs) {
  EXPECT_EQ(found({token}), token);
  EXPECT_EQ(found({"  " + token + "\t"}), token);
  EXPECT_EQ(found({}), "absent");
  EXPECT_EQ(found({""}), "");  // there, and no token
  EXPECT_EQ(found({"cm1%7E"}), "cm1%7E");
}

TEST(HttpHeaderTest, RefusesToChooseBetweenTwo) {
  EXPECT_EQ(found({token, token}), "duplicated");
  EXPECT_EQ(found({token + ", " + token}), "duplicated");
  EXPECT_EQ(found({token + ","}), "duplicated");
}

TEST(HttpHeaderTest, RefusesWhatIsLongerThanAToken) {
  EXPECT_EQ(found({std::string(token_bytes_max + 1, 'x')}), "oversized");
}

TEST(CloudEventHeaderTest, IsNamedAsTheHttpBindingSays) {
  EXPECT_EQ(cloud_event_header(), "ce-coalmine");
  EXPECT_EQ(cloud_event_header(CarrierName::make("payments").value()), "ce-payments");
}

TEST(CloudEventHeaderTest, HoldsTheTokenAsItIsOrPercentEncoded) {
  EXPECT_EQ(found_in_event({token}), token);
  EXPECT_EQ(found_in_event({"cm1%7eA%7EB"}), "cm1~A~B");
  EXPECT_EQ(found_in_event({}), "absent");
  EXPECT_EQ(found_in_event({token, token}), "duplicated");
}

TEST(CloudEventHeaderTest, UndoesQuotesBeforePercentEncodingAsOlderSendersNeedIt) {
  EXPECT_EQ(found_in_event({'"' + token + '"'}), token);
  EXPECT_EQ(found_in_event({R"("cm1\~A\%7EB")"}), "cm1~A~B");
  std::string encoded;
  for (std::size_t i = 0; i < token_bytes_max; ++i) encoded += "%7E";
  EXPECT_EQ(found_in_event({'"' + encoded + '"'}), std::string(token_bytes_max, '~'));
  EXPECT_EQ(found_in_event({'"' + encoded + "x\""}), "oversized");
  EXPECT_EQ(found_in_event({'"' + std::string(1 << 20, 'x') + '"'}), "oversized");
}

TEST(CloudEventHeaderTest, RefusesQuotesThatDoNotMatch) {
  for (const auto* value : {"\"", "\"cm1", "\"cm1\\\"", "\"cm1\"x"}) {
    const Extraction text = find_in_cloud_event(Values{value});
    EXPECT_EQ(decode(view_of(text.value())).error(), TokenFault::malformed) << value;
  }
}

}  // namespace
}  // namespace coalmine::routing
