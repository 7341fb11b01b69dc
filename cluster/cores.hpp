// How many cores of its machine one of several processes has for itself.
#pragma once

#include <cstdint>

namespace coalmine::cluster {

// `processes` of ours are on this machine. mpirun may have bound this one to some of the cores; if
// not, they share all of them. At least 1.
std::uint32_t own_cores(std::uint32_t processes);

}  // namespace coalmine::cluster
