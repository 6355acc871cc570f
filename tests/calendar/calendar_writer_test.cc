#include "server/calendar/calendar_writer.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/base/utf8.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

absl::Time At(const std::string& text) {
  absl::Time time;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &time, &error)) << error;
  return time;
}

CalendarEvent AnEvent() {
  return {.uid = "sessions-3k@banso.example",
          .sequence = 2,
          .start = At("2027-03-06T11:00:00+09:00"),
          .end = At("2027-03-06T12:00:00+09:00"),
          .summary = "面談",
          .change_time = At("2027-03-01T00:00:00+09:00")};
}

std::vector<std::string> Lines(const std::string& text) { return absl::StrSplit(text, "\r\n"); }

TEST(CalendarWriterTest, ABookingIsWrittenAsRfc5545Says) {
  CalendarEvent event = AnEvent();
  event.location = "オンライン";

  const auto file = WriteBooking(event, {.organizer = "desk@example.org"});

  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(
      Lines(*file),
      ElementsAre("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Calendar//EN",
                  "CALSCALE:GREGORIAN", "METHOD:PUBLISH", "BEGIN:VEVENT",
                  "UID:sessions-3k@banso.example", "DTSTAMP:20270228T150000Z",
                  "LAST-MODIFIED:20270228T150000Z", "SEQUENCE:2", "DTSTART:20270306T020000Z",
                  "DTEND:20270306T030000Z", "SUMMARY:面談", "LOCATION:オンライン",
                  "ORGANIZER:mailto:desk@example.org", "STATUS:CONFIRMED", "TRANSP:OPAQUE",
                  "CLASS:PRIVATE", "END:VEVENT", "END:VCALENDAR", ""));
}

TEST(CalendarWriterTest, ACancelledBookingSaysSo) {
  CalendarEvent event = AnEvent();
  event.state = CalendarEvent::State::kCancelled;

  const auto file = WriteBooking(event, {});

  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(*file, HasSubstr("METHOD:CANCEL\r\n"));
  EXPECT_THAT(*file, HasSubstr("STATUS:CANCELLED\r\n"));
  EXPECT_THAT(*file, HasSubstr("TRANSP:TRANSPARENT\r\n"));
  EXPECT_THAT(*file, HasSubstr("UID:sessions-3k@banso.example\r\n"));
}

TEST(CalendarWriterTest, AFeedIsTheSameBytesWhateverTheOrder) {
  CalendarEvent later = AnEvent();
  later.uid = "a";
  later.start += absl::Hours(24);
  later.end += absl::Hours(24);
  CalendarEvent beside = AnEvent();
  beside.uid = "b";

  const auto one = WriteFeed(std::vector{AnEvent(), later, beside}, {.name = "予定"});
  const auto other = WriteFeed(std::vector{later, beside, AnEvent()}, {.name = "予定"});

  ASSERT_THAT(one, IsOk());
  ASSERT_THAT(other, IsOk());
  EXPECT_EQ(*one, *other);
  EXPECT_THAT(*one, HasSubstr("NAME:予定\r\n"));
  EXPECT_LT(one->find("UID:b"), one->find("UID:sessions-3k"));
  EXPECT_LT(one->find("UID:sessions-3k"), one->find("UID:a"));
}

TEST(CalendarWriterTest, AnEmptyFeedIsACalendar) {
  const auto feed = WriteFeed({}, {});

  ASSERT_THAT(feed, IsOk());
  EXPECT_THAT(*feed, HasSubstr("BEGIN:VCALENDAR\r\n"));
  EXPECT_THAT(*feed, HasSubstr("END:VCALENDAR\r\n"));
}

TEST(CalendarWriterTest, LinesAreFoldedAt75OctetsAndNeverInsideACharacter) {
  for (int shift = 0; shift < 8; ++shift) {
    CalendarEvent event = AnEvent();
    event.summary = std::string(shift, 'x');
    for (int i = 0; i < 60; ++i) event.summary += "あé😀";

    const auto file = WriteBooking(event, {});

    ASSERT_THAT(file, IsOk());
    std::string unfolded;
    for (const std::string& line : Lines(*file)) {
      EXPECT_LE(line.size(), 75u);
      EXPECT_TRUE(IsUtf8(line)) << line;
      unfolded += line.starts_with(" ") ? line.substr(1) : absl::StrCat("\n", line);
    }
    EXPECT_THAT(unfolded, HasSubstr(absl::StrCat("\nSUMMARY:", event.summary, "\n")));
  }
}

TEST(CalendarWriterTest, TextsAreEscaped) {
  CalendarEvent event = AnEvent();
  event.summary = "a;b,c\\d\ne\r\nf\tg\x01h\rEND:VEVENT";

  const auto file = WriteBooking(event, {});

  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(*file, HasSubstr("SUMMARY:a\\;b\\,c\\\\d\\ne\\nf gh\\nEND:VEVENT\r\n"));
}

TEST(CalendarWriterTest, WhatNoCalendarCanHoldIsRefused) {
  const auto with = [](auto change) {
    CalendarEvent event = AnEvent();
    change(&event);
    return WriteBooking(event, {}).status();
  };
  const auto invalid = absl::StatusCode::kInvalidArgument;

  EXPECT_THAT(with([](CalendarEvent* e) { e->uid = ""; }), StatusIs(invalid));
  EXPECT_THAT(with([](CalendarEvent* e) { e->uid = "a\nb"; }), StatusIs(invalid));
  EXPECT_THAT(with([](CalendarEvent* e) { e->sequence = -1; }), StatusIs(invalid));
  EXPECT_THAT(with([](CalendarEvent* e) { e->end = e->start; }), StatusIs(invalid));
  EXPECT_THAT(with([](CalendarEvent* e) { e->end = absl::InfiniteFuture(); }), StatusIs(invalid));
  EXPECT_THAT(with([](CalendarEvent* e) { e->change_time = absl::InfinitePast(); }),
              StatusIs(invalid));
  EXPECT_THAT(with([](CalendarEvent* e) { e->summary = "\xff"; }), StatusIs(invalid));
  EXPECT_THAT(WriteBooking(AnEvent(), {.organizer = "a@b\r\nX:y"}).status(), StatusIs(invalid));
  EXPECT_THAT(WriteFeed(std::vector{AnEvent(), AnEvent()}, {}).status(), StatusIs(invalid));
}

TEST(CalendarWriterTest, WhatIsLessThanASecondIsCutOff) {
  CalendarEvent event = AnEvent();
  event.start += absl::Milliseconds(999);

  const auto file = WriteBooking(event, {});

  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(*file, HasSubstr("DTSTART:20270306T020000Z\r\n"));
  EXPECT_THAT(*file, Not(HasSubstr("TZID")));
}

}  // namespace
}  // namespace banso
