// Share and stickiness through a ramp and a rollback, with nothing but a cookie: conditional
// redraw.
#include <fmt/format.h>

#include <map>
#include <random>
#include <string>
#include <string_view>

#include "routing/cookie.hpp"
#include "routing/presets.hpp"
#include "routing/router.hpp"

using namespace coalmine;
using namespace coalmine::routing;

int main() {
  // Any product of docs/PRODUCTS.md would do; this one is coalmine's own.
  Router router(find_preset("redraw")->policy, /*functions=*/1, /*salt=*/0);

  constexpr int users = 10'000;
  std::map<std::string, std::string> cookies;  // what the browsers keep, by user
  std::mt19937_64 random{42};                  // yours is your gateway's
  std::uint32_t step = 0;
  for (const double weight : {0.1, 0.2, 0.5, 0.0}) {
    router.set_weight(0, {Weight::make(weight).value(), ++step});
    int on_canary = 0;
    int thrown_back = 0;
    for (int i = 0; i < users; ++i) {
      const std::string user = i == 0 ? "alice" : fmt::format("user-{}", i);
      std::string& cookie = cookies[user];
      auto held = from_cookie(cookie);
      const bool was_on_canary = held && held->version == Version::canary;
      const Recalled recalled = router.decide({.draw = random()}, held, /*now=*/Instant{});
      if (recalled.changed) {
        cookie = held ? std::string(view_of(to_cookie(*held))) : "";
      }
      on_canary += recalled.version == Version::canary;
      thrown_back += was_on_canary && recalled.version == Version::stable;
      if (i == 0) fmt::print("{:3.0f} %: alice {}, ", 100 * weight, name_of(recalled.version));
    }
    fmt::print("share on the canary {:.0f} %, thrown back {}\n", 100.0 * on_canary / users,
               thrown_back);
  }
}
