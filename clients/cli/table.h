// Tables whose columns line up whatever script the cells are in.
#ifndef BANSO_CLIENTS_CLI_TABLE_H_
#define BANSO_CLIENTS_CLI_TABLE_H_

#include <string>
#include <vector>

namespace banso {

// Rows of cells below a heading. Cells are made safe for a terminal (SafeCell) when they are added.
class Table {
 public:
  enum class Align { kLeft, kRight };

  struct Column {
    std::string heading;
    Align align = Align::kLeft;
    // Whether the column may be shortened when the table is too wide.
    bool may_shrink = false;
  };

  explicit Table(std::vector<Column> columns);

  // Missing cells are empty; cells beyond the last column are not shown.
  void AddRow(std::vector<std::string> cells);
  // A line below the last row, indented and never shortened.
  void AddNote(std::string note);

  bool empty() const { return rows_.empty(); }

  // The table as text, each line ended by a line feed and without spaces at its end. Columns are
  // two spaces apart. `max_width` is how many columns the terminal has, 0 for no limit: the widest
  // columns that may shrink give way, down to 8 columns each. `heading_style` and `style_end` wrap
  // the heading line, for colours.
  std::string Render(int max_width, const std::string& heading_style = "",
                     const std::string& style_end = "") const;

 private:
  struct Row {
    std::vector<std::string> cells;
    std::vector<std::string> notes;
  };

  std::vector<Column> columns_;
  std::vector<Row> rows_;
};

}  // namespace banso

#endif  // BANSO_CLIENTS_CLI_TABLE_H_
