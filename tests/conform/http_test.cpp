// The small parts of talking HTTP: addresses and cookies. conform_test.py has a whole server.
#include <gtest/gtest.h>

#include "conform/cookie.hpp"
#include "conform/http_client.hpp"

namespace coalmine::conform {
namespace {

TEST(HttpUrl, HasHostPortAndTarget) {
  EXPECT_EQ(http_url_from("http://a.b").value(), (HttpUrl{"a.b", "80", "/"}));
  EXPECT_EQ(http_url_from("http://a:8080/x?y=1").value(), (HttpUrl{"a", "8080", "/x?y=1"}));
  EXPECT_EQ(http_url_from("http://a?y").value(), (HttpUrl{"a", "80", "/?y"}));
  EXPECT_EQ(http_url_from("http://[::1]:81/").value(), (HttpUrl{"::1", "81", "/"}));
}

TEST(HttpUrl, IsRefusedWithTheReason) {
  EXPECT_EQ(http_url_from("https://a").error().message,
            "\"https://a\" is no http URL; expected http://HOST[:PORT][/PATH]");
  for (const char* bad : {"", "a:80", "http://", "http://:80", "http://a:", "http://a:b",
                          "http://u@a", "http:///x"}) {
    EXPECT_FALSE(http_url_from(bad)) << bad;
  }
}

TEST(Cookie, HasANameAndAValue) {
  EXPECT_EQ(set_cookie_from("a=b"), (SetCookie{"a", "b"}));
  EXPECT_EQ(set_cookie_from(" a = b=c ; Path=/; HttpOnly"), (SetCookie{"a", "b=c"}));
  EXPECT_EQ(set_cookie_from("a=; Max-Age=60"), (SetCookie{"a", ""}));
}

TEST(Cookie, IsToGoByMaxAgeOrElseByExpires) {
  EXPECT_EQ(set_cookie_from("a=b; max-age=0"), (SetCookie{"a", std::nullopt}));
  EXPECT_EQ(set_cookie_from("a=b; Max-Age=-1"), (SetCookie{"a", std::nullopt}));
  EXPECT_EQ(set_cookie_from("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT"),
            (SetCookie{"a", std::nullopt}));
  EXPECT_EQ(set_cookie_from("a=b; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=5"),
            (SetCookie{"a", "b"}));
}

TEST(Cookie, WithoutANameIsNone) {
  for (const char* bad : {"", "a", "=b", "; a=b"}) EXPECT_FALSE(set_cookie_from(bad)) << bad;
}

TEST(Cookie, TravelsBackInOneHeader) {
  EXPECT_EQ(cookie_header({{"a", "1"}, {"b", "2"}}), "a=1; b=2");
}

}  // namespace
}  // namespace coalmine::conform
