// What the tests in other languages ask of server/calendar.
//
//   calendar_tool write FOLDER     writes sample files and expected.json beside them
//   calendar_tool read START END   prints the busy ranges of the file on standard input, as
//                                  "START END" in seconds since 1970, or the error
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "nlohmann/json.hpp"
#include "server/calendar/calendar_reader.h"
#include "server/calendar/calendar_writer.h"

namespace banso {
namespace {

// A mentor in Los Angeles meets somebody every Friday at 18:00 there, through the change of clocks
// of 14 March 2027 and that of 7 November 2027 (scenario S8); and texts that want care.
std::vector<CalendarEvent> Samples() {
  absl::TimeZone los_angeles;
  if (!absl::LoadTimeZone("America/Los_Angeles", &los_angeles)) std::abort();
  std::vector<CalendarEvent> events;
  const absl::CivilSecond firsts[] = {absl::CivilSecond(2027, 3, 5, 18, 0, 0),
                                      absl::CivilSecond(2027, 10, 29, 18, 0, 0)};
  for (const absl::CivilSecond& first : firsts) {
    for (int week = 0; week < 4; ++week) {
      CalendarEvent event;
      event.uid = absl::StrCat("session-", events.size(), "@banso.example");
      event.sequence = week;
      event.start = absl::FromCivil(first + week * 7 * 24 * 3600, los_angeles);
      event.end = event.start + absl::Minutes(60);
      event.state = week == 2 ? CalendarEvent::State::kCancelled : CalendarEvent::State::kConfirmed;
      event.summary = absl::StrCat("面談（めんだん）, ", week, "; \"é\" \\ 😀 اسم تجريبي ",
                                   "とても長い題名なので行を折り返さなければなりません");
      event.location = "オンライン\n2行目";
      event.change_time = absl::FromUnixSeconds(1'800'000'000 + week);
      events.push_back(event);
    }
  }
  return events;
}

int Write(const std::string& folder) {
  const CalendarLabel label = {.name = "予定; テスト", .organizer = "desk@example.org"};
  nlohmann::json expected = nlohmann::json::array();
  for (const CalendarEvent& event : Samples()) {
    const auto file = WriteBooking(event, label);
    if (!file.ok()) return 1;
    const std::string name = absl::StrCat("booking-", expected.size(), ".ics");
    std::ofstream(absl::StrCat(folder, "/", name), std::ios::binary) << *file;
    expected.push_back(
        {{"file", name},
         {"uid", event.uid},
         {"sequence", event.sequence},
         {"start", absl::ToUnixSeconds(event.start)},
         {"end", absl::ToUnixSeconds(event.end)},
         {"status", event.state == CalendarEvent::State::kCancelled ? "CANCELLED" : "CONFIRMED"},
         {"summary", event.summary},
         {"location", event.location},
         {"changed", absl::ToUnixSeconds(event.change_time)}});
  }
  const auto feed = WriteFeed(Samples(), label);
  if (!feed.ok()) return 1;
  std::ofstream(absl::StrCat(folder, "/feed.ics"), std::ios::binary) << *feed;
  std::ofstream(absl::StrCat(folder, "/expected.json")) << expected;
  return 0;
}

int Read(const std::string& start, const std::string& end) {
  const std::string file((std::istreambuf_iterator<char>(std::cin)),
                         std::istreambuf_iterator<char>());
  const auto read = ReadCalendar(file, {.horizon = {absl::FromUnixSeconds(std::stoll(start)),
                                                    absl::FromUnixSeconds(std::stoll(end))}});
  if (!read.ok()) {
    std::cout << read.status().message() << "\n";
    return 2;
  }
  for (const TimeRange& range : read->busy) {
    std::cout << absl::ToUnixSeconds(range.start) << " " << absl::ToUnixSeconds(range.end) << "\n";
  }
  return 0;
}

}  // namespace
}  // namespace banso

int main(int argc, char** argv) {
  const std::string command = argc > 1 ? argv[1] : "";
  if (command == "write" && argc == 3) return banso::Write(argv[2]);
  if (command == "read" && argc == 4) return banso::Read(argv[2], argv[3]);
  std::cerr << "calendar_tool write FOLDER | read START END\n";
  return 64;
}
