#include "models/traffic.hpp"

namespace coalmine::models {

std::string id_of(const TrafficSpec& traffic, std::uint64_t user) {
  std::string id = traffic.ids;
  if (const auto place = id.find("{}"); place != std::string::npos) {
    id.replace(place, 2, std::to_string(user));
  }
  return id;
}

}  // namespace coalmine::models
