#include "server/base/log.h"

#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "banso/v1/candidate.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/taxonomy_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "google/rpc/status.pb.h"
#include "server/base/log_scope.h"

namespace banso {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Text of unknown origin has no way into a line.
static_assert(!std::is_constructible_v<LogField, const char*, std::string>);
static_assert(!std::is_constructible_v<LogField, const char*, const char*>);
static_assert(!std::is_constructible_v<LogField, const char*, absl::string_view>);
static_assert(!std::is_constructible_v<LogField, const char*, absl::Status>);

google::protobuf::Struct Parsed(const std::string& line) {
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &object).ok()) << line;
  return object;
}

TEST(LogTest, ALineIsOneJsonObjectWithTypedValues) {
  const absl::Time time = absl::FromUnixMicros(1774600000123456);

  const std::string line = FormatLogLine(time, LogLevel::kWarning, "write_refused",
                                         {{"name", LogName("employers/e1/internships/i1")},
                                          {"reason", LogCode("HOURS_OVER_CAP")},
                                          {"code", absl::StatusCode::kAborted},
                                          {"port", 50051},
                                          {"ready", true},
                                          {"share", 0.5},
                                          {"wait", absl::Milliseconds(1500)},
                                          {"since", time},
                                          {"store", "sqlite"}});

  EXPECT_EQ(line,
            R"({"time":"2026-03-27T08:26:40.123456Z","level":"warning","event":"write_refused",)"
            R"("name":"employers/e1/internships/i1","reason":"HOURS_OVER_CAP","code":"ABORTED",)"
            R"("port":50051,"ready":true,"share":0.5,"wait":1.5,)"
            R"("since":"2026-03-27T08:26:40.123456Z","store":"sqlite"})");
  EXPECT_EQ(Parsed(line).fields().at("port").number_value(), 50051);
}

TEST(LogTest, WhatAPersonMayHaveWrittenIsNotANameOrACode) {
  for (const char* text : {"Amina Rahimi", "アミナ", "amina@example.org", "call me\nthen", "",
                           "{\"a\":1}", "+81 90 0000 0000"}) {
    const std::string line = FormatLogLine(absl::UnixEpoch(), LogLevel::kInfo, "event",
                                           {{"name", LogName(text)}, {"code", LogCode(text)}});

    EXPECT_EQ(Parsed(line).fields().at("name").string_value(), "(not a resource name)") << text;
    EXPECT_EQ(Parsed(line).fields().at("code").string_value(), "(not a code)") << text;
  }
}

TEST(LogTest, OperatorTextIsEscapedWhateverItHolds) {
  const std::string nasty = "a\"b\\c\n\x01\x7f\xff 伴走 \xF0\x9F\x98\x80";

  const std::string line = FormatLogLine(absl::UnixEpoch(), LogLevel::kInfo, "event",
                                         {{"path", LogOperatorText(nasty)}});

  EXPECT_THAT(line, Not(HasSubstr("\n")));
  EXPECT_EQ(Parsed(line).fields().at("path").string_value(),
            "a\"b\\c\n\x01\x7f\xEF\xBF\xBD 伴走 \xF0\x9F\x98\x80");
}

TEST(LogTest, NumbersThatJsonDoesNotHaveBecomeNull) {
  EXPECT_EQ(LogField("a", 1.0 / 0.0).json(), "null");
  EXPECT_EQ(LogField("a", absl::InfiniteDuration()).json(), "null");
}

TEST(LogTest, LinesOfManyThreadsDoNotMixAndLevelsFilter) {
  ::testing::internal::CaptureStderr();
  SetLogLevel(LogLevel::kWarning);
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < 50; ++i) {
        Log(LogLevel::kInfo, "quiet");
        Log(LogLevel::kError, "loud", {{"thread", t}, {"step", i}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  SetLogLevel(LogLevel::kInfo);
  const std::string text = ::testing::internal::GetCapturedStderr();

  int lines = 0;
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = text.find('\n', begin);
    ASSERT_NE(end, std::string::npos);
    EXPECT_EQ(Parsed(text.substr(begin, end - begin)).fields().at("event").string_value(), "loud");
    begin = end + 1;
    ++lines;
  }
  EXPECT_EQ(lines, 200);
}

TEST(RedactedStringTest, OnlyPublicFieldsShowTheirValues) {
  v1::UpdateCandidateRequest request;
  v1::Candidate& candidate = *request.mutable_candidate();
  candidate.set_name("candidates/abc");
  candidate.mutable_person_name()->set_full_name("Amina Rahimi");
  candidate.add_contacts()->set_address("amina@example.org");
  candidate.set_home_prefecture("13");
  candidate.add_needs()->set_kind(v1::Need::MEAL_HALAL);
  candidate.mutable_work_authorisation()->set_auth_class(v1::WorkAuthorisation::CAPPED);
  candidate.mutable_create_time()->set_seconds(5);
  request.mutable_update_mask()->add_paths("skills");
  request.set_validate_only(true);

  EXPECT_EQ(RedactedString(request),
            "candidate { name: \"candidates/abc\" person_name: [IDENTIFYING] "
            "contacts: [IDENTIFYING] home_prefecture: [MATCHING] needs: [SENSITIVE] "
            "work_authorisation: [SENSITIVE] create_time { seconds: 5 } } "
            "update_mask { paths: \"skills\" } validate_only: true");
}

TEST(RedactedStringTest, ListsAndMapsOfPublicFieldsAreShown) {
  v1::ImportTaxonomyRequest request;
  (*request.mutable_replacements())["it.old"] = "it.new";
  request.mutable_term()->add_aliases("Python");
  request.mutable_term()->add_aliases("パイソン");

  EXPECT_EQ(RedactedString(request),
            "term { aliases: \"Python\" aliases: \"パイソン\" } "
            "replacements { key: \"it.old\" value: \"it.new\" }");
}

TEST(RedactedStringTest, FieldsWithoutAClassAreHidden) {
  google::rpc::Status message;
  message.set_code(3);
  message.set_message("words");
  message.add_details();

  EXPECT_EQ(RedactedString(message), "code: [PRIVATE] message: [PRIVATE] details: [PRIVATE]");
}

TEST(LogTest, LinesOfACallNameIt) {
  const std::string call = "00000000deadbeef";
  const std::string inner = "11111111deadbeef";
  ::testing::internal::CaptureStderr();

  Log(LogLevel::kInfo, "before");
  {
    const LogScope scope(call);
    Log(LogLevel::kInfo, "within", {{"number", 1}});
    {
      const LogScope nested(inner);
      Log(LogLevel::kInfo, "deeper");
    }
    Log(LogLevel::kInfo, "again");
    std::thread([] { Log(LogLevel::kInfo, "elsewhere"); }).join();
  }
  Log(LogLevel::kInfo, "after");

  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("\"event\":\"before\"}\n"));
  EXPECT_THAT(log, HasSubstr("\"event\":\"within\",\"number\":1,\"call\":\"00000000deadbeef\"}\n"));
  EXPECT_THAT(log, HasSubstr("\"event\":\"deeper\",\"call\":\"11111111deadbeef\"}\n"));
  EXPECT_THAT(log, HasSubstr("\"event\":\"again\",\"call\":\"00000000deadbeef\"}\n"));
  EXPECT_THAT(log, HasSubstr("\"event\":\"elsewhere\"}\n"));
  EXPECT_THAT(log, HasSubstr("\"event\":\"after\"}\n"));
}

}  // namespace
}  // namespace banso
