// A person's free time by day, for comparing it with the hours of very many others.
#ifndef BANSO_ENGINE_FEATURES_FREE_DAYS_H_
#define BANSO_ENGINE_FEATURES_FREE_DAYS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/features/free_time.h"
#include "engine/model/availability.h"

namespace banso {

// Days since 1970-01-01.
inline int32_t DayNumber(Date date) { return static_cast<int32_t>(date - Date(1970, 1, 1)); }
// Monday is 0. 1970-01-05 was a Monday.
inline int WeekdayNumber(int32_t day) {
  const int32_t past = (day - 4) % 7;
  return past >= 0 ? past : past + 7;
}

// The free time of one person, expanded once, a stretch of days at a time and when first asked for.
// Minutes are counted from midnight in Japan of `day`, and may reach into the day after it.
// For one thread. Keeps references to its arguments.
class FreeDays {
 public:
  FreeDays(const Availability& availability, const Holidays& holidays);

  // Of whom the free time is.
  const Availability& availability() const { return availability_; }

  // Whether what is said of `day` is exactly what FreeTime says of any range around that day. It is
  // not where a zone changes its clock nearby, or a range does not begin and end on whole seconds.
  bool IsExact(int32_t day) { return StretchOf(day).exact; }
  // Whole minutes of [start, end) that are free. start < end, within two days.
  int CoveredMinutes(int32_t day, int start, int end);
  // Whether a stretch of `length` minutes that starts on a half hour is free within [start, end).
  bool HasShift(int32_t day, int start, int end, int length);

 private:
  static constexpr int kStretchDays = 32;

  struct Range {
    int64_t start = 0;  // seconds since 1970
    int64_t end = 0;
  };
  // Free ranges that touch its days or the day after them.
  struct Stretch {
    bool exact = true;
    int32_t first_day = 0;
    std::vector<Range> ranges;
    std::vector<uint16_t> first_range;  // by day: the first range that ends after its midnight
  };

  const Stretch& StretchOf(int32_t day);
  Stretch Expand(int32_t first_day) const;

  const Availability& availability_;
  const Holidays& holidays_;
  bool whole_seconds_ = true;
  absl::flat_hash_map<int32_t, std::unique_ptr<const Stretch>> stretches_;  // by number
  // Stretches that were asked for last, by the end of their numbers: looked at before the map.
  struct Recent {
    int32_t number = 0;
    const Stretch* stretch = nullptr;
  };
  std::array<Recent, 8> recent_ = {};
};

}  // namespace banso

#endif  // BANSO_ENGINE_FEATURES_FREE_DAYS_H_
