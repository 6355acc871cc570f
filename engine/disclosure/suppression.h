// Which figures are hidden, so that what is printed exposes nobody.
#ifndef BANSO_ENGINE_DISCLOSURE_SUPPRESSION_H_
#define BANSO_ENGINE_DISCLOSURE_SUPPRESSION_H_

#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "engine/disclosure/figures.h"

namespace banso {

// Decides how each figure is printed. In this order:
//   1. A figure of 1 to 4 is kFew. A figure of 5 or more about 1 to 4 people is kHidden. Zero is
//      always shown, and so is what is `always_shown`.
//   2. If exactly one part of a sum is hidden and its total is shown, the smallest part that is
//      shown and not zero is hidden, too. This repeats over all sums until nothing changes.
//   3. If a reader could narrow hidden figures to fewer than their `least_values` values
//      (RangesOf), the smallest part that is shown and not zero of the sums they are in
//      is hidden; if there is none, the smallest total of these sums is kWithheld; then
//      the same in sums that are linked to these by hidden figures; and at last the
//      smallest hidden part of those is kWithheld, which two breakdowns of one total may
//      need. Then back to 2.
// Equal values go by code, so the result does not depend on the order of figures or sums. In the
// end every hidden figure is safe: with all of them withheld, a reader knows nothing of any. What
// is always shown may stand in the way of that: see the error.
//
// A reader is taken to know what is printed and what the marks mean, not to run this procedure
// backwards: that one figure was hidden rather than another says a little about both.
// Errors: INVALID_ARGUMENT if two figures have one code, or as CheckSums; FAILED_PRECONDITION
// naming a figure that what is always shown gives away.
absl::StatusOr<std::vector<Mark>> Suppress(std::span<const Figure> figures,
                                           std::span<const Sum> sums);

}  // namespace banso

#endif  // BANSO_ENGINE_DISCLOSURE_SUPPRESSION_H_
