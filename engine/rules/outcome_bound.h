// What is known of what a rule says of a pair before it is judged.
#ifndef BANSO_ENGINE_RULES_OUTCOME_BOUND_H_
#define BANSO_ENGINE_RULES_OUTCOME_BOUND_H_

#include <algorithm>

#include "engine/model/judgement.h"

namespace banso {

enum class Certainty { kNo, kMaybe, kYes };

// Whether rules block a pair, and whether they ask for a review.
struct OutcomeBound {
  Certainty block = Certainty::kNo;
  Certainty review = Certainty::kNo;

  void Add(OutcomeBound other) {
    block = std::max(block, other.block);
    review = std::max(review, other.review);
  }
  void Block(bool certainly = true) {
    block = std::max(block, certainly ? Certainty::kYes : Certainty::kMaybe);
  }
  void Review(bool certainly = true) {
    review = std::max(review, certainly ? Certainty::kYes : Certainty::kMaybe);
  }

  // The same if a coordinator may have cleared what asks for a review. Block is never cleared.
  OutcomeBound WithClearance(bool may_be_cleared) const {
    return {block, may_be_cleared && review == Certainty::kYes ? Certainty::kMaybe : review};
  }

  // Whether a pair may be in a section, and whether it certainly is. `outside` says that the pair
  // lies outside every wish.
  bool MayBe(Verdict verdict, bool outside) const {
    if (verdict == Verdict::kBlocked) return block != Certainty::kNo;
    if (block == Certainty::kYes || outside != (verdict == Verdict::kOutsideWish)) return false;
    if (verdict == Verdict::kEligible) return review != Certainty::kYes;
    return verdict == Verdict::kOutsideWish || review != Certainty::kNo;
  }
  // The same while rules are still to be added, which only ever raise what is known. Not for
  // kBlocked.
  bool MayBecome(Verdict verdict, bool outside) const {
    if (block == Certainty::kYes || outside != (verdict == Verdict::kOutsideWish)) return false;
    return verdict != Verdict::kEligible || review != Certainty::kYes;
  }
  bool MustBe(Verdict verdict, bool outside) const {
    if (verdict == Verdict::kBlocked) return block == Certainty::kYes;
    if (block != Certainty::kNo || outside != (verdict == Verdict::kOutsideWish)) return false;
    if (verdict == Verdict::kEligible) return review == Certainty::kNo;
    return verdict == Verdict::kOutsideWish || review == Certainty::kYes;
  }
};

}  // namespace banso

#endif  // BANSO_ENGINE_RULES_OUTCOME_BOUND_H_
