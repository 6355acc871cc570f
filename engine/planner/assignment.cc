#include "engine/planner/assignment.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <queue>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

constexpr int kNone = -1;

absl::Status Invalid(absl::string_view field, size_t at, absl::string_view member,
                     absl::string_view problem) {
  return absl::InvalidArgumentError(absl::StrCat(field, "[", at, "]", member, " ", problem));
}

// The positions 0..size-1 in order of the ids that `id` gives them. Errors: INVALID_ARGUMENT if two
// are equal.
template <typename IdOf>
absl::StatusOr<std::vector<int>> OrderById(size_t size, absl::string_view field, IdOf id) {
  std::vector<int> order(size);
  std::iota(order.begin(), order.end(), 0);
  // Equal ids keep the order of input, so that the error is the same every time.
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return id(a) < id(b); });
  for (size_t k = 1; k < size; ++k) {
    if (id(order[k - 1]) == id(order[k])) {
      return Invalid(field, order[k], "", "is there twice");
    }
  }
  return order;
}

// Positions by order, turned round.
std::vector<int> Ranks(const std::vector<int>& order) {
  std::vector<int> ranks(order.size());
  for (size_t k = 0; k < order.size(); ++k) ranks[order[k]] = static_cast<int>(k);
  return ranks;
}

// The problem with rows and columns numbered by the order of their ids, as costs that are to be
// least: an arc of a row costs what it gives away against the best score. All that follows sees
// nothing of the input's order.
class Solver {
 public:
  struct Arc {
    int other = 0;  // the column of a row's arc, the row of a column's arc; rising
    int64_t cost = 0;
  };

  Solver(std::vector<std::vector<Arc>> arcs, std::vector<int64_t> capacities)
      : arcs_(std::move(arcs)),
        room_(std::move(capacities)),
        // Going without costs more than any choice of columns for everybody else could save.
        cost_of_none_((static_cast<int64_t>(arcs_.size()) + 1) * (kMaxAssignmentScore + 1)),
        column_of_(arcs_.size(), kNone),
        row_price_(arcs_.size(), 0),
        rows_of_(room_.size()),
        column_price_(room_.size(), 0),
        distance_(room_.size(), kFar),
        came_by_(room_.size(), kNone),
        arcs_of_column_(room_.size()) {
    for (size_t row = 0; row < arcs_.size(); ++row) {
      for (const Arc& arc : arcs_[row]) {
        arcs_of_column_[arc.other].push_back({static_cast<int>(row), arc.cost});
      }
    }
  }

  // The column of each row, or kNone.
  const std::vector<int>& Solve() {
    for (size_t row = 0; row < arcs_.size(); ++row) Enter(static_cast<int>(row));
    ChooseSmallest();
    return column_of_;
  }

 private:
  static constexpr int64_t kFar = std::numeric_limits<int64_t>::max();

  // Invariants between steps, over the rows that have entered:
  //   column_price <= 0, and = 0 for a column that has room left;
  //   cost - row_price - column_price >= 0 for every arc, and = 0 for the one that a row takes;
  //   row_price <= cost_of_none, and = for a row without a column.
  // They say that no other assignment costs less.

  // Gives `entering` a column, or lets it or another row go without, by the cheapest way there is.
  void Enter(int entering) {
    using Item = std::pair<int64_t, int>;  // distance, column
    std::priority_queue<Item, std::vector<Item>, std::greater<>> queue;
    std::vector<int> reached;
    std::vector<int> settled;
    int64_t least_without = kFar;  // the cheapest end at a row that then goes without
    int leaves = kNone;
    int last_column = kNone;
    int64_t end = kFar;

    const auto look_from = [&](int row, int64_t so_far) {
      const int64_t base = so_far - row_price_[row];
      if (base + cost_of_none_ < least_without) {
        least_without = base + cost_of_none_;
        leaves = row;
      }
      for (const Arc& arc : arcs_[row]) {
        const int64_t distance = base + arc.cost - column_price_[arc.other];
        if (distance >= distance_[arc.other]) continue;
        if (distance_[arc.other] == kFar) reached.push_back(arc.other);
        distance_[arc.other] = distance;
        came_by_[arc.other] = row;
        queue.push({distance, arc.other});
      }
    };

    look_from(entering, 0);
    while (true) {
      while (!queue.empty() && queue.top().first > distance_[queue.top().second]) queue.pop();
      if (queue.empty() || queue.top().first >= least_without) {
        end = least_without;
        break;
      }
      const auto [distance, column] = queue.top();
      queue.pop();
      if (HasRoom(column)) {
        end = distance;
        last_column = column;
        break;
      }
      settled.push_back(column);
      for (const int row : rows_of_[column]) look_from(row, distance);
    }

    for (const int column : settled) {
      const int64_t by = end - distance_[column];
      column_price_[column] -= by;
      for (const int row : rows_of_[column]) row_price_[row] += by;
    }
    row_price_[entering] += end;

    // Backwards along the path: each row on it takes the next column.
    int row = last_column == kNone ? leaves : came_by_[last_column];
    int column = last_column;
    while (true) {
      const int left = column_of_[row];
      Move(row, column);
      if (row == entering) break;
      column = left;
      row = came_by_[column];
    }
    for (const int touched : reached) distance_[touched] = kFar;
  }

  // Among all optima, reaches the one whose columns, row after row, are the smallest.
  //
  // A row may move to a column by a tight arc if what it displaces there finds, by tight arcs of
  // rows that are not settled yet, a way to the place that the row leaves. Nodes are columns and
  // one `outside`, which stands for having no column and for unused room. An edge from a to b says
  // that one who comes to a makes another go to b.
  void ChooseSmallest() {
    const int rows = static_cast<int>(arcs_.size());
    const int columns = static_cast<int>(room_.size());
    const int outside = columns;
    const auto node_of = [&](int row) {
      return column_of_[row] == kNone ? outside : column_of_[row];
    };
    std::vector<char> seen(columns + 1);
    std::vector<int> next(columns + 1);       // the node to which one goes on
    std::vector<int> moves_row(columns + 1);  // the row that goes, or kNone for unused room
    std::vector<int> queue;
    for (int row = 0; row < rows; ++row) {
      const int place = node_of(row);
      const Arc* best = nullptr;
      for (const Arc& arc : arcs_[row]) {
        if (arc.other == place) break;
        if (IsTight(row, arc)) {
          best = &arc;
          break;
        }
      }
      if (best == nullptr) continue;

      // From which nodes is `place` reached? Rows before this one stay where they are.
      std::fill(seen.begin(), seen.end(), 0);
      queue.assign(1, place);
      seen[place] = 1;
      const auto reach = [&](int from, int to, int by) {
        if (seen[from] != 0) return;
        seen[from] = 1;
        next[from] = to;
        moves_row[from] = by;
        queue.push_back(from);
      };
      for (size_t head = 0; head < queue.size(); ++head) {
        const int node = queue[head];
        if (node == outside) {
          for (int column = 0; column < columns; ++column) {
            if (HasRoom(column)) reach(column, outside, kNone);
          }
          for (int other = row + 1; other < rows; ++other) {
            if (column_of_[other] != kNone && row_price_[other] == cost_of_none_) {
              reach(column_of_[other], outside, other);
            }
          }
          continue;
        }
        if (column_price_[node] == 0) reach(outside, node, kNone);
        for (const Arc& arc : arcs_of_column_[node]) {
          const int other = arc.other;
          if (other > row && column_of_[other] != node && IsTight(other, {node, arc.cost})) {
            reach(node_of(other), node, other);
          }
        }
      }
      best = nullptr;
      for (const Arc& arc : arcs_[row]) {
        if (arc.other == place) break;
        if (seen[arc.other] != 0 && IsTight(row, arc)) {
          best = &arc;
          break;
        }
      }
      if (best == nullptr) continue;
      const int to = best->other;
      Move(row, to);
      for (int node = to; node != place; node = next[node]) {
        if (moves_row[node] == kNone) continue;
        Move(moves_row[node], next[node] == outside ? kNone : next[node]);
      }
    }
  }

  bool HasRoom(int column) const {
    return static_cast<int64_t>(rows_of_[column].size()) < room_[column];
  }

  bool IsTight(int row, const Arc& arc) const {
    return arc.cost == row_price_[row] + column_price_[arc.other];
  }

  void Move(int row, int column) {
    if (column_of_[row] != kNone) {
      std::vector<int>& there = rows_of_[column_of_[row]];
      there.erase(std::find(there.begin(), there.end(), row));
    }
    column_of_[row] = column;
    if (column != kNone) rows_of_[column].push_back(row);
  }

  const std::vector<std::vector<Arc>> arcs_;  // by row
  const std::vector<int64_t> room_;           // by column
  const int64_t cost_of_none_;
  std::vector<int> column_of_;
  std::vector<int64_t> row_price_;
  std::vector<std::vector<int>> rows_of_;
  std::vector<int64_t> column_price_;
  std::vector<int64_t> distance_;  // of a column from the row that enters; kFar between steps
  std::vector<int> came_by_;       // the row before a column on the way to it
  std::vector<std::vector<Arc>> arcs_of_column_;
};

}  // namespace

absl::StatusOr<Assignment> Assign(const AssignmentProblem& problem) {
  if (problem.rows.size() > static_cast<size_t>(kMaxAssignmentRows)) {
    return absl::InvalidArgumentError(
        absl::StrCat("rows must not be more than ", kMaxAssignmentRows));
  }
  BANSO_ASSIGN_OR_RETURN(const std::vector<int> rows,
                         OrderById(problem.rows.size(), "rows",
                                   [&](int k) -> const std::string& { return problem.rows[k]; }));
  BANSO_ASSIGN_OR_RETURN(
      const std::vector<int> columns,
      OrderById(problem.columns.size(), "columns",
                [&](int k) -> const std::string& { return problem.columns[k].id; }));
  std::vector<int64_t> capacities(columns.size());
  for (size_t k = 0; k < columns.size(); ++k) {
    capacities[k] = problem.columns[columns[k]].capacity;
    if (capacities[k] < 0)
      return Invalid("columns", columns[k], ".capacity", "must not be negative");
  }
  const std::vector<int> rank_of_row = Ranks(rows);
  const std::vector<int> rank_of_column = Ranks(columns);
  std::vector<std::vector<Solver::Arc>> arcs(rows.size());
  for (size_t k = 0; k < problem.pairs.size(); ++k) {
    const AssignmentProblem::Pair& pair = problem.pairs[k];
    if (pair.row < 0 || pair.row >= static_cast<int>(rows.size())) {
      return Invalid("pairs", k, ".row", "does not exist");
    }
    if (pair.column < 0 || pair.column >= static_cast<int>(columns.size())) {
      return Invalid("pairs", k, ".column", "does not exist");
    }
    if (pair.score < 0 || pair.score > kMaxAssignmentScore) {
      return Invalid("pairs", k, ".score",
                     absl::StrCat("must be in [0, ", kMaxAssignmentScore, "]"));
    }
    arcs[rank_of_row[pair.row]].push_back(
        {rank_of_column[pair.column], kMaxAssignmentScore - pair.score});
  }
  for (size_t row = 0; row < arcs.size(); ++row) {
    std::sort(arcs[row].begin(), arcs[row].end(),
              [](const Solver::Arc& a, const Solver::Arc& b) { return a.other < b.other; });
    for (size_t k = 1; k < arcs[row].size(); ++k) {
      if (arcs[row][k - 1].other == arcs[row][k].other) {
        return absl::InvalidArgumentError(absl::StrCat("pairs has the pair of rows[", rows[row],
                                                       "] and columns[",
                                                       columns[arcs[row][k].other], "] twice"));
      }
    }
  }

  Assignment assignment;
  assignment.rows.resize(rows.size());
  Solver solver(arcs, std::move(capacities));
  const std::vector<int>& chosen = solver.Solve();
  for (size_t row = 0; row < rows.size(); ++row) {
    Assignment::Row& answer = assignment.rows[rows[row]];
    if (chosen[row] == kNone) {
      answer.because =
          arcs[row].empty() ? UnassignedReason::kNoAllowedColumn : UnassignedReason::kNoRoom;
      continue;
    }
    const auto arc = std::lower_bound(
        arcs[row].begin(), arcs[row].end(), chosen[row],
        [](const Solver::Arc& candidate, int column) { return candidate.other < column; });
    answer.column = columns[chosen[row]];
    answer.score = kMaxAssignmentScore - arc->cost;
    ++assignment.assigned;
    assignment.total += answer.score;
  }
  return assignment;
}

}  // namespace banso
