// What a reader can derive about figures from all that is printed.
#ifndef BANSO_ENGINE_DISCLOSURE_RANGES_H_
#define BANSO_ENGINE_DISCLOSURE_RANGES_H_

#include <span>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "engine/disclosure/figures.h"

namespace banso {

// Whether RangesOf can be exact for these sums, whatever is printed. It can for
//   - any tree of sums: a list with a total, subtotals, several breakdowns of one total;
//   - a table of two dimensions with totals, and trees hung on any of its cells and totals.
// It cannot where a figure is in three sums that are also linked in other ways, such as three
// tables of two dimensions that share a margin, or a table of three dimensions: the exact bounds of
// those are not to be had by the method below (finding them is NP-hard in general).
// Errors: INVALID_ARGUMENT naming a figure that is in too many sums, that is negative, that is
// twice in one sum or that is not the sum of its parts; or if a position is not one of the list.
absl::Status CheckSums(std::span<const Figure> figures, std::span<const Sum> sums);

// Returns for each figure the exact range of values that a reader can derive who knows every sum,
// how every figure is printed (`marks`, one for each figure) and nothing else.
//
// Method. A figure that is shown is a constant, so only hidden ones are left in the sums. A sum
// that is linked to the others by one hidden figure only is taken out: whatever its other parts
// leave for that figure is an interval, which narrows the figure's own. What cannot be taken out is
// a network: every sum a node, every hidden figure an arc from one of its two sums to the other (or
// to one common outside node), as in Cox, "Network models for complementary cell suppression", JASA
// 90 (1995). The true values are one circulation; the most that a figure can rise or fall is a
// maximum flow around its arc in the residual network, and since capacities are whole numbers, so
// are the bounds (total unimodularity). The sums that were taken out then follow in reverse order.
// That the bounds, not only single values, must be wide is the attacker's problem of Fischetti and
// Salazar, "Solving the cell suppression problem on tabular data with linear constraints",
// Management Science 47 (2001).
//
// Cost: two maximum flows for a hidden figure of the network, linear for the others.
// Errors: as CheckSums, as far as figures are hidden; INVALID_ARGUMENT too if a mark is not true of
// its figure.
absl::StatusOr<std::vector<ValueRange>> RangesOf(std::span<const Figure> figures,
                                                 std::span<const Sum> sums,
                                                 std::span<const Mark> marks);

}  // namespace banso

#endif  // BANSO_ENGINE_DISCLOSURE_RANGES_H_
