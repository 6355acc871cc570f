// The best assignment of rows to columns that have room for several.
#ifndef BANSO_ENGINE_PLANNER_ASSIGNMENT_H_
#define BANSO_ENGINE_PLANNER_ASSIGNMENT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace banso {

// Who may go where, and how good each allowed pair is. Rows and columns are known by distinct ids;
// pairs name them by their positions. What is not in `pairs` is forbidden.
struct AssignmentProblem {
  struct Column {
    std::string id;
    int64_t capacity = 0;  // rows it has room for, at least 0
  };
  struct Pair {
    int row = 0;
    int column = 0;
    int64_t score = 0;  // in [0, kMaxAssignmentScore]
  };

  std::vector<std::string> rows;  // at most kMaxAssignmentRows
  std::vector<Column> columns;
  std::vector<Pair> pairs;  // each pair at most once
};

constexpr int64_t kMaxAssignmentScore = 1'000'000;
constexpr int kMaxAssignmentRows = 1'000'000;

// Why a row has no column.
enum class UnassignedReason {
  kNoAllowedColumn,  // every column is forbidden to it
  kNoRoom,           // what is allowed to it is full, and nobody there could go elsewhere instead
};

struct Assignment {
  struct Row {
    std::optional<int> column;                // its position in the problem
    int64_t score = 0;                        // of the pair; 0 without a column
    std::optional<UnassignedReason> because;  // set if and only if there is no column
  };

  std::vector<Row> rows;  // as the problem's
  int assigned = 0;       // how many have a column
  int64_t total = 0;      // their scores
};

// Returns the assignment, among all that give no row two columns and no column more rows than it
// has room for, that is best by, in this order:
//   1. the most rows that have a column;
//   2. the highest total score;
//   3. the columns of the rows, read in order of the rows' ids, are lexicographically smallest by
//      id, no column being the last.
// Exactly one assignment is best so. It depends on ids, capacities, pairs and scores alone: not on
// the order of anything, not on the machine.
//
// Method: rows enter one by one by a cheapest augmenting path under reduced costs (Jonker and
// Volgenant, "A shortest augmenting path algorithm for dense and sparse linear assignment
// problems", Computing 38, 1987; with capacities: Ahuja, Magnanti and Orlin, "Network Flows", 1993,
// §9.7), having no column being one that costs more than all scores together. What is optimal uses
// tight pairs only (complementary slackness, §9.4 there); rule 3 is then reached by moving each row
// in turn along a closed walk of tight pairs.
//
// Errors: INVALID_ARGUMENT naming the field, for an id that is there twice, a position that does
// not exist, a pair that is there twice, a score or capacity out of range, too many rows.
// Cost: O(rows * pairs * log(pairs)) at worst, far less where most rows find room nearby; memory
// O(rows + columns + pairs). Integers only.
absl::StatusOr<Assignment> Assign(const AssignmentProblem& problem);

}  // namespace banso

#endif  // BANSO_ENGINE_PLANNER_ASSIGNMENT_H_
