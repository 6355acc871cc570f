#include "server/calendar/calendar_reader.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

absl::TimeZone Zone(const std::string& name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone));
  return zone;
}

absl::Time At(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
  return time;
}

TimeRange Range(const std::string& start, const std::string& end) { return {At(start), At(end)}; }

CalendarReadOptions March() {
  return {.horizon = Range("2027-03-01T00:00:00+09:00", "2027-03-29T00:00:00+09:00")};
}

std::string Calendar(const std::string& parts) {
  return absl::StrReplaceAll(
      absl::StrCat("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n", parts, "END:VCALENDAR\n"),
      {{"\n", "\r\n"}});
}
std::string Event(const std::string& lines) {
  return Calendar(absl::StrCat("BEGIN:VEVENT\nUID:1\n", lines, "END:VEVENT\n"));
}
std::string Available(const std::string& lines, const std::string& around = "") {
  return Calendar(absl::StrCat("BEGIN:VAVAILABILITY\nUID:0\n", around, "BEGIN:AVAILABLE\nUID:1\n",
                               lines, "END:AVAILABLE\nEND:VAVAILABILITY\n"));
}

std::vector<TimeRange> BusyOf(const std::string& file) {
  const auto read = ReadCalendar(file, March());
  EXPECT_THAT(read, IsOk());
  return read.ok() ? read->busy : std::vector<TimeRange>();
}
Availability FreeOf(const std::string& file) {
  const auto read = ReadCalendar(file, March());
  EXPECT_THAT(read, IsOk());
  return read.ok() ? *read : Availability();
}

// --- Busy time ---

TEST(CalendarReaderTest, MeetingsOfAZoneFollowItsClocks) {
  // In Los Angeles clocks change on 14 March.
  EXPECT_THAT(BusyOf(Event("DTSTART;TZID=America/Los_Angeles:20270305T180000\n"
                           "DTEND;TZID=America/Los_Angeles:20270305T200000\n"
                           "RRULE:FREQ=WEEKLY\n")),
              ElementsAre(Range("2027-03-06T02:00:00Z", "2027-03-06T04:00:00Z"),
                          Range("2027-03-13T02:00:00Z", "2027-03-13T04:00:00Z"),
                          Range("2027-03-20T01:00:00Z", "2027-03-20T03:00:00Z"),
                          Range("2027-03-27T01:00:00Z", "2027-03-27T03:00:00Z")));
}

TEST(CalendarReaderTest, SkippedAndRepeatedWallTimesAreReadAsRfc5545Says) {
  EXPECT_THAT(BusyOf(Event("DTSTART;TZID=America/New_York:20270314T023000\nDURATION:PT1H\n")),
              ElementsAre(Range("2027-03-14T07:30:00Z", "2027-03-14T08:30:00Z")));
  CalendarReadOptions autumn = {.horizon = Range("2026-11-01T00:00:00Z", "2026-11-03T00:00:00Z")};
  const auto read =
      ReadCalendar(Event("DTSTART;TZID=America/New_York:20261101T013000\nDURATION:PT1H\n"), autumn);
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->busy, ElementsAre(Range("2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z")));
}

TEST(CalendarReaderTest, WholeDaysAndFloatingTimesAreOfTheReadersZone) {
  EXPECT_THAT(BusyOf(Event("DTSTART;VALUE=DATE:20270302\n")),
              ElementsAre(Range("2027-03-02T00:00:00+09:00", "2027-03-03T00:00:00+09:00")));
  EXPECT_THAT(BusyOf(Event("DTSTART;VALUE=DATE:20270302\nDTEND;VALUE=DATE:20270304\n")),
              ElementsAre(Range("2027-03-02T00:00:00+09:00", "2027-03-04T00:00:00+09:00")));
  EXPECT_THAT(BusyOf(Event("DTSTART:20270302T090000\nDTEND:20270302T100000\n")),
              ElementsAre(Range("2027-03-02T09:00:00+09:00", "2027-03-02T10:00:00+09:00")));
}

TEST(CalendarReaderTest, WhatTakesNoTimeIsNotBusy) {
  const std::string when = "DTSTART:20270302T000000Z\nDTEND:20270302T010000Z\n";
  EXPECT_THAT(BusyOf(Event(when + "TRANSP:TRANSPARENT\n")), IsEmpty());
  EXPECT_THAT(BusyOf(Event(when + "STATUS:CANCELLED\n")), IsEmpty());
  EXPECT_THAT(BusyOf(Event("DTSTART:20270302T000000Z\n")), IsEmpty());
  EXPECT_THAT(BusyOf(Event(when + "STATUS:TENTATIVE\n")), Not(IsEmpty()));
}

TEST(CalendarReaderTest, OccurrencesAreLeftOutMovedAndAdded) {
  const std::string master =
      "BEGIN:VEVENT\nUID:1\nDTSTART:20270301T010000Z\nDTEND:20270301T020000Z\n"
      "RRULE:FREQ=DAILY;COUNT=4\nEXDATE:20270302T010000Z\nRDATE:20270310T010000Z\nEND:VEVENT\n";
  const std::string moved =
      "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20270303T010000Z\nDTSTART:20270303T050000Z\n"
      "DTEND:20270303T060000Z\nEND:VEVENT\n";
  const std::string dropped =
      "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20270304T010000Z\nDTSTART:20270304T010000Z\n"
      "STATUS:CANCELLED\nEND:VEVENT\n";

  for (const std::string& parts : {master + moved + dropped, dropped + moved + master}) {
    EXPECT_THAT(BusyOf(Calendar(parts)),
                ElementsAre(Range("2027-03-01T01:00:00Z", "2027-03-01T02:00:00Z"),
                            Range("2027-03-03T05:00:00Z", "2027-03-03T06:00:00Z"),
                            Range("2027-03-10T01:00:00Z", "2027-03-10T02:00:00Z")));
  }
}

TEST(CalendarReaderTest, WeeksAreCountedFromTheOneOfTheStart) {
  // A Tuesday; its week ends on Sunday the 7th, or has begun on Sunday, 28 February.
  const std::string start = "DTSTART:20270302T000000Z\nDURATION:PT1H\n";
  EXPECT_THAT(BusyOf(Event(start + "RRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=SU\n")),
              ElementsAre(Range("2027-03-07T00:00:00Z", "2027-03-07T01:00:00Z"),
                          Range("2027-03-28T00:00:00Z", "2027-03-28T01:00:00Z")));
  EXPECT_THAT(BusyOf(Event(start + "RRULE:FREQ=WEEKLY;INTERVAL=3;BYDAY=SU;WKST=SU\n")),
              ElementsAre(Range("2027-03-21T00:00:00Z", "2027-03-21T01:00:00Z")));
}

TEST(CalendarReaderTest, UntilIsIncluded) {
  const std::string start = "DTSTART;TZID=Asia/Tokyo:20270301T100000\nDURATION:PT1H\n";
  EXPECT_EQ(BusyOf(Event(start + "RRULE:FREQ=DAILY;UNTIL=20270303T010000Z\n")).size(), 3u);
  EXPECT_EQ(BusyOf(Event(start + "RRULE:FREQ=DAILY;UNTIL=20270303T005959Z\n")).size(), 2u);
  EXPECT_EQ(BusyOf(Event(start + "RRULE:FREQ=DAILY;UNTIL=20270303\n")).size(), 3u);
  EXPECT_EQ(BusyOf(Event(start + "RRULE:FREQ=DAILY;UNTIL=20270303T100000\n")).size(), 3u);
}

TEST(CalendarReaderTest, AZoneThatTheFileDefinesIsUsed) {
  const std::string zone =
      "BEGIN:VTIMEZONE\nTZID:Pacific Standard Time\nBEGIN:STANDARD\nDTSTART:16010101T020000\n"
      "TZOFFSETFROM:-0700\nTZOFFSETTO:-0800\nRRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11\n"
      "END:STANDARD\nBEGIN:DAYLIGHT\nDTSTART:16010101T020000\nTZOFFSETFROM:-0800\n"
      "TZOFFSETTO:-0700\nRRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3\nEND:DAYLIGHT\nEND:VTIMEZONE\n";
  const std::string event =
      "BEGIN:VEVENT\nUID:1\nDTSTART;TZID=Pacific Standard Time:20270305T180000\n"
      "DTEND;TZID=Pacific Standard Time:20270305T190000\nRRULE:FREQ=WEEKLY;INTERVAL=2;COUNT=2\n"
      "END:VEVENT\n";

  EXPECT_THAT(BusyOf(Calendar(zone + event)),
              ElementsAre(Range("2027-03-06T02:00:00Z", "2027-03-06T03:00:00Z"),
                          Range("2027-03-20T01:00:00Z", "2027-03-20T02:00:00Z")));
}

TEST(CalendarReaderTest, FreeBusyNeedsNoCalendarAround) {
  const auto read = ReadCalendar(
      "BEGIN:VFREEBUSY\nDTSTART:20270301T000000Z\nDTEND:20270310T000000Z\n"
      "FREEBUSY:20270302T000000Z/20270302T010000Z,20270302T010000Z/PT30M\n"
      "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20270303T000000Z/PT1H\n"
      "FREEBUSY;FBTYPE=FREE:20270304T000000Z/P1D\nEND:VFREEBUSY\n",
      March());

  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(read->busy, ElementsAre(Range("2027-03-02T00:00:00Z", "2027-03-02T01:30:00Z"),
                                      Range("2027-03-03T00:00:00Z", "2027-03-03T01:00:00Z")));
  EXPECT_THAT(read->one_off, ElementsAre(Range("2027-03-04T00:00:00Z", "2027-03-05T00:00:00Z")));
}

TEST(CalendarReaderTest, BusyTimeIsCutToTheHorizonAndJoined) {
  EXPECT_THAT(BusyOf(Calendar("BEGIN:VEVENT\nUID:1\nDTSTART:20270201T000000Z\n"
                              "DTEND:20270302T000000Z\nEND:VEVENT\n"
                              "BEGIN:VEVENT\nUID:2\nDTSTART:20270302T000000Z\n"
                              "DTEND:20270303T000000Z\nEND:VEVENT\n")),
              ElementsAre(Range("2027-03-01T00:00:00+09:00", "2027-03-03T00:00:00Z")));
}

// --- Free time ---

TEST(CalendarReaderTest, WhatIsOfferedEveryWeekIsAWeeklyWindow) {
  // Scenario S8: an advisor in Los Angeles, Fridays from 18:00 to 20:00 there.
  const Availability free = FreeOf(
      Available("DTSTART;TZID=America/Los_Angeles:20270101T180000\n"
                "DTEND;TZID=America/Los_Angeles:20270101T200000\nRRULE:FREQ=WEEKLY;BYDAY=FR\n"));

  EXPECT_THAT(free.weekly, ElementsAre(WeeklyWindow{absl::Weekday::friday,
                                                    18 * 60,
                                                    20 * 60,
                                                    Zone("America/Los_Angeles"),
                                                    {absl::CivilDay(2027, 1, 1), std::nullopt},
                                                    false}));
  EXPECT_THAT(free.one_off, IsEmpty());
  EXPECT_THAT(free.busy, IsEmpty());
}

TEST(CalendarReaderTest, SeveralDaysAndNightsAreWindowsToo) {
  const Availability free =
      FreeOf(Available("DTSTART;TZID=Asia/Tokyo:20270306T220000\nDURATION:PT4H\n"
                       "RRULE:FREQ=WEEKLY;BYDAY=SA,SU;UNTIL=20270320T130000Z\n"));

  ASSERT_EQ(free.weekly.size(), 2u);
  EXPECT_EQ(free.weekly[0].day, absl::Weekday::saturday);
  EXPECT_EQ(free.weekly[0].start_minute, 22 * 60);
  EXPECT_EQ(free.weekly[0].end_minute, 2 * 60);
  EXPECT_EQ(free.weekly[0].valid.last, absl::CivilDay(2027, 3, 20));
  EXPECT_EQ(free.weekly[1].valid.first, absl::CivilDay(2027, 3, 7));
  EXPECT_EQ(free.weekly[1].valid.last, absl::CivilDay(2027, 3, 14));
}

TEST(CalendarReaderTest, ADateThatIsLeftOutEndsAWindowAndBeginsTheNext) {
  const Availability free =
      FreeOf(Available("DTSTART;TZID=Asia/Tokyo:20270306T100000\nDURATION:PT1H\n"
                       "RRULE:FREQ=WEEKLY\nEXDATE;TZID=Asia/Tokyo:20270320T100000\n"));

  ASSERT_EQ(free.weekly.size(), 2u);
  EXPECT_EQ(free.weekly[0].valid.first, absl::CivilDay(2027, 3, 6));
  EXPECT_EQ(free.weekly[0].valid.last, absl::CivilDay(2027, 3, 13));
  EXPECT_EQ(free.weekly[1].valid.first, absl::CivilDay(2027, 3, 27));
  EXPECT_EQ(free.weekly[1].valid.last, std::nullopt);
}

TEST(CalendarReaderTest, WhatIsOfferedOtherwiseIsWrittenOut) {
  EXPECT_THAT(
      FreeOf(Available("DTSTART:20270301T000000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY;INTERVAL=2\n"))
          .one_off,
      ElementsAre(Range("2027-03-01T00:00:00Z", "2027-03-01T01:00:00Z"),
                  Range("2027-03-15T00:00:00Z", "2027-03-15T01:00:00Z")));
  EXPECT_THAT(FreeOf(Available("DTSTART:20270301T000000Z\nDURATION:PT1H\n")).one_off,
              ElementsAre(Range("2027-03-01T00:00:00Z", "2027-03-01T01:00:00Z")));
}

TEST(CalendarReaderTest, BoundsCutTheWindowsOfAWeek) {
  // From Wednesday 3 March 11:00 to Wednesday 17 March 11:00.
  const Availability free = FreeOf(Available(
      "DTSTART;TZID=Asia/Tokyo:20270101T100000\nDTEND;TZID=Asia/Tokyo:20270101T120000\n"
      "RRULE:FREQ=WEEKLY;BYDAY=WE\n",
      "DTSTART;TZID=Asia/Tokyo:20270303T110000\nDTEND;TZID=Asia/Tokyo:20270317T110000\n"));

  ASSERT_EQ(free.weekly.size(), 1u);
  EXPECT_EQ(free.weekly[0].valid.first, absl::CivilDay(2027, 3, 10));
  EXPECT_EQ(free.weekly[0].valid.last, absl::CivilDay(2027, 3, 10));
  EXPECT_THAT(free.one_off,
              ElementsAre(Range("2027-03-03T11:00:00+09:00", "2027-03-03T12:00:00+09:00"),
                          Range("2027-03-17T10:00:00+09:00", "2027-03-17T11:00:00+09:00")));
}

TEST(CalendarReaderTest, TheHigherPriorityDecides) {
  const std::string usual =
      "BEGIN:VAVAILABILITY\nUID:0\nPRIORITY:5\nBEGIN:AVAILABLE\nUID:1\n"
      "DTSTART:20270301T000000Z\nDURATION:PT2H\nRRULE:FREQ=WEEKLY\nEND:AVAILABLE\n"
      "END:VAVAILABILITY\n";
  const std::string away =
      "BEGIN:VAVAILABILITY\nUID:2\nPRIORITY:1\nDTSTART:20270308T010000Z\n"
      "DTEND:20270316T000000Z\nEND:VAVAILABILITY\n";

  const Availability free = FreeOf(Calendar(usual + away));

  EXPECT_THAT(free.weekly, IsEmpty());
  EXPECT_THAT(free.one_off, ElementsAre(Range("2027-03-01T00:00:00Z", "2027-03-01T02:00:00Z"),
                                        Range("2027-03-08T00:00:00Z", "2027-03-08T01:00:00Z"),
                                        Range("2027-03-22T00:00:00Z", "2027-03-22T02:00:00Z")));
}

// --- What is refused ---

void ExpectRefused(const std::string& file, const std::string& why) {
  const auto read = ReadCalendar(file, March());
  EXPECT_THAT(read.status(), StatusIs(absl::StatusCode::kInvalidArgument)) << file;
  EXPECT_THAT(read.status().message(), HasSubstr(why)) << file;
}

TEST(CalendarReaderTest, WhatIsNoCalendarIsRefused) {
  ExpectRefused("", "has no component");
  ExpectRefused("hello", "must begin with BEGIN");
  ExpectRefused(std::string("BEGIN:VCALENDAR\n\0END:VCALENDAR\n", 31), "UTF-8");
  ExpectRefused("BEGIN:VCALENDAR\nX:\xff\nEND:VCALENDAR\n", "UTF-8");
  ExpectRefused("BEGIN:VCALENDAR\n", "ends before");
  ExpectRefused("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\nEND:VEVENT\n", "does not match");
}

TEST(CalendarReaderTest, WhatIsBrokenWhereItMattersIsRefused) {
  const std::string start = "DTSTART:20270302T000000Z\n";
  ExpectRefused(Event(""), "VEVENT: DTSTART");
  ExpectRefused(Event("DTSTART:soon\n"), "DTSTART");
  ExpectRefused(Event("DTSTART:20270230T000000Z\n"), "DTSTART");
  ExpectRefused(Event(start + "DTEND:20270301T000000Z\n"), "DTEND must be");
  ExpectRefused(Event(start + "DTEND;VALUE=DATE:20270303\n"), "both be dates");
  ExpectRefused(Event(start + "RRULE:FREQ=SOMETIMES\n"), "RRULE");
  ExpectRefused(Event(start + "RRULE:FREQ=SECONDLY\n"), "RRULE must be DAILY");
  ExpectRefused(Event(start + "RRULE:FREQ=DAILY;BYHOUR=1,2\n"), "BYHOUR");
  ExpectRefused(Event(start + "RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY\n"), "one RRULE");
  ExpectRefused(Event(start + "DURATION:-PT1H\n"), "DURATION");
  ExpectRefused(Event("DTSTART;TZID=Atlantis:20270302T000000\n"), "TZID");
  ExpectRefused(Event("DTSTART;TZID=../../etc/passwd:20270302T000000\n"), "TZID");
  ExpectRefused(Event("RECURRENCE-ID;RANGE=THISANDFUTURE:20270302T000000Z\n" + start), "RANGE");
  ExpectRefused(Calendar("BEGIN:VFREEBUSY\nFREEBUSY:never\nEND:VFREEBUSY\n"), "FREEBUSY");
  ExpectRefused(Available(start, "PRIORITY:10\n"), "PRIORITY");
}

TEST(CalendarReaderTest, ErrorsRepeatNothingOfTheFile) {
  const auto read = ReadCalendar(Event("DTSTART;TZID=canary:20270302T000000\n"), March());
  EXPECT_THAT(read.status().message(), Not(HasSubstr("canary")));
}

TEST(CalendarReaderTest, WhatCostsTooMuchIsRefused) {
  std::string many;
  for (int i = 0; i < 201; ++i) {
    absl::StrAppend(&many, "BEGIN:VEVENT\nUID:", i,
                    "\nDTSTART:20270301T000000Z\nDURATION:PT1H\nRRULE:FREQ=DAILY\nEND:VEVENT\n");
  }
  ExpectRefused(Calendar(many), "too many RRULEs");
  const auto never = [](int count) {
    std::string events;
    for (int i = 0; i < count; ++i) {
      absl::StrAppend(&events, "BEGIN:VEVENT\nUID:", i,
                      "\nDTSTART:19700101T000000Z\nDURATION:PT1H\n"
                      "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30\nEND:VEVENT\n");
    }
    return Calendar(events);
  };
  EXPECT_THAT(BusyOf(never(40)), IsEmpty());
  ExpectRefused(never(60), "go back too far");
  ExpectRefused(std::string((1 << 20) + 1, 'x'), "bytes");
  std::string deep;
  for (int i = 0; i < 9; ++i) deep += "BEGIN:VCALENDAR\n";
  ExpectRefused(deep, "too deeply");
  std::string full;
  for (int i = 0; i < 600; ++i) {
    absl::StrAppend(&full, "FREEBUSY:2027030", 1 + i % 9, "T0", i / 60 % 10, i / 10 % 6, i % 10,
                    "00Z/PT1S\n");
  }
  CalendarReadOptions options = March();
  options.max_busy = 100;
  EXPECT_THAT(
      ReadCalendar(Calendar(absl::StrCat("BEGIN:VFREEBUSY\n", full, "END:VFREEBUSY\n")), options)
          .status(),
      StatusIs(absl::StatusCode::kInvalidArgument));
}

// --- What is said, and where it is wrong ---

CalendarReading ReadingOf(const std::string& file) {
  CalendarReading reading;
  ReadCalendar(file, March(), &reading).IgnoreError();
  return reading;
}

TEST(CalendarReadingTest, SaysOfWhichPartsTheFileSpeaks) {
  const CalendarReading event = ReadingOf(Event("DTSTART:20270305T000000Z\nDURATION:PT1H\n"));
  EXPECT_TRUE(event.busy);
  EXPECT_FALSE(event.weekly || event.one_off);
  const CalendarReading nothing = ReadingOf(Calendar("BEGIN:VFREEBUSY\nUID:1\nEND:VFREEBUSY\n"));
  EXPECT_TRUE(nothing.busy) << "that there is no busy time is something said, too";
  EXPECT_FALSE(nothing.one_off);
  const CalendarReading free =
      ReadingOf(Calendar("BEGIN:VFREEBUSY\nUID:1\n"
                         "FREEBUSY;FBTYPE=FREE:20270305T000000Z/PT1H\nEND:VFREEBUSY\n"));
  EXPECT_TRUE(free.one_off);
  EXPECT_FALSE(free.weekly);
  const CalendarReading offered =
      ReadingOf(Available("DTSTART:20270305T000000Z\nDURATION:PT1H\nRRULE:FREQ=WEEKLY\n"));
  EXPECT_TRUE(offered.weekly && offered.one_off);
  EXPECT_FALSE(offered.busy);
}

TEST(CalendarReadingTest, SaysWhereTheFileIsWrong) {
  const std::string good = "BEGIN:VEVENT\nUID:1\nDTSTART:20270305T000000Z\nEND:VEVENT\n";
  const CalendarReading second =
      ReadingOf(Calendar(absl::StrCat(good, "BEGIN:VEVENT\nUID:2\nSUMMARY:x\nEND:VEVENT\n", good)));
  EXPECT_EQ(second.line, 8);
  EXPECT_EQ(second.component, "VEVENT");
  const CalendarReading rule = ReadingOf(
      Calendar(absl::StrCat(good,
                            "BEGIN:VEVENT\nUID:3\nDTSTART:20270305T000000Z\nDURATION:PT1H\n"
                            "RRULE:FREQ=HOURLY\nEND:VEVENT\n")));
  EXPECT_EQ(rule.line, 8);
  const CalendarReading inner = ReadingOf(Available("DURATION:PT1H\n"));
  EXPECT_EQ(inner.line, 6);
  EXPECT_EQ(inner.component, "AVAILABLE");
  EXPECT_EQ(ReadingOf("BEGIN:VCALENDAR\nEND:VEVENT\n").line, 2);
  EXPECT_EQ(ReadingOf("hello").line, 1);
  EXPECT_EQ(ReadingOf("").line, 0);
}

}  // namespace
}  // namespace banso
