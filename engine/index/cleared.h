// What coordinators have cleared for a pair.
#ifndef BANSO_ENGINE_INDEX_CLEARED_H_
#define BANSO_ENGINE_INDEX_CLEARED_H_

#include <span>
#include <string>
#include <utility>

#include "engine/index/ranker.h"

namespace banso {

// The codes that are cleared for a pair.
inline std::span<const ReasonCode> ClearedFor(const Clearances& clearances,
                                              const std::string& candidate,
                                              const std::string& counterpart) {
  if (clearances.empty()) return {};
  const auto found = clearances.find(std::make_pair(candidate, counterpart));
  if (found == clearances.end()) return {};
  return found->second;
}

}  // namespace banso

#endif  // BANSO_ENGINE_INDEX_CLEARED_H_
