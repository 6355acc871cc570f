// Early return on an error status.
#ifndef BANSO_ENGINE_BASE_STATUS_MACROS_H_
#define BANSO_ENGINE_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#define BANSO_CONCAT_INNER_(a, b) a##b
#define BANSO_CONCAT_(a, b) BANSO_CONCAT_INNER_(a, b)

// Returns from the enclosing function if `expr`, an absl::Status, is not OK.
#define BANSO_RETURN_IF_ERROR(expr)                               \
  do {                                                            \
    if (absl::Status banso_status = (expr); !banso_status.ok()) { \
      return banso_status;                                        \
    }                                                             \
  } while (false)

// Assigns the value of `expr`, an absl::StatusOr, to `lhs`, or returns its status.
#define BANSO_ASSIGN_OR_RETURN(lhs, expr) \
  BANSO_ASSIGN_OR_RETURN_IMPL_(BANSO_CONCAT_(banso_status_or_, __LINE__), lhs, expr)

// `var` and `lhs` may be declarations, which take no parentheses.
// NOLINTBEGIN(bugprone-macro-parentheses)
#define BANSO_ASSIGN_OR_RETURN_IMPL_(var, lhs, expr) \
  auto var = (expr);                                 \
  if (!var.ok()) return std::move(var).status();     \
  lhs = *std::move(var)
// NOLINTEND(bugprone-macro-parentheses)

#endif  // BANSO_ENGINE_BASE_STATUS_MACROS_H_
