// Needs as neutral codes, and topics of support.
#ifndef BANSO_ENGINE_MODEL_NEED_H_
#define BANSO_ENGINE_MODEL_NEED_H_

#include <array>
#include <bit>
#include <cstdint>

#include "engine/model/language.h"

namespace banso {

enum class NeedKind {
  kStepFree = 1,
  kRest15Midday,
  kQuietRoom,
  kMealHalal,
  kMealVegetarian,
  kBringOwnFood,
  kEndByTime,
  kRemoteOnly,
  kSignLanguage,
  kScreenReader,
  kAdvisorWoman,
  kAdvisorMan,
};
inline constexpr int kNeedKindCount = 13;  // with 0, which is not a need

enum class Answer { kUnknown = 0, kYes = 1, kNo = 2 };

// Something a candidate needs. `end_by_minute` is the minute of the day in Japan for kEndByTime,
// -1 if no time was given.
struct Need {
  NeedKind kind = NeedKind::kStepFree;
  Importance importance = Importance::kMust;
  int end_by_minute = -1;

  friend bool operator==(const Need&, const Need&) = default;
};

// A workplace's answers, by NeedKind.
class Facilities {
 public:
  Answer Get(NeedKind kind) const { return answers_[static_cast<int>(kind)]; }
  void Set(NeedKind kind, Answer answer) { answers_[static_cast<int>(kind)] = answer; }

  friend bool operator==(const Facilities&, const Facilities&) = default;

 private:
  std::array<Answer, kNeedKindCount> answers_ = {};
};

// Topics of support, numbered as in the contract.
enum class Topic {
  kSelfAnalysis = 1,
  kEsReview,
  kInterviewPractice,
  kIndustryResearch,
  kJobSearchStrategy,
  kBusinessManners,
  kSkillCoaching,
  kWorkplaceFollowup,
};

// A set of topics.
class TopicSet {
 public:
  void Add(Topic topic) { bits_ |= uint32_t{1} << static_cast<int>(topic); }
  int size() const { return std::popcount(bits_); }
  bool empty() const { return bits_ == 0; }
  TopicSet Intersection(TopicSet other) const {
    TopicSet result;
    result.bits_ = bits_ & other.bits_;
    return result;
  }

  friend bool operator==(const TopicSet&, const TopicSet&) = default;

 private:
  uint32_t bits_ = 0;
};

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_NEED_H_
