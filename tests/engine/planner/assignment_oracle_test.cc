// The assignment against LEMON's network simplex, on instances beyond brute force.
#include <lemon/network_simplex.h>
#include <lemon/smart_graph.h>

#include "absl/strings/str_cat.h"
#include "engine/planner/assignment.h"
#include "gmock/gmock.h"
#include "tests/support/random_world.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

struct Best {
  int assigned = 0;
  int64_t total = 0;
};

// Every row sends one unit to the sink: through a column, or directly at a price above all scores.
Best ByNetworkSimplex(const AssignmentProblem& problem) {
  using Graph = lemon::SmartDigraph;
  Graph graph;
  const Graph::Node sink = graph.addNode();
  std::vector<Graph::Node> rows(problem.rows.size(), lemon::INVALID);
  std::vector<Graph::Node> columns(problem.columns.size(), lemon::INVALID);
  for (auto& row : rows) row = graph.addNode();
  for (auto& column : columns) column = graph.addNode();
  Graph::ArcMap<int64_t> capacity(graph);
  Graph::ArcMap<int64_t> cost(graph);
  Graph::NodeMap<int64_t> supply(graph, 0);
  const int64_t without = kMaxAssignmentScore * (static_cast<int64_t>(rows.size()) + 1);
  const auto add = [&](Graph::Node from, Graph::Node to, int64_t units, int64_t price) {
    const Graph::Arc arc = graph.addArc(from, to);
    capacity[arc] = units;
    cost[arc] = price;
    return arc;
  };
  std::vector<Graph::Arc> goes_without;
  for (const auto row : rows) {
    supply[row] = 1;
    goes_without.push_back(add(row, sink, 1, without));
  }
  supply[sink] = -static_cast<int64_t>(rows.size());
  std::vector<Graph::Arc> pairs;
  for (const auto& pair : problem.pairs) {
    pairs.push_back(add(rows[pair.row], columns[pair.column], 1, -pair.score));
  }
  for (size_t k = 0; k < columns.size(); ++k) {
    add(columns[k], sink, problem.columns[k].capacity, 0);
  }
  lemon::NetworkSimplex<Graph, int64_t, int64_t> simplex(graph);
  simplex.upperMap(capacity).costMap(cost).supplyMap(supply);
  EXPECT_EQ(simplex.run(), (lemon::NetworkSimplex<Graph, int64_t, int64_t>::OPTIMAL));
  Best best;
  for (size_t k = 0; k < pairs.size(); ++k) {
    if (simplex.flow(pairs[k]) == 1) best.total += problem.pairs[k].score;
  }
  for (const auto arc : goes_without) best.assigned += simplex.flow(arc) == 0 ? 1 : 0;
  return best;
}

struct Size {
  int rows;
  int columns;
  int degree;
  int most_capacity;
  int most_score;
};

TEST(AssignmentOracleTest, EqualsNetworkSimplex) {
  uint64_t seed = 0;
  // Sparse and dense, short of room and with plenty, with many ties and with few.
  for (const Size size :
       {Size{60, 25, 6, 4, 100'000}, Size{300, 40, 8, 9, 100'000}, Size{300, 60, 5, 5, 10},
        Size{400, 400, 3, 1, 3}, Size{120, 120, 120, 1, 100'000}, Size{2000, 300, 12, 8, 100'000},
        Size{500, 30, 10, 2, 50}}) {
    for (int repetition = 0; repetition < 3; ++repetition) {
      RandomSource random(++seed);
      AssignmentProblem problem;
      for (int k = 0; k < size.columns; ++k) {
        problem.columns.push_back(
            {absl::StrCat("c", k),
             random.Between(size.most_capacity == 1 ? 1 : 0, size.most_capacity)});
      }
      for (int row = 0; row < size.rows; ++row) {
        problem.rows.push_back(absl::StrCat("r", row));
        for (int column = 0; column < size.columns; ++column) {
          if (random.Between(1, size.columns) <= size.degree) {
            problem.pairs.push_back({row, column, random.Between(0, size.most_score)});
          }
        }
      }

      const absl::StatusOr<Assignment> assignment = Assign(problem);

      ASSERT_THAT(assignment, IsOk());
      const Best best = ByNetworkSimplex(problem);
      EXPECT_EQ(assignment->assigned, best.assigned) << "seed " << seed;
      EXPECT_EQ(assignment->total, best.total) << "seed " << seed;
      std::vector<int64_t> room;
      for (const auto& column : problem.columns) room.push_back(column.capacity);
      for (const Assignment::Row& row : assignment->rows) {
        if (row.column) {
          ASSERT_GE(--room[*row.column], 0) << "seed " << seed;
        }
      }
    }
  }
}

}  // namespace
}  // namespace banso
