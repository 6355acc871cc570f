#include "engine/planner/assignment.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/support/random_world.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The ids of the columns by row, "" for none.
std::vector<std::string> ColumnIds(const AssignmentProblem& problem, const Assignment& assignment) {
  std::vector<std::string> ids;
  for (const Assignment::Row& row : assignment.rows) {
    ids.push_back(row.column ? problem.columns[*row.column].id : "");
  }
  return ids;
}

// The slow, obvious reference: every assignment, in lexicographic order of the columns by the order
// of ids, so that the first of equals is the one to choose. Rows and columns must be in that order.
struct BruteForce {
  explicit BruteForce(const AssignmentProblem& problem)
      : problem(problem), score(problem.rows.size()), now(problem.rows.size(), -1) {
    for (auto& row : score) row.assign(problem.columns.size(), -1);
    for (const auto& pair : problem.pairs) score[pair.row][pair.column] = pair.score;
    for (const auto& column : problem.columns) room.push_back(column.capacity);
    Try(0, 0, 0);
  }

  void Try(size_t row, int assigned, int64_t total) {
    if (row == now.size()) {
      if (std::pair(assigned, total) > std::pair(best_assigned, best_total)) {
        best_assigned = assigned;
        best_total = total;
        best = now;
      }
      return;
    }
    for (size_t column = 0; column < room.size(); ++column) {
      if (score[row][column] < 0 || room[column] == 0) continue;
      --room[column];
      now[row] = static_cast<int>(column);
      Try(row + 1, assigned + 1, total + score[row][column]);
      ++room[column];
    }
    now[row] = -1;
    Try(row + 1, assigned, total);
  }

  const AssignmentProblem& problem;
  std::vector<std::vector<int64_t>> score;  // -1: forbidden
  std::vector<int64_t> room;
  std::vector<int> now;
  std::vector<int> best;
  int best_assigned = -1;
  int64_t best_total = -1;
};

// Ids rise with the positions.
AssignmentProblem RandomProblem(RandomSource& random, int rows, int columns, int percent_allowed,
                                int most_capacity, int most_score) {
  AssignmentProblem problem;
  for (int row = 0; row < rows; ++row) problem.rows.push_back(absl::StrCat("r", 100 + row));
  for (int column = 0; column < columns; ++column) {
    problem.columns.push_back({absl::StrCat("c", 100 + column), random.Between(0, most_capacity)});
  }
  for (int row = 0; row < rows; ++row) {
    for (int column = 0; column < columns; ++column) {
      if (random.Chance(percent_allowed)) {
        problem.pairs.push_back({row, column, random.Between(0, most_score)});
      }
    }
  }
  return problem;
}

template <typename T>
void Shuffle(RandomSource& random, std::vector<T>* items) {
  for (size_t k = items->size(); k > 1; --k) {
    std::swap((*items)[k - 1], (*items)[random.Between(0, static_cast<int>(k) - 1)]);
  }
}

// The same problem with everything in another order.
AssignmentProblem Shuffled(RandomSource& random, const AssignmentProblem& problem) {
  std::vector<int> rows(problem.rows.size());
  std::vector<int> columns(problem.columns.size());
  for (size_t k = 0; k < rows.size(); ++k) rows[k] = static_cast<int>(k);
  for (size_t k = 0; k < columns.size(); ++k) columns[k] = static_cast<int>(k);
  Shuffle(random, &rows);
  Shuffle(random, &columns);
  AssignmentProblem shuffled = problem;
  for (size_t k = 0; k < rows.size(); ++k) shuffled.rows[rows[k]] = problem.rows[k];
  for (size_t k = 0; k < columns.size(); ++k) shuffled.columns[columns[k]] = problem.columns[k];
  for (auto& pair : shuffled.pairs) {
    pair.row = rows[pair.row];
    pair.column = columns[pair.column];
  }
  Shuffle(random, &shuffled.pairs);
  return shuffled;
}

void ExpectSame(const AssignmentProblem& problem, uint64_t seed) {
  const BruteForce expected(problem);
  const absl::StatusOr<Assignment> assignment = Assign(problem);
  ASSERT_THAT(assignment, IsOk());
  ASSERT_EQ(assignment->assigned, expected.best_assigned) << "seed " << seed;
  ASSERT_EQ(assignment->total, expected.best_total) << "seed " << seed;
  int64_t total = 0;
  for (size_t row = 0; row < problem.rows.size(); ++row) {
    const Assignment::Row& answer = assignment->rows[row];
    ASSERT_EQ(answer.column.value_or(-1), expected.best[row]) << "seed " << seed << ", row " << row;
    ASSERT_NE(answer.column.has_value(), answer.because.has_value());
    if (answer.column) {
      ASSERT_EQ(answer.score, expected.score[row][*answer.column]);
    } else {
      const bool has_pair =
          std::any_of(problem.pairs.begin(), problem.pairs.end(),
                      [&](const auto& pair) { return pair.row == static_cast<int>(row); });
      ASSERT_EQ(*answer.because,
                has_pair ? UnassignedReason::kNoRoom : UnassignedReason::kNoAllowedColumn);
    }
    total += answer.score;
  }
  ASSERT_EQ(assignment->total, total);
}

TEST(AssignmentTest, EqualsBruteForceUpToEightByEight) {
  for (uint64_t seed = 1; seed <= 4000; ++seed) {
    RandomSource random(seed);
    const int rows = random.Between(0, 8);
    const int columns = random.Between(0, 8);
    // Few different scores make many ties.
    const int most_score = random.Chance(60) ? random.Between(0, 3) : 100'000;
    ExpectSame(RandomProblem(random, rows, columns, random.Between(10, 60), random.Between(1, 3),
                             most_score),
               seed);
    if (HasFatalFailure()) return;
  }
}

TEST(AssignmentTest, EqualsBruteForceWhereEverythingIsAllowed) {
  for (uint64_t seed = 1; seed <= 60; ++seed) {
    RandomSource random(seed);
    ExpectSame(RandomProblem(random, random.Between(5, 7), random.Between(4, 6), 100, 2,
                             random.Chance(50) ? 1 : 40),
               seed);
    if (HasFatalFailure()) return;
  }
}

TEST(AssignmentTest, TheOrderOfInputDoesNotMatter) {
  for (uint64_t seed = 1; seed <= 200; ++seed) {
    RandomSource random(seed);
    const AssignmentProblem problem =
        RandomProblem(random, random.Between(1, 40), random.Between(1, 15), 40, 4, 2);
    const AssignmentProblem shuffled = Shuffled(random, problem);

    const absl::StatusOr<Assignment> a = Assign(problem);
    const absl::StatusOr<Assignment> b = Assign(shuffled);

    ASSERT_THAT(a, IsOk());
    ASSERT_THAT(b, IsOk());
    std::vector<std::string> by_id_b(problem.rows.size());
    const std::vector<std::string> columns_b = ColumnIds(shuffled, *b);
    for (size_t k = 0; k < shuffled.rows.size(); ++k) {
      const auto at = std::find(problem.rows.begin(), problem.rows.end(), shuffled.rows[k]);
      by_id_b[at - problem.rows.begin()] = columns_b[k];
    }
    ASSERT_EQ(ColumnIds(problem, *a), by_id_b) << "seed " << seed;
  }
}

TEST(AssignmentTest, NobodyIsLeftForTheSakeOfAHigherTotal) {
  // The better total of one alone would leave the other without.
  const AssignmentProblem problem = {.rows = {"a", "b"},
                                     .columns = {{"x", 1}, {"y", 1}},
                                     .pairs = {{0, 0, 1'000'000}, {0, 1, 0}, {1, 0, 0}}};

  const absl::StatusOr<Assignment> assignment = Assign(problem);

  ASSERT_THAT(assignment, IsOk());
  EXPECT_THAT(ColumnIds(problem, *assignment), ElementsAre("y", "x"));
  EXPECT_EQ(assignment->total, 0);
}

TEST(AssignmentTest, AmongEqualsTheFirstRowTakesTheSmallestColumn) {
  const AssignmentProblem problem = {
      .rows = {"b", "a"},
      .columns = {{"y", 1}, {"x", 1}, {"w", 0}},
      .pairs = {{0, 0, 5}, {0, 1, 5}, {0, 2, 5}, {1, 0, 5}, {1, 1, 5}, {1, 2, 5}}};

  const absl::StatusOr<Assignment> assignment = Assign(problem);

  ASSERT_THAT(assignment, IsOk());
  EXPECT_THAT(ColumnIds(problem, *assignment), ElementsAre("y", "x"));
}

TEST(AssignmentTest, SaysWhyARowIsLeft) {
  const AssignmentProblem problem = {
      .rows = {"a", "b", "c"}, .columns = {{"x", 1}}, .pairs = {{0, 0, 5}, {1, 0, 6}}};

  const absl::StatusOr<Assignment> assignment = Assign(problem);

  ASSERT_THAT(assignment, IsOk());
  EXPECT_EQ(assignment->rows[0].because, UnassignedReason::kNoRoom);
  EXPECT_EQ(assignment->rows[1].column, 0);
  EXPECT_EQ(assignment->rows[2].because, UnassignedReason::kNoAllowedColumn);
}

TEST(AssignmentTest, NothingIsAssignedToNothing) {
  const absl::StatusOr<Assignment> assignment = Assign({});

  ASSERT_THAT(assignment, IsOk());
  EXPECT_TRUE(assignment->rows.empty());
}

TEST(AssignmentTest, AWrongProblemIsRefusedNamingTheField) {
  const AssignmentProblem right = {
      .rows = {"a", "b"}, .columns = {{"x", 1}, {"y", 1}}, .pairs = {{0, 0, 1}, {1, 1, 1}}};
  const auto refused = [&](auto change, absl::string_view words) {
    AssignmentProblem wrong = right;
    change(&wrong);
    const absl::StatusOr<Assignment> assignment = Assign(wrong);
    ASSERT_THAT(assignment, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(std::string(assignment.status().message()), HasSubstr(std::string(words)));
  };

  refused([](auto* wrong) { wrong->rows[1] = "a"; }, "rows[1] is there twice");
  refused([](auto* wrong) { wrong->columns[1].id = "x"; }, "columns[1] is there twice");
  refused([](auto* wrong) { wrong->columns[1].capacity = -1; }, "columns[1].capacity");
  refused([](auto* wrong) { wrong->pairs[1].row = 2; }, "pairs[1].row does not exist");
  refused([](auto* wrong) { wrong->pairs[1].row = -1; }, "pairs[1].row does not exist");
  refused([](auto* wrong) { wrong->pairs[1].column = 2; }, "pairs[1].column does not exist");
  refused([](auto* wrong) { wrong->pairs[1].score = -1; }, "pairs[1].score");
  refused([](auto* wrong) { wrong->pairs[1].score = 1'000'001; }, "pairs[1].score");
  refused([](auto* wrong) { wrong->pairs[1] = wrong->pairs[0]; },
          "the pair of rows[0] and columns[0] twice");
}

}  // namespace
}  // namespace banso
