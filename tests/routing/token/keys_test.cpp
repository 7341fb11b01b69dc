#include "routing/token/keys.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

std::string_view view(const Signature& signature) { return {signature.data(), signature.size()}; }

// The digest of RFC 4231's case 1, which base64 -w0 | tr +/ -_ writes so.
TEST(SigningKeyTest, SignsInBase64UrlWithoutPadding) {
  // HMAC fills a key up with zeros, so this one is RFC 4231's of 20 bytes.
  const std::string key = std::string(20, '\x0b') + std::string(12, '\0');
  EXPECT_EQ(view(samples::key("k", key).sign("Hi There")),
            "sDRMYdjbOFNcqK_OrwvxK4gdwgDJgz2nJuk3bC4yz_c");
}

TEST(SigningKeyTest, VerifiesItsOwnSignatureOfThisTextAndNoOther) {
  const SigningKey key = samples::key();
  const Signature signature = key.sign("text");
  EXPECT_TRUE(key.verify("text", view(signature)));
  EXPECT_FALSE(key.verify("texts", view(signature)));
  EXPECT_FALSE(key.verify("text", view(signature).substr(1)));
  EXPECT_FALSE(key.verify("text", ""));
  EXPECT_FALSE(
      samples::key("k1", "another secret of at least 32 bytes").verify("text", view(signature)));
}

TEST(SigningKeyTest, WantsASecretAsLongAsTheHash) {
  EXPECT_TRUE(SigningKey::make("k", std::string(32, 's')));
  EXPECT_EQ(SigningKey::make("k", std::string(31, 's')).error().message,
            "the secret of key \"k\" has 31 bytes, expected 32 or more");
  EXPECT_EQ(SigningKey::make("k~", samples::secret).error().message,
            "key id: \"k~\" is not 1 to 63 letters, digits, '-', '_' and '.'");
}

TEST(KeyRingTest, FindsAKeyByItsId) {
  const KeyRing ring = KeyRing::make({samples::key("old"), samples::key("new")}).value();
  EXPECT_EQ(ring.find(samples::label("new"))->id(), samples::label("new"));
  EXPECT_EQ(ring.find(samples::label("newer")), nullptr);
  EXPECT_EQ(KeyRing{}.find(samples::label("new")), nullptr);
}

TEST(KeyRingTest, HasOneKeyOfAnId) {
  EXPECT_EQ(
      KeyRing::make({samples::key("a"), samples::key("b"), samples::key("a")}).error().message,
      "two keys are called \"a\"");
}

}  // namespace
}  // namespace coalmine::routing
