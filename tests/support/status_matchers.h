// GoogleTest matchers for absl::Status and absl::StatusOr.
#ifndef BANSO_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define BANSO_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"

namespace banso {

inline const absl::Status& AsStatus(const absl::Status& status) { return status; }
template <typename T>
const absl::Status& AsStatus(const absl::StatusOr<T>& status_or) {
  return status_or.status();
}

// Matches an OK status, or a StatusOr that holds a value.
MATCHER(IsOk, "is OK") {
  *result_listener << "which is " << AsStatus(arg).ToString();
  return AsStatus(arg).ok();
}

// Matches a status by its code.
MATCHER_P(StatusIs, code, "has status code " + absl::StatusCodeToString(code)) {
  *result_listener << "which is " << AsStatus(arg).ToString();
  return AsStatus(arg).code() == code;
}

// Matches a status by its code and a matcher on its message.
MATCHER_P2(StatusIs, code, message, "has status code " + absl::StatusCodeToString(code)) {
  *result_listener << "which is " << AsStatus(arg).ToString();
  return AsStatus(arg).code() == code &&
         ::testing::Matches(message)(std::string(AsStatus(arg).message()));
}

}  // namespace banso

#define BANSO_TEST_CONCAT_INNER_(a, b) a##b
#define BANSO_TEST_CONCAT_(a, b) BANSO_TEST_CONCAT_INNER_(a, b)
// Assigns the value of a StatusOr, or fails the test.
#define ASSERT_OK_AND_ASSIGN(lhs, expr)                     \
  auto BANSO_TEST_CONCAT_(value_or_, __LINE__) = (expr);    \
  ASSERT_TRUE(BANSO_TEST_CONCAT_(value_or_, __LINE__).ok()) \
      << BANSO_TEST_CONCAT_(value_or_, __LINE__).status();  \
  lhs = *std::move(BANSO_TEST_CONCAT_(value_or_, __LINE__))

#endif  // BANSO_TESTS_SUPPORT_STATUS_MATCHERS_H_
