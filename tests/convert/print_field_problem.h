// Lets GoogleTest show a FieldProblem in words.
#ifndef BANSO_TESTS_CONVERT_PRINT_FIELD_PROBLEM_H_
#define BANSO_TESTS_CONVERT_PRINT_FIELD_PROBLEM_H_

#include <ostream>

#include "server/convert/status_details.h"

namespace banso {

inline void PrintTo(const FieldProblem& problem, std::ostream* out) {
  *out << problem.field << ": " << problem.description;
}

}  // namespace banso

#endif  // BANSO_TESTS_CONVERT_PRINT_FIELD_PROBLEM_H_
