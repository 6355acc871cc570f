// Membership in a short list.
#ifndef BANSO_ENGINE_BASE_CONTAINS_H_
#define BANSO_ENGINE_BASE_CONTAINS_H_

#include <algorithm>

namespace banso {

template <typename T, typename U>
bool Contains(const T& values, const U& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

}  // namespace banso

#endif  // BANSO_ENGINE_BASE_CONTAINS_H_
