// Strings that break software, in every string field that a client may send: each is accepted and
// left as it is, or refused with a reason.
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "banso/v1/advisor_service.pb.h"
#include "banso/v1/candidate_service.pb.h"
#include "banso/v1/employer_service.pb.h"
#include "banso/v1/internship_service.pb.h"
#include "gmock/gmock.h"
#include "google/protobuf/struct.pb.h"
#include "google/protobuf/util/json_util.h"
#include "server/base/log.h"
#include "server/base/utf8.h"
#include "server/convert/etag.h"
#include "server/convert/field_validator.h"
#include "server/convert/filter.h"
#include "server/convert/options.h"
#include "server/convert/order_by.h"
#include "server/convert/page_token.h"
#include "server/convert/resource_name.h"

namespace banso {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

class NoSkills final : public CodeBook {
 public:
  bool KnowsSkill(absl::string_view) const override { return false; }
};

// What JSON cannot say, and what is particular to us.
std::vector<std::string> OurOwn() {
  return {
      std::string("\0", 1),
      std::string("a\0b", 3),
      "\x80",
      "\xC0\xAF",
      "\xED\xA0\x80",
      "\xF4\x90\x80\x80",
      "\xFF\xFE",
      "\xEF\xBF\xBE",                // U+FFFE
      "\xEF\xB7\x90",                // U+FDD0
      "\xF4\x8F\xBF\xBF",            // U+10FFFF
      "\xEF\xBB\xBFname",            // byte order mark
      "\xE3\x82\xAB\xE3\x82\x99",    // decomposed ガ
      "髙橋 﨑 𠮷野 邉󠄀",  // variants of names, an ideographic variation sequence
      "ｱﾐﾅ ＡＭＩＮＡ　全角",
      "ﷺ ﷽",
      "امينة رحيمی",
      "\u202Eevil\u202C",  // right-to-left override
      "\u2066\u2067\u2068\u2069",
      "👩🏽‍🦽‍➡️ 🏳️‍🌈",
      "Z\u0351\u036b\u0343a\u035b\u0306l",
      "D'Angelo O\u2019Neil-Łukasz \"Bob\"",
      "=HYPERLINK(\"http://example.org\")",
      "+81 3 0000 0000",
      "@SUM(1+1)*cmd|' /C calc'!A0",
      "'; DROP TABLE candidates; --",
      "1' OR '1'='1",
      "%s%n%x%d{0}{}",
      "${jndi:ldap://example.org/a}",
      "../../../../etc/passwd",
      "C:\\Windows\\System32",
      "candidates/a\ncandidates/b",
      "employers/-/internships/-",
      "candidates/" + std::string(64, 'a'),
      "BEGIN:VCALENDAR\r\nEND:VCALENDAR",
      "\r\nSet-Cookie: a=b",
      "<script>alert(1)</script>",
      "{\"name\":\"x\"}",
      "null",
      "undefined",
      "NaN",
      "-0",
      "1e400",
      "9223372036854775808",
      "2026-02-30",
      "24:00",
      "Asia/../../etc/passwd",
      "/dev/stdin",
      "\x1b[2J\x1b[31mred",
      "\u2028\u2029\u0085",
      "\u3000\u00a0\u200b",
      std::string(201, 'x'),
      std::string(100000, 'x'),
      std::string(70, '(') + "stage=APPLIED",
      absl::StrCat("a", std::string(300, '\x01')),
  };
}

std::vector<std::string> NaughtyStrings() {
  std::ifstream file(BANSO_SOURCE_DIR "/tests/support/naughty_strings.json");
  const std::string json{std::istreambuf_iterator<char>(file), {}};
  google::protobuf::Struct object;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(json, &object).ok());
  std::vector<std::string> strings = OurOwn();
  for (const auto& value : object.fields().at("strings").list_value().values()) {
    strings.push_back(value.string_value());
  }
  EXPECT_GT(strings.size(), 400u);
  return strings;
}

// Puts `text` into every string field of the message, one element in each list, and returns the
// paths that hold it, other than those the server sets.
void Fill(Message* message, const std::string& text, const std::string& prefix,
          std::vector<std::string>* paths) {
  const auto& r = *message->GetReflection();
  const auto& type = *message->GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->is_map() || type.file()->package() == "google.protobuf" ||
        HasBehavior(*field, v1::Behavior::OUTPUT_ONLY) ||
        HasBehavior(*field, v1::Behavior::IDENTIFIER)) {
      continue;
    }
    const bool list = field->is_repeated();
    const std::string path =
        absl::StrCat(prefix, prefix.empty() ? "" : ".", field->name(), list ? "[0]" : "");
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      list ? r.AddString(message, field, text) : r.SetString(message, field, text);
      const auto* oneof = field->real_containing_oneof();
      if (oneof == nullptr || oneof->field(oneof->field_count() - 1) == field) {
        paths->push_back(path);
      }
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      Fill(list ? r.AddMessage(message, field) : r.MutableMessage(message, field), text, path,
           paths);
    }
  }
}

TEST(NaughtyStringsTest, EveryFieldAcceptsThemUnchangedOrSaysWhyNot) {
  const NoSkills codes;
  int accepted = 0;
  int refused = 0;
  for (const std::string& text : NaughtyStrings()) {
    v1::CreateCandidateRequest candidate;
    v1::CreateEmployerRequest employer;
    v1::CreateInternshipRequest internship;
    v1::CreateAdvisorRequest advisor;
    for (Message* request :
         std::initializer_list<Message*>{&candidate, &employer, &internship, &advisor}) {
      std::vector<std::string> paths;
      Fill(request, text, "", &paths);
      const std::unique_ptr<Message> before(request->New());
      before->CopyFrom(*request);

      const std::vector<FieldProblem> problems = ValidateMessage(*request, codes);

      ASSERT_EQ(request->ShortDebugString(), before->ShortDebugString());
      std::set<std::string> refused_paths;
      for (const FieldProblem& problem : problems) {
        ASSERT_FALSE(problem.description.empty());
        ASSERT_TRUE(IsUtf8(problem.field) && IsUtf8(problem.description));
        refused_paths.insert(problem.field);
      }
      for (const std::string& path : paths) {
        const bool bad = refused_paths.count(path) > 0;
        if (!IsUtf8(text) || text.find('\0') != std::string::npos || text.size() > 100000 - 1) {
          EXPECT_TRUE(bad) << path;
        }
        ++(bad ? refused : accepted);
      }
    }
  }
  EXPECT_GT(accepted, 1000);
  EXPECT_GT(refused, 1000);
}

TEST(NaughtyStringsTest, NamesOfPeopleInAnyScriptAreAccepted) {
  const NoSkills codes;
  for (const char* name : {"アミナ・ラヒミ", "امينة رحيمی", "Nguyễn Thị Minh Khai",
                           "Ștefan Łukasz O’Neil-D'Angelo", "ကျော်စွာ", "ሰላም ተስፋዬ", "Олена Шевченко",
                           "髙橋 𠮷", "ガ", "X Æ A-12", "null", "Bobby; DROP", "👩🏽‍🦽"}) {
    v1::Candidate candidate;
    candidate.mutable_person_name()->set_full_name(name);

    EXPECT_TRUE(ValidateMessage(candidate, codes).empty()) << name;
  }
}

TEST(NaughtyStringsTest, ParsersOfEveryKindSurviveThem) {
  const auto filters =
      FilterSchema<v1::Candidate>()
          .String("home_prefecture", [](const auto& c) { return c.home_prefecture(); })
          .Strings("contact_languages",
                   [](const auto& c) { return Strings(c.contact_languages()); });
  const auto orders = OrderSchema<v1::Candidate>([](const auto& c) { return c.name(); });
  const v1::ListCandidatesRequest request;
  for (const std::string& text : NaughtyStrings()) {
    for (const char* before : {"", "home_prefecture = ", "home_prefecture = \"", "("}) {
      const auto filter = Filter<v1::Candidate>::Parse(before + text, filters);
      if (filter.ok()) filter->Matches(v1::Candidate());
    }
    EXPECT_FALSE(OrderBy<v1::Candidate>::Parse("name," + text, orders).ok());
    EXPECT_FALSE(DecodePageToken(text, request).ok());
    EXPECT_FALSE(RevisionOfEtag(text).ok());
    EXPECT_FALSE(ParseName(kCandidatePattern, text));
    const std::string line = FormatLogLine(
        absl::UnixEpoch(), LogLevel::kInfo, "event",
        {{"name", LogName(text)}, {"code", LogCode(text)}, {"file", LogOperatorText(text)}});
    google::protobuf::Struct object;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &object).ok()) << line;
    EXPECT_EQ(line.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace banso
