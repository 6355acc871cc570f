// The command line as a process against the server as a process.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/display_width.h"
#include "gmock/gmock.h"
#include "tests/cli/programs.h"
#include "tests/support/scratch_dir.h"

namespace banso {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

// Set by the build to the programs under test.
std::string Program(const char* variable) {
  const char* path = std::getenv(variable);
  return path == nullptr ? "" : path;
}

std::vector<Json> JsonLines(const std::string& text) {
  std::vector<Json> lines;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    lines.push_back(Json::parse(line.begin(), line.end()));
  }
  return lines;
}

std::vector<std::string> Members(const std::vector<Json>& lines, const char* member) {
  std::vector<std::string> values;
  values.reserve(lines.size());
  for (const Json& line : lines) values.push_back(line.value(member, ""));
  return values;
}

constexpr char kAsOf[] = "2026-12-01T09:00:00+09:00";

constexpr char kEmployer[] =
    R"({"key":"acme","employer":{"display_name":"アサヒナクラウド株式会社","industry":"G",)"
    R"("prefecture":"13","contacts":[{"channel":"EMAIL","address":"hr@example.org"}]}})"
    "\n";
constexpr char kInternship[] =
    R"({"key":"i1","employer_key":"acme","internship":{"title":"クラウド運用トライアル",)"
    R"("programme_type":"WORK_TRIAL","industry":"39","occupation":"2511","seats":2,)"
    R"("contract_kind":"TRAINING_AGREEMENT","prefecture":"13","remote":true,)"
    R"("skills":[{"skill":"it.lang.python","level":2,"weight":"ESSENTIAL"}],)"
    R"("fixed":{"days":[{"date":{"year":2027,"month":1,"day":16},"start":{"hours":10},)"
    R"("end":{"hours":12}}]}}})"
    "\n";
constexpr char kCandidate[] =
    R"({"key":"c1","candidate":{"person_name":{"full_name":"ليان الخطيب","latin_name":"Layan"},)"
    R"("industry_wishes":["G"],"skills":[{"skill":"it.lang.python","level":3}],)"
    R"("skills_assessed":true,"languages":[{"language":"ja","jlpt_level":"N2"}],)"
    R"("home_prefecture":"13","topics":["ES_REVIEW"],"availability":{"weekly":[)"
    R"({"day":"SATURDAY","start":{"hours":9},"end":{"hours":18}}]},)"
    R"("work_authorisation":{"auth_class":"UNRESTRICTED","seen":{"seen_by":"k1",)"
    R"("seen_date":{"year":2026,"month":11,"day":1},"kind":"CARD_FRONT"}},)"
    R"("consents":[{"scope":"SERVICE","grant_time":"2026-11-11T05:00:00Z"},)"
    R"({"scope":"EMPLOYER_BLINDED","grant_time":"2026-11-11T05:00:00Z"}]}})"
    "\n";
constexpr char kAdvisor[] =
    R"({"key":"a1","advisor":{"person_name":{"full_name":"佐伯 遥"},"industries":["391"],)"
    R"("topics":["ES_REVIEW"],"languages":[{"language":"ja","native":true}],)"
    R"("max_active_candidates":2,"availability":{"weekly":[)"
    R"({"day":"SATURDAY","start":{"hours":10},"end":{"hours":12}}]}}})"
    "\n";

// A server with its people: the first admin, and others as they are needed.
class Site {
 public:
  explicit Site(const std::string& folder, const std::vector<std::string>& flags = {"--plaintext"})
      : folder_(NewFolder(folder)), server_(Program("BANSO_SERVER_PROGRAM"), folder_, flags) {}

  const std::string& address() const { return server_.address(); }
  const std::string& admin() const { return server_.admin_token_file(); }
  // Flags that every command needs to reach the server, besides its address.
  void set_client_flags(std::vector<std::string> flags) { client_flags_ = std::move(flags); }

  // Runs the command line with the token in that file; an empty name sends none.
  ProgramResult Banso(const std::string& token_file, std::vector<std::string> arguments,
                      const std::string& input = "") const {
    std::vector<std::string> command = {Program("BANSO_PROGRAM"), "--server", address()};
    command.insert(command.end(), client_flags_.begin(), client_flags_.end());
    if (!token_file.empty()) command.insert(command.end(), {"--token-file", token_file});
    command.insert(command.end(), arguments.begin(), arguments.end());
    return RunProgram(command, input);
  }

  // Creates a principal by the flags of `principals create`; returns its name.
  std::string Principal(std::vector<std::string> flags) const {
    flags.insert(flags.begin(), {"--json", "principals", "create", "--role"});
    const ProgramResult created = Banso(admin(), flags);
    EXPECT_EQ(created.exit_code, 0) << created.err;
    const auto lines = JsonLines(created.out);
    return lines.empty() ? "" : lines[0].value("name", "");
  }

  // The same, with a token; returns the file that holds it.
  std::string TokenOf(const std::vector<std::string>& flags) {
    const std::string file = absl::StrCat(folder_, "/", ++tokens_, ".token");
    const ProgramResult issued =
        Banso(admin(), {"tokens", "issue", Principal(flags), "--out", file});
    EXPECT_EQ(issued.exit_code, 0) << issued.err;
    return file;
  }

 private:
  static std::string NewFolder(const std::string& folder) {
    std::filesystem::create_directory(folder);
    return folder;
  }

  const std::string folder_;
  const ServerProgram server_;
  std::vector<std::string> client_flags_;
  int tokens_ = 0;
};

class CliProcessTest : public ::testing::Test {
 protected:
  CliProcessTest() : site_(scratch_.File("site")), coordinator_(site_.TokenOf({"coordinator"})) {}

  // As a coordinator.
  ProgramResult Banso(const std::vector<std::string>& arguments, const std::string& input = "") {
    return site_.Banso(coordinator_, arguments, input);
  }

  std::string Write(const std::string& name, const std::string& content) {
    std::ofstream(scratch_.File(name), std::ios::binary) << content;
    return scratch_.File(name);
  }

  // Imports one row from standard input and returns the name of the resource.
  std::string ImportOne(const std::string& collection, const std::string& row) {
    const ProgramResult result =
        Banso({"--json", collection, "import", "-", "--source", "test"}, row);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    const auto lines = JsonLines(result.out);
    return lines.empty() ? "" : lines[0].value("name", "");
  }

  // One of each, published and active.
  void ImportWorld(const std::string& internship = kInternship,
                   const std::string& candidate = kCandidate) {
    employer_ = ImportOne("employers", kEmployer);
    internship_ = ImportOne("internships", internship);
    candidate_ = ImportOne("candidates", candidate);
    advisor_ = ImportOne("advisors", kAdvisor);
    EXPECT_EQ(Banso({"employers", "verify", employer_}).exit_code, 0);
    const ProgramResult published = Banso({"internships", "publish", "--from-draft", internship_});
    EXPECT_EQ(published.exit_code, 0) << published.err;
    EXPECT_THAT(published.out, HasSubstr("published"));
    EXPECT_EQ(Banso({"advisors", "activate", "--from-applied", advisor_}).exit_code, 0);
    EXPECT_EQ(Banso({"candidates", "advance", "--through", candidate_, "PLANNED"}).exit_code, 0);
  }

  // The same around today: an internship in two months, somebody who is free every day, and consent
  // as of now, since employers always see what is so now.
  void ImportWorldOfToday() {
    const absl::CivilDay day = absl::ToCivilDay(absl::Now(), absl::UTCTimeZone()) + 60;
    const std::string date = absl::StrCat("\"date\":{\"year\":", day.year(),
                                          ",\"month\":", day.month(), ",\"day\":", day.day(), "}");
    std::string always;
    for (const char* weekday :
         {"MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"}) {
      absl::StrAppend(&always, always.empty() ? "" : ",", "{\"day\":\"", weekday,
                      "\",\"start\":{\"hours\":8},\"end\":{\"hours\":22}}");
    }
    Json candidate = Json::parse(kCandidate);
    candidate["candidate"]["availability"]["weekly"] = Json::parse("[" + always + "]");
    candidate["candidate"].erase("consents");
    ImportWorld(
        absl::StrReplaceAll(kInternship, {{R"("date":{"year":2027,"month":1,"day":16})", date}}),
        candidate.dump() + "\n");
    for (const char* scope : {"service", "employer-blinded"}) {
      const ProgramResult granted =
          Banso({"consents", "grant", candidate_, "--scope", scope, "--method", "written",
                 "--text-version", "1", "--notice-language", "ja"});
      EXPECT_EQ(granted.exit_code, 0) << granted.err;
    }
  }

  // The resources that a command prints as JSON.
  std::vector<Json> Rows(const std::string& token_file, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "--json");
    const ProgramResult result = site_.Banso(token_file, arguments);
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return JsonLines(result.out);
  }

  ScratchDir scratch_;
  Site site_;
  const std::string coordinator_;
  std::string employer_, internship_, candidate_, advisor_;
};

TEST_F(CliProcessTest, StatusShowsTheServerInBothLanguages) {
  const ProgramResult english = Banso({"status"});
  const ProgramResult japanese = Banso({"status", "--lang", "ja"});
  const ProgramResult json = Banso({"status", "--json"});

  EXPECT_EQ(english.exit_code, 0);
  EXPECT_THAT(english.out, AllOf(HasSubstr("candidates"), HasSubstr("sqlite")));
  EXPECT_THAT(japanese.out, HasSubstr("候補者"));
  EXPECT_EQ(JsonLines(json.out)[0]["store"], "sqlite");
}

TEST_F(CliProcessTest, ExitCodesTellWhatWentWrong) {
  const std::string banso = Program("BANSO_PROGRAM");

  const ProgramResult away = RunProgram({banso, "--server", "127.0.0.1:1", "status"});
  const ProgramResult usage = Banso({"candidates", "frobnicate"});
  const ProgramResult missing = Banso({"candidates", "get", "candidates/none"});
  const ProgramResult name = Banso({"candidates", "get", "employers/none"});

  EXPECT_EQ(away.exit_code, 4);
  EXPECT_EQ(away.err, "banso: no server at 127.0.0.1:1; start one with ./dev run\n");
  EXPECT_EQ(usage.exit_code, 2);
  EXPECT_EQ(usage.err, "banso: there is no command `candidates frobnicate`; --help lists them\n");
  EXPECT_EQ(missing.exit_code, 1);
  EXPECT_THAT(missing.err, HasSubstr("not found"));
  EXPECT_EQ(name.exit_code, 2);
  EXPECT_THAT(RunProgram({banso, "--help"}).out, HasSubstr("Exit codes: 0 done"));
  EXPECT_THAT(RunProgram({banso, "--lang", "ja", "candidates", "import", "--help"}).out,
              HasSubstr("終了コード"));
  EXPECT_THAT(RunProgram({banso, "version"}).out, ::testing::StartsWith("banso "));
}

TEST_F(CliProcessTest, AnImportRunAgainCreatesNothingTwice) {
  const auto kinds = [this](const std::string& row, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--json", "employers", "import", "-", "--source", "s"});
    return Members(JsonLines(Banso(more, row).out), "kind");
  };
  const std::string changed = R"({"key":"acme","employer":{"display_name":"B","industry":"G"}})";

  EXPECT_THAT(kinds(kEmployer), ElementsAre("CREATED"));
  EXPECT_THAT(kinds(kEmployer), ElementsAre("UNCHANGED"));
  EXPECT_THAT(kinds(changed), ElementsAre("DIFFERS"));
  EXPECT_THAT(kinds(changed, {"--update"}), ElementsAre("UPDATED"));
  EXPECT_THAT(
      kinds(R"({"key":"new","employer":{"display_name":"C","industry":"G"}})", {"--dry-run"}),
      ElementsAre("CREATED"));

  EXPECT_THAT(JsonLines(Banso({"--json", "employers", "list"}).out), SizeIs(1));
}

TEST_F(CliProcessTest, EveryBadRowIsReportedAndStopsNoGoodOne) {
  const std::string file =
      Write("people.ndjson",
            R"({"key":"1","candidate":{"person_name":{"full_name":"A"},"nationality":"Nowhere"}})"
            "\n"
            "{\"key\":\n"
            R"({"key":"3","candidate":{"person_name":{"full_name":"Secret"},"skils":[]}})"
            "\n"
            R"({"key":"4","candidate":{"person_name":{"full_name":"Secret"},)"
            R"("skills":[{"skill":"it.lang.python","level":9}]}})"
            "\n"
            R"({"key":"5","candidate":{"person_name":{"full_name":"B"}}})"
            "\n");

  const ProgramResult result = Banso({"candidates", "import", file});

  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err, AllOf(HasSubstr("people.ndjson:2: not JSON"),
                                HasSubstr("people.ndjson:3: skils: is not a field"),
                                HasSubstr("people.ndjson:4: "), HasSubstr("skills[0].level")));
  EXPECT_THAT(result.err, Not(HasSubstr("Secret")));
  EXPECT_THAT(result.out, AllOf(HasSubstr("nationality"), HasSubstr("must not be held")));
  const std::string held = Banso({"--json", "candidates", "list"}).out;
  EXPECT_THAT(JsonLines(held), SizeIs(2));
  EXPECT_THAT(held, Not(HasSubstr("Nowhere")));
}

TEST_F(CliProcessTest, ATableIsReadByItsMappingAndLabelsAreResolvedByTheServer) {
  const std::string mapping = Write("map.toml", R"(
    key = "番号"
    [[field]]
    column = "氏名"
    path = "person_name.full_name"
    [[field]]
    column = "できること"
    path = "skills[].skill"
    split = ";"
    set = { level = 2 }
    [[field]]
    column = "都道府県"
    path = "home_prefecture"
  )");
  const std::string table =
      "番号,氏名,できること,都道府県\n1,\"山田\n花子\",エクセル;Python,東京都\n2,太郎,まほう,"
      "東京都\n";
  const std::string file = Write("intake.csv", table);

  const ProgramResult result = Banso({"candidates", "import", file, "--mapping", mapping});

  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.err,
              HasSubstr("intake.csv:4: できること (skills[].skill): \"まほう\" is not the label"));
  EXPECT_EQ(Banso({"candidates", "import", file}).exit_code, 2) << "a table needs a mapping";

  const auto people = JsonLines(Banso({"--json", "candidates", "list"}).out);
  ASSERT_THAT(people, SizeIs(1));
  EXPECT_EQ(people[0]["person_name"]["full_name"], "山田 花子");
  EXPECT_EQ(people[0]["home_prefecture"], "13");
  EXPECT_THAT(people[0]["skills"], SizeIs(2));
}

TEST_F(CliProcessTest, TheExampleMappingsWork) {
  const std::string mappings = Program("BANSO_MAPPINGS");
  const std::string forms = Write(
      "forms.csv",
      "\"タイムスタンプ\",\"お名前\",\"お住まいの都道府県\",\"日本語のレベル\",\"相談したいこと\","
      "\"ご都合のよい時間\",\"サービスの利用に同意しますか\"\n"
      "\"2020/07/27 3:15:06 午後 GMT+9\",\"山田 花子\",\"東京都\",\"N2\",\"ES添削;面接練習\","
      "\"土 13:00-17:00;水 18:00-20:00\",\"はい\"\n");
  const std::string mentors = Write(
      "mentors.csv", "id,name,availability\nm1,Ann,\"['6:00-7:00pm F', '7:00-8:00pm Th']\"\n");
  const std::string postings = Write(
      "postings.json",
      R"([{"id":3,"title":"Developer","esco_code":"2512","general_classification":"Education",)"
      R"("skills_essential":["http://data.europa.eu/esco/skill/00000000-0000-0000-0000-000000000000"]}])");
  const std::string employer = ImportOne("employers", kEmployer);

  const ProgramResult people = Banso(
      {"candidates", "import", forms, "--mapping", mappings + "/google_forms_candidates.toml"});
  const ProgramResult advisors =
      Banso({"advisors", "import", mentors, "--mapping", mappings + "/mentor_availability.toml"});
  const ProgramResult openings = Banso({"internships", "import", postings, "--mapping",
                                        mappings + "/hahu.toml", "--employer", employer});

  EXPECT_EQ(people.exit_code, 0) << people.err;
  EXPECT_EQ(advisors.exit_code, 0) << advisors.err;
  EXPECT_EQ(openings.exit_code, 0) << openings.err;
  const Json person = JsonLines(Banso({"--json", "candidates", "list"}).out).at(0);
  EXPECT_THAT(person["availability"]["weekly"], SizeIs(2));
  EXPECT_EQ(person["consents"][0]["grant_time"], "2020-07-27T06:15:06Z");
  EXPECT_THAT(openings.out, HasSubstr("names nothing known"));
}

TEST_F(CliProcessTest, ReadsJsonResumeAndJobPosting) {
  const std::string resume =
      Write("resume.json", R"({"basics":{"name":"Maya","email":"maya@example.org","image":"x"},)"
                           R"("skills":[{"name":"Python","level":"Advanced"}],)"
                           R"("languages":[{"language":"English","fluency":"Native speaker"}]})");
  const std::string posting =
      Write("posting.json",
            R"({"@context":"https://schema.org","@type":"JobPosting","title":"Engineer",)"
            R"("industry":"情報通信業","occupationalCategory":"2512","employmentType":"FULL_TIME",)"
            R"("hiringOrganization":{"@type":"Organization","name":"ACME"}})");

  const ProgramResult people = Banso({"candidates", "import", resume});
  const ProgramResult refused = Banso({"internships", "import", posting});
  const ProgramResult openings = Banso({"internships", "import", posting, "--create-employers"});
  const ProgramResult again = Banso({"internships", "import", posting, "--create-employers"});

  EXPECT_EQ(people.exit_code, 0) << people.err;
  EXPECT_THAT(people.out, HasSubstr("basics.image"));
  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("--create-employers"));
  EXPECT_EQ(openings.exit_code, 0) << openings.err;
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_THAT(JsonLines(Banso({"--json", "employers", "list"}).out), SizeIs(1));
  EXPECT_THAT(JsonLines(Banso({"--json", "internships", "list"}).out), SizeIs(1));
}

TEST_F(CliProcessTest, ListsLineUpAndShowLabels) {
  ImportOne("candidates", kCandidate);
  ImportOne("candidates", R"({"key":"c2","candidate":{"person_name":{"full_name":"森 アミナ"},)"
                          R"("home_prefecture":"47"}})");

  const ProgramResult list = Banso({"--lang", "ja", "candidates", "list"});

  EXPECT_EQ(list.exit_code, 0) << list.err;
  EXPECT_THAT(list.out, AllOf(HasSubstr("東京都"), HasSubstr("沖縄県"), HasSubstr("情報通信業"),
                              HasSubstr("申込"), HasSubstr("\u2068ليان الخطيب (Layan)\u2069")));
  // The column after the names begins at the same place on every line.
  std::vector<int> starts;
  for (const absl::string_view line : absl::StrSplit(list.out, '\n', absl::SkipEmpty())) {
    const size_t at = std::min(line.find("段階"), line.find("申込"));
    starts.push_back(DisplayWidth(line.substr(0, at)));
  }
  ASSERT_THAT(starts, SizeIs(3));
  EXPECT_THAT(starts, ::testing::Each(starts[0]));
  EXPECT_THAT(list.out, Not(HasSubstr("\033["))) << "no colours in a file";
}

TEST_F(CliProcessTest, CreatesUpdatesAndDeletes) {
  const ProgramResult created =
      Banso({"--json", "employers", "create", "-"}, R"({"display_name":"A","industry":"G"})");
  ASSERT_EQ(created.exit_code, 0) << created.err;
  const Json employer = JsonLines(created.out).at(0);
  const std::string name = employer["name"];
  const std::string etag = employer["etag"];

  const ProgramResult updated =
      Banso({"--json", "employers", "update", name, "-", "--mask", "prefecture", "--etag", etag},
            R"({"prefecture":"13","display_name":"ignored by the mask"})");
  const ProgramResult stale =
      Banso({"employers", "update", name, "-", "--etag", etag}, R"({"prefecture":"14"})");
  const ProgramResult wrong = Banso({"employers", "create", "-"}, R"({"dsplay_name":"A"})");
  const ProgramResult refused = Banso({"employers", "create", "-"}, R"({"industry":"ZZ"})");
  const ProgramResult kept = Banso({"employers", "delete", name});
  const ProgramResult deleted = Banso({"employers", "delete", name, "--yes"});

  EXPECT_EQ(updated.exit_code, 0) << updated.err;
  EXPECT_EQ(JsonLines(updated.out).at(0)["display_name"], "A");
  EXPECT_EQ(JsonLines(updated.out).at(0)["prefecture"], "13");
  EXPECT_EQ(stale.exit_code, 1);
  EXPECT_THAT(stale.err, HasSubstr("somebody else changed it"));
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("dsplay_name: is not a field"));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("display_name"), HasSubstr("industry")));
  EXPECT_EQ(kept.exit_code, 2) << "nobody confirmed";
  EXPECT_EQ(deleted.exit_code, 0) << deleted.err;
  EXPECT_EQ(Banso({"employers", "get", name}).exit_code, 1);
}

TEST_F(CliProcessTest, StepsTakeNamesOrAFilterWithConfirmation) {
  ImportOne("employers", kEmployer);
  ImportOne("employers", R"({"key":"b","employer":{"display_name":"B","industry":"I"}})");

  const ProgramResult asked = Banso({"employers", "verify", "--filter", "state = APPLIED"});
  const ProgramResult one =
      Banso({"employers", "verify", "--filter", "industry:G", "--yes", "--lang", "ja"});
  const ProgramResult rest = Banso({"employers", "verify", "--filter", "state = APPLIED", "--yes"});

  EXPECT_EQ(asked.exit_code, 2);
  EXPECT_THAT(one.out, HasSubstr("確認済み"));
  EXPECT_THAT(absl::StrSplit(rest.out, '\n', absl::SkipEmpty()),
              ::testing::Matcher<std::vector<std::string>>(SizeIs(1)));
}

TEST_F(CliProcessTest, AStepThatTheStateForbidsIsRefusedInWords) {
  const std::string candidate = ImportOne("candidates", kCandidate);

  const ProgramResult jump = Banso({"candidates", "advance", candidate, "OFFERED"});
  const ProgramResult stage = Banso({"candidates", "advance", candidate, "nowhere"});
  const ProgramResult word = Banso({"candidates", "advance", candidate, "受付"});

  EXPECT_EQ(jump.exit_code, 1);
  EXPECT_THAT(jump.err, HasSubstr("not possible in the present state"));
  EXPECT_EQ(stage.exit_code, 2);
  EXPECT_EQ(word.exit_code, 0) << word.err;
}

TEST_F(CliProcessTest, RankingsShowReasonsAndExplainAgreesWithThem) {
  ImportWorld();

  const ProgramResult shown =
      Banso({"rank", "internships", candidate_, "--as-of", kAsOf, "--lang", "ja", "--verbose"});
  const ProgramResult ranked =
      Banso({"--json", "rank", "internships", candidate_, "--as-of", kAsOf});
  const ProgramResult explained =
      Banso({"--json", "explain", candidate_, internship_, "--as-of", kAsOf});
  const ProgramResult advisors = Banso({"rank", "advisors", candidate_, "--as-of", kAsOf});
  const ProgramResult candidates =
      Banso({"rank", "candidates", internship_, "--as-of", kAsOf, "--lang", "ja-easy"});
  const ProgramResult told = Banso({"explain", candidate_, advisor_, "--as-of", kAsOf});

  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, AllOf(HasSubstr("紹介できる (1)"), HasSubstr("クラウド運用トライアル"),
                               HasSubstr("アサヒナクラウド株式会社"), HasSubstr("スキル 30×")));
  const Json ranking = JsonLines(ranked.out).at(0);
  EXPECT_EQ(ranking["matches"][0], JsonLines(explained.out).at(0)["match"]);
  EXPECT_THAT(advisors.out, HasSubstr("佐伯 遥"));
  EXPECT_THAT(candidates.out, AllOf(HasSubstr("ليان"), HasSubstr("（")));
  EXPECT_THAT(told.out, AllOf(HasSubstr("WEIGHT×VALUE"), HasSubstr("sum")));
}

TEST_F(CliProcessTest, WhyCountsWhatStandsInTheWay) {
  ImportWorld();
  const std::string far =
      ImportOne("internships",
                absl::StrReplaceAll(kInternship, {{R"("remote":true)", R"("remote":false)"},
                                                  {R"("prefecture":"13")", R"("prefecture":"47")"},
                                                  {R"("key":"i1")", R"("key":"i2")"}}));

  const auto why = [&](const std::string& language) {
    const ProgramResult shown =
        Banso({"rank", "internships", candidate_, "--as-of", kAsOf, "--why", "--lang", language});
    EXPECT_EQ(shown.exit_code, 0) << shown.err;
    return shown.out;
  };
  const std::string en = why("en");
  const ProgramResult json =
      Banso({"--json", "rank", "internships", candidate_, "--as-of", kAsOf, "--why"});
  const ProgramResult without = Banso({"rank", "internships", candidate_, "--as-of", kAsOf});
  const ProgramResult advisors = Banso({"rank", "advisors", candidate_, "--as-of", kAsOf, "--why"});

  EXPECT_THAT(
      en, AllOf(HasSubstr("2 judged: eligible 1, review 0, outside wish 0, blocked 1"),
                HasSubstr("the opening is not published"), HasSubstr("the place is not accepted")));
  EXPECT_THAT(why("ja"), AllOf(HasSubstr("希望しない勤務地"), HasSubstr("公開されていない募集")));
  EXPECT_THAT(why("ja-easy"), HasSubstr("場所（ばしょ）が希望（きぼう）とちがう"));
  EXPECT_EQ(JsonLines(json.out).at(0)["removals"]["rows"], 2);
  EXPECT_THAT(without.out, Not(HasSubstr("judged")));
  EXPECT_THAT(advisors.out, HasSubstr("1 judged"));
}

TEST_F(CliProcessTest, SuggestionsSayWhatOneChangeOpens) {
  // Python at a level above the held one.
  ImportWorld(absl::StrReplaceAll(kInternship, {{R"("level":2)", R"("level":4)"}}));

  const ProgramResult shown = Banso({"suggest", candidate_, "--as-of", kAsOf});
  const ProgramResult japanese =
      Banso({"suggest", candidate_, "--as-of", kAsOf, "--lang", "ja", "--top", "1"});
  const ProgramResult json = Banso({"--json", "suggest", candidate_, "--as-of", kAsOf});
  const std::string own = site_.TokenOf({"candidate", "--candidate", candidate_});

  EXPECT_THAT(shown.out, AllOf(HasSubstr("eligible now: 1"), HasSubstr("Python: level 4"),
                               HasSubstr("クラウド運用トライアル")));
  EXPECT_THAT(japanese.out, AllOf(HasSubstr("今、紹介できる: 1件"), HasSubstr("Python: 段階4")));
  const Json answer = JsonLines(json.out).at(0);
  EXPECT_EQ(answer["next_steps"][0]["skill"]["level"], 4);
  EXPECT_GT(answer["next_steps"][0]["best"]["raw"], answer["best"]["raw"]);
  EXPECT_EQ(site_.Banso(own, {"suggest", candidate_, "--as-of", kAsOf}).exit_code, 0);
  EXPECT_EQ(Banso({"suggest", advisor_}).exit_code, 2);
}

TEST_F(CliProcessTest, RankingsRefuseNamesOfTheWrongKind) {
  EXPECT_EQ(Banso({"rank", "internships", "advisors/a"}).exit_code, 2);
  EXPECT_EQ(Banso({"rank", "candidates", "candidates/a"}).exit_code, 2);
  EXPECT_EQ(Banso({"rank", "internships", "candidates/a", "--as-of", "soon"}).exit_code, 2);
  EXPECT_EQ(Banso({"explain", "candidates/a", "employers/a"}).exit_code, 2);
}

TEST_F(CliProcessTest, WhatIsExportedCanBeImportedElsewhere) {
  ImportWorld();
  Site other(scratch_.File("other"));
  const std::string their_coordinator = other.TokenOf({"coordinator"});

  for (const std::string collection : {"employers", "internships", "candidates", "advisors"}) {
    const std::string file = scratch_.File(collection + ".ndjson");
    EXPECT_EQ(Banso({collection, "export", file}).exit_code, 0);
    const std::vector<std::string> import = {"--json", collection, "import", file};
    const ProgramResult first = other.Banso(their_coordinator, import);
    const ProgramResult second = other.Banso(their_coordinator, import);
    EXPECT_THAT(Members(JsonLines(first.out), "kind"), ElementsAre("CREATED")) << first.err;
    EXPECT_THAT(Members(JsonLines(second.out), "kind"), ElementsAre("UNCHANGED"));
  }
}

TEST_F(CliProcessTest, TaxonomiesAreFoundByWhatPeopleWrite) {
  const ProgramResult suggested = Banso({"taxonomy", "suggest", "ｴｸｾﾙ", "--kind", "skill"});
  const ProgramResult looked_up = Banso({"taxonomy", "lookup", "it.lang.python", "--lang", "ja"});
  const ProgramResult unknown = Banso({"taxonomy", "lookup", "no.such.code"});
  const ProgramResult list = Banso({"taxonomy", "list"});

  EXPECT_THAT(suggested.out, AllOf(HasSubstr("office.pc.excel"), HasSubstr("1000")));
  EXPECT_THAT(looked_up.out, HasSubstr("スキル"));
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(list.out, HasSubstr("taxonomies/builtin-skills"));
}

TEST_F(CliProcessTest, ATaxonomyFileIsImportedOnce) {
  const std::string file = Write("jsic.csv",
                                 "code,name_ja,name_en\n"
                                 "G,情報通信業,Information and Communications\n"
                                 "39,情報サービス業,Information Services\n"
                                 "391,ソフトウェア業,Computer Programming\n");

  const ProgramResult first = Banso({"--json", "taxonomy", "import", file});
  const ProgramResult second = Banso({"--json", "taxonomy", "import", file});
  const ProgramResult wrong = Banso({"taxonomy", "import", Write("x.txt", "nothing")});

  ASSERT_EQ(first.exit_code, 0) << first.err;
  EXPECT_EQ(JsonLines(second.out).at(0).value("added_count", 0), 0);
  EXPECT_EQ(wrong.exit_code, 2);
}

TEST_F(CliProcessTest, CompletionScriptsKnowTheCommands) {
  const std::string script = RunProgram({Program("BANSO_PROGRAM"), "completion", "bash"}).out;

  const ProgramResult words = RunProgram(
      {"/bin/bash", "-c",
       script +
           "COMP_WORDS=(banso candidates ex); COMP_CWORD=2; _banso; echo \"${COMPREPLY[@]}\""});

  EXPECT_EQ(words.out, "export\n") << words.err;
}

TEST_F(CliProcessTest, WhoAmITellsWhoTheTokenStandsFor) {
  const ProgramResult english = Banso({"whoami"});
  const ProgramResult japanese = Banso({"whoami", "--lang", "ja"});
  const Json json = Rows(coordinator_, {"whoami"}).at(0);

  EXPECT_THAT(english.out, AllOf(HasSubstr("coordinator"), HasSubstr("/tokens/")));
  EXPECT_THAT(japanese.out, HasSubstr("コーディネーター"));
  EXPECT_EQ(json["principal"]["role"], "COORDINATOR");
  EXPECT_EQ(json.dump().find("banso_"), std::string::npos);
}

TEST_F(CliProcessTest, WithoutATokenOnlyWhatIsPublicAnswers) {
  const ProgramResult refused = site_.Banso("", {"whoami"});
  const ProgramResult wrong =
      site_.Banso(Write("wrong", "banso_wrong"), {"taxonomy", "suggest", "Python"});
  WritePrivateFile(scratch_.File("wrong"), "banso_wrong");
  std::filesystem::permissions(scratch_.File("wrong"), std::filesystem::perms::owner_read);
  const ProgramResult unknown = site_.Banso(scratch_.File("wrong"), {"whoami"});
  const ProgramResult everybody = site_.Banso("", {"taxonomy", "suggest", "Python"});

  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("no token was sent"));
  EXPECT_EQ(wrong.exit_code, 2) << "others may read that file";
  EXPECT_THAT(wrong.err, AllOf(HasSubstr("chmod 600"), Not(HasSubstr("banso_wrong"))));
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_THAT(unknown.err, HasSubstr("unknown, expired or revoked"));
  EXPECT_EQ(everybody.exit_code, 0) << everybody.err;
}

TEST_F(CliProcessTest, ATokenOnTheCommandLineIsRefusedAndNotRepeated) {
  for (const std::vector<std::string>& typed :
       {std::vector<std::string>{"--token", "banso_typed", "whoami"},
        std::vector<std::string>{"whoami", "--token=banso_typed"}}) {
    const ProgramResult result = site_.Banso("", typed);

    EXPECT_EQ(result.exit_code, 2);
    EXPECT_THAT(result.err, AllOf(HasSubstr("--token-file"), Not(HasSubstr("banso_typed"))));
  }
  EXPECT_THAT(RunProgram({Program("BANSO_PROGRAM"), "--help"}).out, Not(HasSubstr("--token ")));
}

TEST_F(CliProcessTest, ARoleThatMayNotIsToldSo) {
  const ProgramResult english = Banso({"principals", "list"});
  const ProgramResult japanese = Banso({"principals", "list", "--lang", "ja"});
  const ProgramResult admin = site_.Banso(site_.admin(), {"candidates", "list"});

  EXPECT_EQ(english.exit_code, 1);
  EXPECT_THAT(english.err, AllOf(HasSubstr("not allowed"), HasSubstr("banso whoami")));
  EXPECT_THAT(japanese.err, HasSubstr("許可されていません"));
  EXPECT_EQ(admin.exit_code, 1) << "an admin reads no cases";
}

TEST_F(CliProcessTest, TokensAreIssuedKeptAndRevoked) {
  const std::string principal = site_.Principal({"auditor", "--display-name", "監査"});
  const std::string file = scratch_.File("auditor.token");
  const auto issue = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"tokens", "issue", principal});
    return site_.Banso(site_.admin(), more);
  };

  const ProgramResult kept = issue({"--label", "laptop", "--lifetime", "30d", "--out", file});
  const ProgramResult again = issue({"--out", file});
  const ProgramResult alone = issue({"--secret-only"});
  const ProgramResult shown = issue({});
  const ProgramResult wrong = issue({"--lifetime", "soon"});

  EXPECT_EQ(kept.exit_code, 0) << kept.err;
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_THAT(kept.out, AllOf(HasSubstr("laptop"), Not(HasSubstr("banso_"))));
  EXPECT_EQ(site_.Banso(file, {"whoami"}).exit_code, 0);
  EXPECT_EQ(again.exit_code, 2) << "a file is never overwritten";
  EXPECT_THAT(alone.out, ::testing::MatchesRegex("banso_[!-~]+\n"));
  EXPECT_THAT(shown.out, AllOf(HasSubstr("shown only now: banso_"), HasSubstr("expire_time")));
  EXPECT_EQ(wrong.exit_code, 2);
  const std::vector<Json> tokens = Rows(site_.admin(), {"tokens", "list", principal});
  EXPECT_THAT(tokens, SizeIs(3)) << "none was issued for the file that was there";
  EXPECT_THAT(site_.Banso(site_.admin(), {"tokens", "list"}).out, HasSubstr("laptop"));

  const Json mine = Rows(file, {"whoami"}).at(0);
  const ProgramResult revoked =
      site_.Banso(site_.admin(), {"tokens", "revoke", mine["token"].get<std::string>()});

  EXPECT_EQ(revoked.exit_code, 0) << revoked.err;
  EXPECT_THAT(revoked.out, HasSubstr("JST"));
  const ProgramResult late = site_.Banso(file, {"whoami"});
  EXPECT_EQ(late.exit_code, 1);
  EXPECT_THAT(late.err, HasSubstr("revoked"));
}

TEST_F(CliProcessTest, PrincipalsAreManagedAsOtherResourcesAre) {
  const std::string admin = site_.admin();
  const ProgramResult created = site_.Banso(admin, {"--json", "principals", "create", "-"},
                                            R"({"role":"AUDITOR","display_name":"A"})");
  ASSERT_EQ(created.exit_code, 0) << created.err;
  const std::string name = JsonLines(created.out).at(0)["name"];

  const ProgramResult updated =
      site_.Banso(admin, {"principals", "update", name, "-"}, R"({"disabled":true})");
  const ProgramResult listed = site_.Banso(admin, {"principals", "list", "--lang", "ja"});
  const ProgramResult shown = site_.Banso(admin, {"principals", "get", name});
  const ProgramResult nothing = site_.Banso(admin, {"principals", "create"});
  const ProgramResult deleted = site_.Banso(admin, {"principals", "delete", name, "--yes"});

  EXPECT_EQ(updated.exit_code, 0) << updated.err;
  EXPECT_THAT(listed.out, AllOf(HasSubstr("監査人"), HasSubstr("停止")));
  EXPECT_THAT(shown.out, HasSubstr("disabled: true"));
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_THAT(nothing.err, HasSubstr("--role"));
  EXPECT_EQ(deleted.exit_code, 0) << deleted.err;
  EXPECT_EQ(site_.Banso(admin, {"principals", "get", name}).exit_code, 1);
}

TEST_F(CliProcessTest, ConsentIsDraftedGrantedAndWithdrawn) {
  const std::string candidate = ImportOne("candidates", R"({"key":"1","candidate":)"
                                                        R"({"person_name":{"full_name":"A"}}})");

  const ProgramResult draft = Banso({"--json", "consents", "draft", candidate, "--scope",
                                     "follow-up", "--text-version", "2026-11"});
  ASSERT_EQ(draft.exit_code, 0) << draft.err;
  const std::string drafted = JsonLines(draft.out).at(0)["name"];
  const ProgramResult granted =
      Banso({"--json", "consents", "grant", candidate, "--draft", drafted, "--method", "spoken"});
  const ProgramResult other = Banso({"consents", "grant", candidate, "--scope", "advisor-notes",
                                     "--method", "online", "--notice-language", "ar"});
  const ProgramResult without = Banso({"consents", "grant", candidate, "--scope", "service"});
  const ProgramResult scope =
      Banso({"consents", "grant", candidate, "--scope", "everything", "--method", "spoken"});
  const ProgramResult withdrawn =
      Banso({"consents", "withdraw", candidate, "--scope", "advisor-notes", "--lang", "ja"});
  const ProgramResult again =
      Banso({"consents", "withdraw", candidate, "--scope", "advisor-notes"});

  ASSERT_EQ(granted.exit_code, 0) << granted.err;
  EXPECT_EQ(JsonLines(granted.out).at(0)["state"], "GRANTED");
  EXPECT_EQ(other.exit_code, 0) << other.err;
  EXPECT_EQ(without.exit_code, 2) << "how it was given must be said";
  EXPECT_EQ(scope.exit_code, 2);
  EXPECT_THAT(withdrawn.out, AllOf(HasSubstr("相談の記録"), HasSubstr("撤回")));
  EXPECT_EQ(again.exit_code, 1);
  EXPECT_THAT(again.err, HasSubstr("no such consent"));
  const ProgramResult list = Banso({"consents", "list", candidate});
  EXPECT_THAT(list.out, AllOf(HasSubstr("follow up"), HasSubstr("withdrawn")));
}

TEST_F(CliProcessTest, EngagementsBeginAndEnd) {
  ImportWorldOfToday();

  const ProgramResult started = Banso({"--json", "engagements", "start", candidate_, advisor_});
  ASSERT_EQ(started.exit_code, 0) << started.err;
  const std::string name = JsonLines(started.out).at(0)["name"];
  const std::string advisor = site_.TokenOf({"advisor", "--advisor", advisor_});
  const ProgramResult seen = site_.Banso(advisor, {"candidates", "get", candidate_});
  const ProgramResult listed = Banso({"engagements", "list"});
  const ProgramResult ended = Banso({"engagements", "end", name});
  const ProgramResult turned = Banso({"engagements", "start", advisor_, candidate_});

  EXPECT_EQ(seen.exit_code, 0) << seen.err;
  EXPECT_THAT(seen.out, Not(HasSubstr("work_authorisation")));
  EXPECT_THAT(listed.out, AllOf(HasSubstr(candidate_), HasSubstr(advisor_)));
  EXPECT_THAT(ended.out, AllOf(HasSubstr(name), HasSubstr("JST")));
  EXPECT_EQ(turned.exit_code, 2);
}

TEST_F(CliProcessTest, AnEntrySheetGoesFromTheDraftToWhatWasSent) {
  ImportWorldOfToday();
  const ProgramResult started = Banso({"--json", "engagements", "start", candidate_, advisor_});
  ASSERT_EQ(started.exit_code, 0) << started.err;
  const std::string author = site_.TokenOf({"candidate", "--candidate", candidate_});
  const std::string advisor = site_.TokenOf({"advisor", "--advisor", advisor_});
  const std::string first = Write("first.txt", "私の宗教は仏教です。\n");
  const std::string second = Write("second.txt", "御社を志望します。\n");

  const auto created = Rows(author, {"sheets", "create", candidate_, first, "--title", "志望動機",
                                     "--employer", employer_});
  ASSERT_THAT(created, SizeIs(1));
  const std::string name = created[0]["name"];
  const ProgramResult warned = site_.Banso(author, {"sheets", "check", name});
  const ProgramResult submitted = site_.Banso(author, {"sheets", "submit", name});
  const ProgramResult claimed = site_.Banso(advisor, {"sheets", "claim", name});
  const ProgramResult commented = site_.Banso(advisor, {"sheets", "comment", name, "-"}, "詳しく");
  const auto again = Rows(author, {"sheets", "submit", name, second});
  const ProgramResult listed = Banso({"sheets", "list"});
  const ProgramResult assigned = Banso({"sheets", "claim", name, "--advisor", advisor_});
  const ProgramResult stale = site_.Banso(advisor, {"sheets", "final", name, "--version", "1"});
  const ProgramResult final = site_.Banso(advisor, {"sheets", "final", name});
  const auto sent = Rows(author, {"sheets", "send", name});

  EXPECT_EQ(warned.exit_code, 0) << warned.err;
  EXPECT_THAT(warned.out, AllOf(HasSubstr("religion"), HasSubstr("宗教")));
  for (const ProgramResult* step : {&submitted, &claimed, &commented, &assigned, &final}) {
    EXPECT_EQ(step->exit_code, 0) << step->err;
  }
  ASSERT_THAT(again, SizeIs(1));
  EXPECT_EQ(again[0]["versions"][1]["text"], "御社を志望します。");
  EXPECT_THAT(listed.out, AllOf(HasSubstr(name), HasSubstr("submitted"), HasSubstr("志望動機")));
  EXPECT_EQ(stale.exit_code, 1);
  ASSERT_THAT(sent, SizeIs(1));
  EXPECT_EQ(sent[0]["state"], "SENT");
  EXPECT_EQ(sent[0]["sent_sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(Banso({"sheets", "check", name}).exit_code, 1);
  EXPECT_EQ(Banso({"sheets", "claim", candidate_}).exit_code, 2);
}

TEST_F(CliProcessTest, NobodySendsWhatWarnsWithoutBeingSure) {
  ImportWorldOfToday();
  ASSERT_EQ(Banso({"engagements", "start", candidate_, advisor_}).exit_code, 0);
  const std::string author = site_.TokenOf({"candidate", "--candidate", candidate_});
  const std::string text = Write("text.txt", "私の宗教は仏教です。");
  const std::string name =
      Rows(author, {"sheets", "create", candidate_, text}).at(0).value("name", "");
  ASSERT_EQ(site_.Banso(author, {"sheets", "submit", name}).exit_code, 0);
  ASSERT_EQ(Banso({"sheets", "claim", name, "--advisor", advisor_}).exit_code, 0);
  ASSERT_EQ(Banso({"sheets", "final", name}).exit_code, 0);

  const ProgramResult unsure = site_.Banso(author, {"sheets", "send", name});
  const ProgramResult sure = site_.Banso(author, {"sheets", "send", name, "--yes"});

  EXPECT_EQ(unsure.exit_code, 2);
  EXPECT_THAT(unsure.out, HasSubstr("religion"));
  EXPECT_EQ(sure.exit_code, 0) << sure.err;
}

TEST_F(CliProcessTest, CasesAreFollowedAndHandedOver) {
  ImportWorldOfToday();
  const auto engaged = Rows(coordinator_, {"engagements", "start", candidate_, advisor_});
  ASSERT_THAT(engaged, SizeIs(1));
  const std::string engagement = engaged[0]["name"];
  const std::string start = absl::FormatTime("%Y-%m-%dT%H:00", absl::Now() + absl::Hours(48),
                                             absl::FixedTimeZone(9 * 3600));

  const auto booked = Rows(coordinator_, {"sessions", "schedule", engagement, start});
  ASSERT_THAT(booked, SizeIs(1));
  const ProgramResult again = Banso({"sessions", "schedule", engagement, start});
  const ProgramResult moved =
      Banso({"sessions", "move", booked[0]["name"],
             absl::FormatTime("%Y-%m-%dT%H:00", absl::Now() + absl::Hours(96),
                              absl::FixedTimeZone(9 * 3600))});
  const ProgramResult silent = Banso({"cases", "silent"});
  const ProgramResult waiting = Banso({"cases", "waiting", "--days", "1"});
  const ProgramResult stale = Banso({"cases", "stale"});
  const ProgramResult tasks = Banso({"cases", "tasks"});
  const ProgramResult plan = Banso({"cases", "plan", candidate_});
  const ProgramResult hours = Banso({"cases", "hours", advisor_, "--since", "2026-01-01"});
  const ProgramResult confirmed = Banso({"candidates", "confirm", candidate_});
  const ProgramResult paused = Banso({"advisors", "pause", advisor_});
  const std::string other = ImportOne(
      "advisors", absl::StrReplaceAll(kAdvisor, {{"\"a1\"", "\"a2\""},
                                                 {"[{\"day\":\"SATURDAY\",\"start\":{\"hours\":10},"
                                                  "\"end\":{\"hours\":12}}]",
                                                  "[{\"day\":\"SUNDAY\",\"start\":{\"hours\":10},"
                                                  "\"end\":{\"hours\":14}}]"}}));
  EXPECT_EQ(Banso({"advisors", "activate", "--from-applied", other}).exit_code, 0);
  const ProgramResult tried = Banso({"cases", "hand-over", advisor_, "--dry-run"});
  const ProgramResult done = Banso({"cases", "hand-over", advisor_, "--yes"});

  EXPECT_EQ(again.exit_code, 1);
  EXPECT_EQ(moved.exit_code, 0) << moved.err;
  for (const ProgramResult* list : {&silent, &waiting, &stale, &tasks, &hours, &confirmed}) {
    EXPECT_EQ(list->exit_code, 0) << list->err;
  }
  EXPECT_THAT(hours.out, HasSubstr(advisor_));
  EXPECT_EQ(plan.exit_code, 1);  // nothing is planned yet
  EXPECT_EQ(paused.exit_code, 0) << paused.err;
  EXPECT_THAT(paused.err, AllOf(HasSubstr("1 people"), HasSubstr("hand-over")));
  EXPECT_EQ(tried.exit_code, 0) << tried.err;
  EXPECT_THAT(tried.out, AllOf(HasSubstr(other), HasSubstr("nothing was changed")));
  EXPECT_THAT(done.out, HasSubstr("1 cases were handed over, 0 remain"));
  EXPECT_EQ(Banso({"cases", "hand-over", candidate_}).exit_code, 2);
  EXPECT_EQ(Banso({"sessions", "schedule", engagement, "tomorrow"}).exit_code, 2);
}

TEST_F(CliProcessTest, ADeskDayIsPlannedAllocatedAndCalledOff) {
  ImportWorldOfToday();
  // A Saturday that lies ahead whenever this runs.
  const absl::TimeZone japan = absl::FixedTimeZone(9 * 3600);
  const absl::CivilDay saturday = absl::NextWeekday(
      absl::ToCivilDay(absl::Now() + absl::Hours(20 * 24), japan), absl::Weekday::saturday);
  const std::string date = absl::FormatCivilTime(saturday);

  const ProgramResult monday =
      Banso({"desk", "create", absl::FormatCivilTime(saturday + 2), advisor_});
  const ProgramResult created = Banso({"--json", "desk", "create", date, advisor_});
  ASSERT_EQ(created.exit_code, 0) << created.err;
  const std::string name = JsonLines(created.out).at(0)["name"];
  const ProgramResult listed = Banso({"desk", "list"});
  const ProgramResult slots = Banso({"desk", "slots"});
  const ProgramResult tried = Banso({"desk", "allocate", name, "--dry-run"});
  const ProgramResult allocated = Banso({"desk", "allocate", name});
  const ProgramResult cancelled = Banso({"desk", "cancel", name, "--reason", "snow"});
  const ProgramResult sessions = Banso({"sessions", "list"});
  const ProgramResult wrong = Banso({"desk", "allocate", candidate_});

  EXPECT_EQ(monday.exit_code, 1);
  EXPECT_THAT(monday.err, HasSubstr("date"));
  EXPECT_THAT(listed.out, AllOf(HasSubstr(name), HasSubstr(date), HasSubstr("13:00–17:00"),
                                HasSubstr("planned"), HasSubstr(advisor_)));
  EXPECT_THAT(slots.out, HasSubstr(name));
  EXPECT_EQ(tried.exit_code, 0) << tried.err;
  EXPECT_THAT(tried.out, HasSubstr("nothing was changed"));
  EXPECT_EQ(allocated.exit_code, 0) << allocated.err;
  EXPECT_THAT(cancelled.out, HasSubstr("cancelled"));
  EXPECT_EQ(sessions.exit_code, 0) << sessions.err;
  EXPECT_EQ(wrong.exit_code, 2);
}

TEST_F(CliProcessTest, TheOutboxIsLookedAfter) {
  ImportWorldOfToday();
  const ProgramResult listed = Banso({"outbox", "list", "--filter", "state = DEAD"});
  const ProgramResult unknown = Banso({"outbox", "get", "messages/none"});
  const ProgramResult nothing = Banso({"outbox", "preview", "messages/none"});
  const ProgramResult retried = Banso({"outbox", "retry", "messages/none", "--yes"});
  const ProgramResult wrong = Banso({"outbox", "preview", candidate_});

  EXPECT_EQ(listed.exit_code, 0) << listed.err;
  EXPECT_EQ(unknown.exit_code, 1);
  EXPECT_EQ(nothing.exit_code, 1);
  EXPECT_THAT(nothing.err, HasSubstr("messages/none"));
  EXPECT_EQ(retried.exit_code, 1);
  EXPECT_EQ(wrong.exit_code, 2);
}

TEST_F(CliProcessTest, TwoRecordsOfOnePersonAreFoundAndMerged) {
  ImportWorldOfToday();
  const std::string row = Write("second.json", R"({"person_name":{"full_name":"別名"},)"
                                               R"("contacts":[{"channel":"EMAIL",)"
                                               R"("address":"twice@example.net"}]})");
  const auto create = [&] {
    return std::string(JsonLines(Banso({"--json", "candidates", "create", row}).out).at(0)["name"]);
  };
  const std::string first = create();
  const std::string second = create();

  const ProgramResult found = Banso({"candidates", "duplicates", first});
  const ProgramResult unsure = Banso({"candidates", "merge", first, second});
  const ProgramResult tried = Banso({"candidates", "merge", first, second, "--dry-run"});
  const ProgramResult merged = Banso({"candidates", "merge", first, second, "--yes"});
  const ProgramResult gone = Banso({"candidates", "get", second});

  EXPECT_THAT(found.out, AllOf(HasSubstr(first), HasSubstr(second), HasSubstr("the same")));
  EXPECT_EQ(unsure.exit_code, 2);
  EXPECT_EQ(tried.exit_code, 0) << tried.err;
  EXPECT_EQ(merged.exit_code, 0) << merged.err;
  EXPECT_THAT(merged.out, HasSubstr("tombstones/"));
  EXPECT_EQ(gone.exit_code, 1);
}

TEST_F(CliProcessTest, CalendarsAreReadAndWritten) {
  ImportWorldOfToday();
  const std::string file = Write("busy.ics",
                                 "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
                                 "BEGIN:VFREEBUSY\r\nUID:1\r\n"
                                 "END:VFREEBUSY\r\nEND:VCALENDAR\r\n");
  const std::string broken = Write("broken.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n");

  const ProgramResult feed = Banso({"calendar", "advisor", advisor_});
  const ProgramResult tried = Banso({"calendar", "import", advisor_, file, "--dry-run"});
  const ProgramResult imported = Banso({"calendar", "import", advisor_, file});
  const ProgramResult refused = Banso({"calendar", "import", advisor_, broken});
  const ProgramResult wrong = Banso({"calendar", "session", advisor_});

  EXPECT_EQ(feed.exit_code, 0) << feed.err;
  EXPECT_THAT(feed.out, HasSubstr("BEGIN:VCALENDAR\r\n"));
  EXPECT_EQ(tried.exit_code, 0) << tried.err;
  EXPECT_EQ(imported.exit_code, 0) << imported.err;
  EXPECT_THAT(imported.out, HasSubstr(advisor_));
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("line 3"));
  EXPECT_EQ(wrong.exit_code, 2);
}

TEST_F(CliProcessTest, AReportIsPreviewedApprovedPublishedAndWritten) {
  const std::string file = scratch_.File("report.html");
  const std::string auditor = site_.TokenOf({"auditor"});

  const ProgramResult preview = Banso({"report", "preview", "2026-04"});
  const ProgramResult japanese = Banso({"report", "preview", "2026-04", "--lang", "ja"});
  const ProgramResult hidden = site_.Banso(auditor, {"report", "get", "2026-04"});
  const ProgramResult refused = Banso({"report", "approve", "2026-04", "employed", "--yes"});
  const ProgramResult approved =
      site_.Banso(site_.admin(), {"report", "approve", "2026-04", "retained-6m", "--yes"});
  const ProgramResult unsure = Banso({"report", "publish", "2026-04"});
  const ProgramResult tried = Banso({"report", "publish", "2026-04", "--dry-run"});
  const ProgramResult early = Banso({"report", "publish", "2098-04", "--yes"});
  const ProgramResult wrong = Banso({"report", "preview", "2026-05"});
  EXPECT_TRUE(JsonLines(Banso({"--json", "report", "list"}).out).empty());
  const ProgramResult published = Banso({"report", "publish", "2026-04", "--yes"});
  const ProgramResult again = Banso({"report", "publish", "2026-04", "--yes"});

  EXPECT_EQ(preview.exit_code, 0) << preview.err;
  EXPECT_THAT(preview.out, AllOf(HasSubstr("2026-04-01 – 2026-09-30, not published"),
                                 HasSubstr("people in work"), HasSubstr("first interview")));
  EXPECT_THAT(japanese.out, AllOf(HasSubstr("未公表"), HasSubstr("就職した人")));
  EXPECT_EQ(hidden.exit_code, 1);
  EXPECT_EQ(refused.exit_code, 1) << "an admin approves";
  EXPECT_EQ(approved.exit_code, 0) << approved.err;
  EXPECT_THAT(approved.out, HasSubstr("people retained 6 months"));
  EXPECT_EQ(unsure.exit_code, 2);
  EXPECT_EQ(tried.exit_code, 0) << tried.err;
  EXPECT_EQ(early.exit_code, 1);
  EXPECT_EQ(wrong.exit_code, 1);
  EXPECT_THAT(wrong.err, HasSubstr("period"));
  EXPECT_EQ(published.exit_code, 0) << published.err;
  EXPECT_EQ(again.exit_code, 1);

  EXPECT_THAT(site_.Banso(auditor, {"report", "list"}).out,
              AllOf(HasSubstr("reports/2026-04"), HasSubstr("JST")));
  const ProgramResult got = site_.Banso(auditor, {"report", "get", "reports/2026-04"});
  EXPECT_THAT(got.out, HasSubstr(", published "));
  EXPECT_EQ(Rows(auditor, {"report", "get", "2026-04"}).at(0)["name"], "reports/2026-04");
  const ProgramResult csv =
      site_.Banso(auditor, {"report", "render", "2026-04", "--format", "csv"});
  EXPECT_THAT(csv.out, ::testing::StartsWith("table,row_dimension,row,"));
  const ProgramResult json =
      site_.Banso(auditor, {"report", "render", "2026-04", "--format", "json"});
  EXPECT_EQ(Json::parse(json.out)["name"], "reports/2026-04");
  const ProgramResult page =
      site_.Banso(auditor, {"report", "render", "2026-04", "--out", file, "--lang", "ja"});
  EXPECT_EQ(page.exit_code, 0) << page.err;
  std::ifstream stream(file);
  const std::string html{std::istreambuf_iterator<char>(stream), {}};
  EXPECT_THAT(html, AllOf(HasSubstr("<html lang=\"ja\">"), HasSubstr("2026年4月1日")));
}

TEST_F(CliProcessTest, AnIntroductionGoesFromCardToNameAndBack) {
  ImportWorldOfToday();
  const std::string employer = site_.TokenOf({"employer", "--employer", employer_});

  // The employer sees a card that says nothing of who it is.
  const ProgramResult cards = site_.Banso(employer, {"--json", "rank", "blinded", internship_});
  const ProgramResult table =
      site_.Banso(employer, {"rank", "blinded", internship_, "--lang", "ja"});
  ASSERT_EQ(cards.exit_code, 0) << cards.err;
  const Json shown = JsonLines(cards.out).at(0);
  ASSERT_THAT(shown["blinded_candidates"], SizeIs(1));
  const std::string card = shown["blinded_candidates"][0]["name"];
  EXPECT_THAT(cards.out, AllOf(Not(HasSubstr(candidate_.substr(11))), Not(HasSubstr("Layan")),
                               Not(HasSubstr("ليان")), Not(HasSubstr("raw"))));
  EXPECT_THAT(table.out, AllOf(HasSubstr(card), HasSubstr("日本"), HasSubstr("午前")));
  EXPECT_EQ(site_.Banso(employer, {"rank", "blinded", card}).exit_code, 0);
  EXPECT_EQ(site_.Banso(employer, {"candidates", "get", candidate_}).exit_code, 1);

  // It asks, the person agrees, and only then the name is told.
  const Json asked = Rows(employer, {"introduce", card}).at(0);
  const std::string application = asked["name"];
  EXPECT_EQ(asked["state"], "CONSENT_PENDING");
  EXPECT_FALSE(asked.contains("candidate"));
  EXPECT_EQ(site_.Banso(employer, {"applications", "named", application}).exit_code, 1);
  EXPECT_EQ(Banso({"applications", "agree", application}).exit_code, 2) << "without --method";
  const ProgramResult agreed =
      Banso({"applications", "agree", application, "--method", "spoken", "--lang", "ja"});
  EXPECT_EQ(agreed.exit_code, 0) << agreed.err;
  EXPECT_THAT(agreed.out, HasSubstr("応募"));
  const Json named = Rows(employer, {"applications", "named", application}).at(0);
  EXPECT_EQ(named["chosen_name"], "ليان الخطيب");
  EXPECT_THAT(site_.Banso(employer, {"applications", "list"}).out, HasSubstr(card));
  EXPECT_THAT(Banso({"provisions", "list"}).out,
              AllOf(HasSubstr(candidate_), HasSubstr(employer_)));

  // The person takes it back; the employer confirms that it deleted what it was told.
  const ProgramResult withdrawn =
      Banso({"consents", "withdraw", candidate_, "--scope", "employer-named"});
  EXPECT_EQ(withdrawn.exit_code, 0) << withdrawn.err;
  EXPECT_EQ(site_.Banso(employer, {"applications", "named", application}).exit_code, 1);
  const std::vector<Json> deletions = Rows(employer, {"deletions", "list"});
  ASSERT_THAT(deletions, SizeIs(::testing::Ge(1)));
  const ProgramResult confirmed =
      site_.Banso(employer, {"deletions", "confirm", deletions[0]["name"].get<std::string>()});
  EXPECT_EQ(confirmed.exit_code, 0) << confirmed.err;
}

TEST_F(CliProcessTest, APlacementGoesFromAnInterestToWhatCameOfIt) {
  ImportWorldOfToday();
  ASSERT_EQ(site_.Banso(site_.admin(), {"settings", "set", "--licence", "13-ム-300000"}).exit_code,
            0);
  ASSERT_EQ(Banso({"consents", "grant", candidate_, "--scope", "follow-up", "--method", "spoken"})
                .exit_code,
            0);
  const auto name_of = [](const ProgramResult& result) {
    EXPECT_EQ(result.exit_code, 0) << result.err;
    return JsonLines(result.out).at(0)["name"].get<std::string>();
  };
  const auto step = [&](const char* group, const char* verb, const std::string& name) {
    const ProgramResult result = Banso({group, verb, name});
    EXPECT_EQ(result.exit_code, 0) << verb << ": " << result.err;
    return result.out;
  };

  const std::string application =
      name_of(Banso({"--json", "applications", "interest", candidate_, internship_}));
  EXPECT_EQ(Banso({"applications", "apply", application}).exit_code, 2) << "without --method";
  ASSERT_EQ(Banso({"applications", "apply", application, "--method", "spoken"}).exit_code, 0);
  EXPECT_EQ(Banso({"applications", "start", application}).exit_code, 1) << "not accepted yet";
  for (const char* verb : {"screen", "interview", "accept", "start"}) {
    step("applications", verb, application);
  }
  EXPECT_THAT(step("applications", "complete", application), HasSubstr("completed"));

  const std::string offer = name_of(Banso({"--json", "offers", "make", application}));
  step("offers", "confirm", offer);
  step("offers", "accept", offer);
  EXPECT_THAT(step("offers", "join", offer), HasSubstr("joined"));
  EXPECT_THAT(Banso({"offers", "list", "--lang", "ja"}).out,
              AllOf(HasSubstr(offer), HasSubstr("入社")));
  EXPECT_THAT(Banso({"offers", "due"}).out, Not(HasSubstr(offer)));
  EXPECT_THAT(Banso({"offers", "due", "--days", "200"}).out,
              AllOf(HasSubstr(offer), HasSubstr(candidate_)));

  const ProgramResult no_outcome = Banso({"offers", "settle", offer, "GONE"});
  const ProgramResult no_reason = Banso({"offers", "settle", offer, "LEFT_BEFORE_6M"});
  const ProgramResult no_code =
      Banso({"offers", "settle", offer, "LEFT_BEFORE_6M", "--reason", "BAD_LUCK"});
  const ProgramResult settled = Banso({"offers", "settle", offer, "LEFT_BEFORE_6M", "--reason",
                                       "work-itself", "--note", "nights were too long"});
  EXPECT_EQ(no_outcome.exit_code, 2);
  EXPECT_EQ(no_reason.exit_code, 1);
  EXPECT_THAT(no_reason.err, HasSubstr("reason"));
  EXPECT_EQ(no_code.exit_code, 2);
  EXPECT_EQ(settled.exit_code, 0) << settled.err;
  EXPECT_THAT(settled.out, AllOf(HasSubstr("work itself"), HasSubstr("nights were too long")));
}

TEST_F(CliProcessTest, AnEndingIsForAReasonThatIsACode) {
  ImportWorldOfToday();
  const ProgramResult interest =
      Banso({"--json", "applications", "interest", candidate_, internship_});
  ASSERT_EQ(interest.exit_code, 0) << interest.err;
  const std::string application = JsonLines(interest.out).at(0)["name"];

  EXPECT_EQ(Banso({"applications", "reject", application}).exit_code, 1) << "without a reason";
  EXPECT_EQ(Banso({"applications", "reject", application, "--reason", "whim"}).exit_code, 2);
  const ProgramResult rejected =
      Banso({"applications", "reject", application, "--reason", "LANGUAGE"});
  EXPECT_EQ(rejected.exit_code, 0) << rejected.err;
  EXPECT_THAT(rejected.out, HasSubstr("rejected"));
  EXPECT_THAT(Banso({"applications", "reject", "--help"}).out, HasSubstr("OPENING_CLOSED"));
}

TEST_F(CliProcessTest, APersonGetsEverythingAndIsErasedOnlyWhenSure) {
  ImportWorldOfToday();
  const std::string person = site_.TokenOf({"candidate", "--candidate", candidate_});
  const std::string file = scratch_.File("export.json");

  const ProgramResult printed = site_.Banso(person, {"export", candidate_});
  const ProgramResult written = site_.Banso(person, {"export", candidate_, "--out", file});
  const ProgramResult asked = site_.Banso(person, {"erase", candidate_});
  const ProgramResult typed = site_.Banso(person, {"erase", candidate_}, candidate_ + "\n");

  ASSERT_EQ(printed.exit_code, 0) << printed.err;
  const Json everything = Json::parse(printed.out);
  EXPECT_EQ(everything["candidate"]["person_name"]["latin_name"], "Layan");
  EXPECT_TRUE(everything.contains("audit_entries"));
  EXPECT_EQ(written.exit_code, 0) << written.err;
  EXPECT_EQ(std::filesystem::status(file).permissions(),
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  EXPECT_EQ(asked.exit_code, 2) << "nobody confirmed";
  EXPECT_EQ(typed.exit_code, 2) << "a pipe cannot confirm, only --yes can";
  EXPECT_EQ(Banso({"candidates", "get", candidate_}).exit_code, 0);

  const ProgramResult erased = Banso({"--json", "erase", candidate_, "--yes"});

  EXPECT_EQ(erased.exit_code, 0) << erased.err;
  EXPECT_THAT(JsonLines(erased.out).at(0)["name"].get<std::string>(),
              ::testing::StartsWith("tombstones/"));
  EXPECT_EQ(Banso({"candidates", "get", candidate_}).exit_code, 1);
}

TEST_F(CliProcessTest, RequestsOfPeopleAreNotedAndAnswered) {
  const std::string candidate = ImportOne("candidates", R"({"key":"1","candidate":)"
                                                        R"({"person_name":{"full_name":"A"}}})");

  const ProgramResult asked = Banso({"--json", "rights", "ask", candidate, "cease-use"});
  ASSERT_EQ(asked.exit_code, 0) << asked.err;
  const std::string name = JsonLines(asked.out).at(0)["name"];
  const ProgramResult unknown = Banso({"rights", "ask", candidate, "riches"});
  const ProgramResult answered = Banso({"rights", "answer", name});
  const ProgramResult list = Banso({"rights", "list", "--lang", "ja"});

  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_EQ(answered.exit_code, 0) << answered.err;
  EXPECT_THAT(list.out, AllOf(HasSubstr(candidate), HasSubstr("利用停止")));
}

TEST_F(CliProcessTest, SettingsAndRetentionAreForAdmins) {
  const std::string admin = site_.admin();

  const ProgramResult set =
      site_.Banso(admin, {"--json", "settings", "set", "--licence", "13-ム-000000",
                          "--licence-until", "2040-03-31", "--desk-contact", "desk@example.org"});
  const ProgramResult nothing = site_.Banso(admin, {"settings", "set"});
  const ProgramResult cleared = site_.Banso(admin, {"settings", "set", "--no-licence"});
  const ProgramResult shown = Banso({"--json", "settings", "get"});
  const ProgramResult dry = site_.Banso(admin, {"retention"});
  const ProgramResult unsure = site_.Banso(admin, {"retention", "--run"});
  const ProgramResult run = site_.Banso(admin, {"retention", "--run", "--yes"});

  ASSERT_EQ(set.exit_code, 0) << set.err;
  EXPECT_EQ(JsonLines(set.out).at(0)["placement_licence"]["valid_until_date"]["year"], 2040);
  EXPECT_EQ(nothing.exit_code, 2);
  EXPECT_EQ(cleared.exit_code, 0) << cleared.err;
  const Json settings = JsonLines(shown.out).at(0);
  EXPECT_FALSE(settings.contains("placement_licence"));
  EXPECT_EQ(settings["desk_contact"], "desk@example.org");
  EXPECT_THAT(dry.out, HasSubstr("0 would be erased"));
  EXPECT_EQ(unsure.exit_code, 2) << "nobody confirmed";
  EXPECT_THAT(run.out, HasSubstr("0 erased"));
}

TEST_F(CliProcessTest, TheAuditLogTellsWhoSawAndAListIsReplayed) {
  ImportWorld();
  const std::string auditor = site_.TokenOf({"auditor"});
  const Json ranking =
      Rows(coordinator_, {"rank", "internships", candidate_, "--as-of", kAsOf}).at(0);
  ASSERT_THAT(ranking["matches"], SizeIs(1));

  // The row of a ranking may follow its answer by a second.
  std::string number;
  for (int tries = 0; number.empty() && tries < 100; ++tries) {
    for (const Json& row : Rows(auditor, {"audit", "list", "--subject", candidate_, "--all"})) {
      if (row.contains("shown_list")) number = row["number"].get<std::string>();
    }
    absl::SleepFor(absl::Milliseconds(100));
  }
  const ProgramResult table =
      site_.Banso(auditor, {"audit", "list", "--subject", candidate_, "--since", "2020-01-01"});
  const ProgramResult verified = site_.Banso(auditor, {"audit", "verify"});
  const ProgramResult replayed = Banso({"replay", number});
  const ProgramResult json = Banso({"--json", "replay", number});
  const ProgramResult wrong = Banso({"replay", "first"});

  EXPECT_EQ(table.exit_code, 0) << table.err;
  EXPECT_THAT(table.out, AllOf(HasSubstr("MatchingService/RankInternships"),
                               HasSubstr("coordinator"), Not(HasSubstr("Layan"))));
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
  EXPECT_THAT(verified.out, HasSubstr("the audit log is whole"));
  EXPECT_EQ(replayed.exit_code, 0) << replayed.out << replayed.err;
  EXPECT_THAT(replayed.out, HasSubstr("those that were shown"));
  EXPECT_EQ(JsonLines(json.out).at(0)["matches"], ranking["matches"]);
  EXPECT_EQ(wrong.exit_code, 2);
}

// Certificates of an authority of the test's own.
class CliTlsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(
        OpenSsl({"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                 "-nodes", "-days", "30", "-subj", "/CN=Test authority", "-keyout", File("ca.key"),
                 "-out", File("ca.crt")}));
    ASSERT_NO_FATAL_FAILURE(Certify("server", "subjectAltName=IP:127.0.0.1"));
    ASSERT_NO_FATAL_FAILURE(Certify("portal", "extendedKeyUsage=clientAuth"));
  }

  std::string File(const std::string& name) const { return scratch_.File(name); }

  void OpenSsl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "/usr/bin/openssl");
    const ProgramResult result = RunProgram(arguments);
    ASSERT_EQ(result.exit_code, 0) << result.err;
  }

  // A key that only its owner may read, and a certificate.
  void Certify(const std::string& name, const std::string& extension) {
    ASSERT_NO_FATAL_FAILURE(OpenSsl(
        {"req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj",
         "/CN=" + name, "-keyout", File(name + ".key"), "-out", File(name + ".csr")}));
    std::filesystem::permissions(File(name + ".key"), std::filesystem::perms::owner_read);
    std::ofstream(File(name + ".ext")) << extension << "\n";
    ASSERT_NO_FATAL_FAILURE(
        OpenSsl({"x509", "-req", "-in", File(name + ".csr"), "-CA", File("ca.crt"), "-CAkey",
                 File("ca.key"), "-CAcreateserial", "-days", "30", "-extfile", File(name + ".ext"),
                 "-out", File(name + ".crt")}));
  }

  ScratchDir scratch_;
};

TEST_F(CliTlsTest, TheServerIsTrustedByItsAuthorityAndACertificateIsProof) {
  Site site(File("site"), {"--tls-cert", File("server.crt"), "--tls-key", File("server.key"),
                           "--tls-client-ca", File("ca.crt")});

  const ProgramResult plain = site.Banso(site.admin(), {"--timeout", "5", "whoami"});
  site.set_client_flags({"--tls-ca", File("portal.crt")});
  const ProgramResult untrusted = site.Banso(site.admin(), {"--timeout", "5", "whoami"});
  site.set_client_flags({"--tls-ca", File("ca.crt")});
  const ProgramResult trusted = site.Banso(site.admin(), {"whoami"});
  const ProgramResult created =
      site.Banso(site.admin(), {"principals", "create", "-"},
                 R"({"role":"COORDINATOR","certificate_names":["cn:portal"]})");
  site.set_client_flags({"--tls-ca", File("ca.crt"), "--tls-cert", File("portal.crt"), "--tls-key",
                         File("portal.key")});
  const ProgramResult proven = site.Banso("", {"whoami"});

  EXPECT_NE(plain.exit_code, 0);
  EXPECT_EQ(untrusted.exit_code, 4);
  EXPECT_THAT(untrusted.err, HasSubstr("no safe connection"));
  EXPECT_EQ(trusted.exit_code, 0) << trusted.err;
  EXPECT_EQ(created.exit_code, 0) << created.err;
  EXPECT_EQ(proven.exit_code, 0) << proven.err;
  EXPECT_THAT(proven.out, HasSubstr("coordinator"));
}

}  // namespace
}  // namespace banso
