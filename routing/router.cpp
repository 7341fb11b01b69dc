// The part of the router that runs when a weight moves, not when a request arrives: salts.
#include "routing/router.hpp"

#include <variant>

namespace coalmine::routing {

Router::Router(const Route& route, std::size_t functions, std::uint64_t salt)
    : functions_(functions), salt_(salt) {
  if (std::holds_alternative<Weighted>(route)) ticket_source_ = TicketSource::draw;
  if (const auto* sticky = std::get_if<Sticky>(&route)) {
    ticket_source_ = TicketSource::bucket;
    salt_per_ = sticky->salt_per;
    if (!sticky->salt.empty()) salt_ = key_of(sticky->salt);
  }
  for (std::size_t id = 0; id < functions_.size(); ++id) {
    functions_[id].salt = salt_per_ == SaltScope::function ? mix(id, salt_) : salt_;
  }
}

void Router::set_weight(FunctionId id, FunctionWeight weight) {
  assert(id < functions_.size());
  Function& function = functions_[id];
  function.weight = weight.weight;
  function.in_release = true;
  if (salt_per_ == SaltScope::step) function.salt = mix(weight.step, salt_);
}

}  // namespace coalmine::routing
