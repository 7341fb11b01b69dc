#include "routing/token/hmac.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <string>

#include "tests/routing/token/samples.hpp"

namespace coalmine::routing {
namespace {

std::string hex(const Sha256::Digest& digest) {
  return fmt::format("{:02x}", fmt::join(digest, ""));
}

// RFC 4231, section 4; case 5 tests truncation, which we do not do.
TEST(HmacTest, AgreesWithTheTestCasesOfRfc4231) {
  EXPECT_EQ(hex(HmacSha256(std::string(20, '\x0b')).of("Hi There")),
            "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7");
  EXPECT_EQ(hex(HmacSha256("Jefe").of("what do ya want for nothing?")),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(hex(HmacSha256(std::string(20, '\xaa')).of(std::string(50, '\xdd'))),
            "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe");
  EXPECT_EQ(hex(HmacSha256(std::string(131, '\xaa'))
                    .of("Test Using Larger Than Block-Size Key - Hash Key First")),
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(HmacTest, AgreesWithOpensslForKeysAndMessagesOfAnyLength) {
  samples::Dice dice(1);
  for (std::size_t size = 0; size <= 200; ++size) {
    const std::string key = dice.bytes(size);
    const std::string message = dice.bytes(dice.below(300));
    Sha256::Digest expected;
    ASSERT_NE(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                   reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                   expected.data(), nullptr),
              nullptr);
    EXPECT_EQ(HmacSha256(key).of(message), expected) << size;
  }
}

}  // namespace
}  // namespace coalmine::routing
