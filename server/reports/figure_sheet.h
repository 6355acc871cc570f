// Tables that are filled with figures and then printed together, so that none gives another away.
#ifndef BANSO_SERVER_REPORTS_FIGURE_SHEET_H_
#define BANSO_SERVER_REPORTS_FIGURE_SHEET_H_

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "banso/v1/report.pb.h"
#include "engine/disclosure/figures.h"

namespace banso {

// How hidden figures are printed.
inline constexpr absl::string_view kFewText = "<5";
inline constexpr absl::string_view kHiddenText = "–";
// A total that is not told, whatever its size; a median of too few.
inline constexpr absl::string_view kWithheldText = "…";

// Something that happened so many times, and to whom.
struct Tally {
  int64_t count = 0;
  std::set<std::string> people;

  void Add(const std::string& person, int64_t amount = 1) {
    count += amount;
    people.insert(person);
  }
};

// All figures of one report.
class FigureSheet {
 public:
  // Adds a figure of people, events or amounts and returns its position.
  int Add(std::string code, const Tally& tally, int64_t least_values = 3);
  int AddUnprinted(std::string code, const Tally& tally);
  // One that says nothing of people, or was approved: always shown.
  int AddOpen(std::string code, int64_t value);
  void AddSum(int total, std::vector<int> parts) { sums_.push_back({total, std::move(parts)}); }

  // Adds an empty table. `columns` is empty for a table of one dimension. Positions of tables stay.
  int AddTable(std::string code, std::string row_dimension, std::string column_dimension,
               std::vector<std::string> columns);
  // Adds a row. `figures` has one for each column, or one. `total` is that of the row.
  void AddRow(int table, std::string row, std::vector<int> figures,
              std::optional<int> total = std::nullopt);
  // A row with a text instead of figures.
  void AddTextRow(int table, std::string row, std::string text);
  void SetColumnTotals(int table, std::vector<int> figures);
  void SetTotal(int table, int figure);

  // Decides what is hidden and returns the tables in the order in which they were added.
  absl::StatusOr<std::vector<v1::ReportTable>> Print() const;

  const std::vector<Figure>& figures() const { return figures_; }
  const std::vector<Sum>& sums() const { return sums_; }

 private:
  // What is printed at a place: a figure, or a text.
  struct Cell {
    int figure = -1;
    std::string text;
  };
  struct Table {
    v1::ReportTable printed;  // without cells
    std::vector<Cell> cells;
    std::vector<Cell> row_totals;
    std::vector<Cell> column_totals;
    std::optional<Cell> total;
  };

  std::vector<Figure> figures_;
  std::vector<Sum> sums_;
  std::vector<Table> tables_;
};

}  // namespace banso

#endif  // BANSO_SERVER_REPORTS_FIGURE_SHEET_H_
