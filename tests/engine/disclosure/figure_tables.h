// Figures and sums of tables for tests, given ones and random ones.
#ifndef BANSO_TESTS_ENGINE_DISCLOSURE_FIGURE_TABLES_H_
#define BANSO_TESTS_ENGINE_DISCLOSURE_FIGURE_TABLES_H_

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/disclosure/figures.h"

namespace banso {

struct FigureTable {
  std::vector<Figure> figures;
  std::vector<Sum> sums;

  int Add(Figure figure);
  // Adds the total of figures that are there, and returns its position.
  int AddTotal(const std::string& code, const std::vector<int>& parts);
};

// A list "a", "b", … with the total "total", in this order.
FigureTable ListOf(const std::vector<int64_t>& values);

// A table of two dimensions, row by row: inner figures "r0c0", "r0c1", …, then the totals "r0", …,
// "c0", … and "total".
FigureTable TableOf(const std::vector<std::vector<int64_t>>& rows);

// What random tables are made of. Values are mostly small, often 0.
FigureTable RandomList(std::mt19937_64& random);
FigureTable RandomTwoWay(std::mt19937_64& random);
// A tree of sums, or a table of two dimensions with further breakdowns of its figures; some figures
// are not printed, and some are about few people.
FigureTable RandomLinked(std::mt19937_64& random);

// The marks as they are printed, in the order of figures, with a blank between.
std::string Printed(const FigureTable& table, const std::vector<Mark>& marks);

}  // namespace banso

#endif  // BANSO_TESTS_ENGINE_DISCLOSURE_FIGURE_TABLES_H_
