// The command line as a process against the server as a process.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
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

class CliProcessTest : public ::testing::Test {
 protected:
  CliProcessTest()
      : server_(Program("BANSO_SERVER_PROGRAM"), "sqlite:" + scratch_.File("banso.db")) {}

  ProgramResult Banso(std::vector<std::string> arguments, const std::string& input = "") {
    arguments.insert(arguments.begin(), {Program("BANSO_PROGRAM"), "--server", server_.address()});
    return RunProgram(arguments, input);
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
  void ImportWorld() {
    employer_ = ImportOne("employers", kEmployer);
    internship_ = ImportOne("internships", kInternship);
    candidate_ = ImportOne("candidates", kCandidate);
    advisor_ = ImportOne("advisors", kAdvisor);
    EXPECT_EQ(Banso({"employers", "verify", employer_}).exit_code, 0);
    const ProgramResult published = Banso({"internships", "publish", "--from-draft", internship_});
    EXPECT_EQ(published.exit_code, 0) << published.err;
    EXPECT_THAT(published.out, HasSubstr("published"));
    EXPECT_EQ(Banso({"advisors", "activate", "--from-applied", advisor_}).exit_code, 0);
    EXPECT_EQ(Banso({"candidates", "advance", "--through", candidate_, "PLANNED"}).exit_code, 0);
  }

  ScratchDir scratch_;
  ServerProgram server_;
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

TEST_F(CliProcessTest, RankingsRefuseNamesOfTheWrongKind) {
  EXPECT_EQ(Banso({"rank", "internships", "advisors/a"}).exit_code, 2);
  EXPECT_EQ(Banso({"rank", "candidates", "candidates/a"}).exit_code, 2);
  EXPECT_EQ(Banso({"rank", "internships", "candidates/a", "--as-of", "soon"}).exit_code, 2);
  EXPECT_EQ(Banso({"explain", "candidates/a", "employers/a"}).exit_code, 2);
}

TEST_F(CliProcessTest, WhatIsExportedCanBeImportedElsewhere) {
  ImportWorld();
  const ServerProgram other(Program("BANSO_SERVER_PROGRAM"), "sqlite:" + scratch_.File("other.db"));

  for (const std::string collection : {"employers", "internships", "candidates", "advisors"}) {
    const std::string file = scratch_.File(collection + ".ndjson");
    EXPECT_EQ(Banso({collection, "export", file}).exit_code, 0);
    const std::vector<std::string> import = {Program("BANSO_PROGRAM"),
                                             "--server",
                                             other.address(),
                                             "--json",
                                             collection,
                                             "import",
                                             file};
    const ProgramResult first = RunProgram(import);
    const ProgramResult second = RunProgram(import);
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

}  // namespace
}  // namespace banso
