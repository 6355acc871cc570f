// Calendar files: every text is read or refused, within its limits, and says nothing of its own.
#include <vector>

#include "absl/time/time.h"
#include "server/calendar/calendar_reader.h"
#include "tests/fuzz/fuzz_input.h"

namespace banso {
namespace {

const CalendarReadOptions& Options() {
  static const auto* const options = new CalendarReadOptions{
      .horizon = {absl::FromUnixSeconds(1'800'000'000),
                  absl::FromUnixSeconds(1'800'000'000) + absl::Hours(24 * 365)},
      .max_bytes = size_t{1} << 16};
  return *options;
}

// Whether the ranges are sorted, apart and within the horizon.
bool IsTidy(const std::vector<TimeRange>& ranges) {
  absl::Time last = absl::InfinitePast();
  for (const TimeRange& range : ranges) {
    if (range.start <= last || range.end <= range.start) return false;
    if (range.start < Options().horizon.start || Options().horizon.end < range.end) return false;
    last = range.end;
  }
  return true;
}

}  // namespace
}  // namespace banso

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace banso;  // NOLINT(google-build-using-namespace): the one function of the program
  const absl::string_view text = InputText(data, size);
  CalendarReading reading;
  const auto read = ReadCalendar(text, Options(), &reading);
  BANSO_PROMISE(reading.line >= 0);
  if (!read.ok()) {
    BANSO_PROMISE(absl::IsInvalidArgument(read.status()));
    BANSO_PROMISE(read.status().message().size() < 200);
    return 0;
  }
  BANSO_PROMISE(IsTidy(read->busy) && IsTidy(read->one_off));
  BANSO_PROMISE(read->weekly.size() <= Options().max_weekly);
  BANSO_PROMISE(read->one_off.size() <= Options().max_one_off);
  BANSO_PROMISE(read->busy.size() <= Options().max_busy);
  BANSO_PROMISE(reading.weekly || read->weekly.empty());
  BANSO_PROMISE(reading.one_off || read->one_off.empty());
  BANSO_PROMISE(reading.busy || read->busy.empty());
  const auto again = ReadCalendar(text, Options());
  BANSO_PROMISE(again.ok() && *again == *read);
  return 0;
}
