#include "clients/cli/import/import_file.h"

#include <fstream>

#include "banso/v1/candidate.pb.h"
#include "banso/v1/internship.pb.h"
#include "gmock/gmock.h"
#include "tests/cli/fake_term_resolver.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ImportFileTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& content) {
    std::ofstream(scratch_.File(name), std::ios::binary) << content;
    return scratch_.File(name);
  }

  ImportSettings For(const char* collection) {
    ImportSettings settings;
    settings.kind = FindResourceKind(collection);
    return settings;
  }

  std::vector<ImportRow> Rows(const std::string& path, const ImportSettings& settings) {
    FakeTermResolver resolver;
    const auto file = OpenImportFile(path, settings);
    EXPECT_THAT(file, IsOk());
    std::vector<ImportRow> rows;
    if (!file.ok()) return rows;
    for (const RawRow& raw : file->rows) {
      auto row = PrepareRow(*file, raw, settings, resolver);
      EXPECT_THAT(row, IsOk());
      if (row.ok()) rows.push_back(*std::move(row));
    }
    return rows;
  }

  ScratchDir scratch_;
};

TEST_F(ImportFileTest, ContractRowsMayBringTheirKeyAndSource) {
  const auto rows =
      Rows(Write("people.ndjson", R"({"key":"c1","candidate":{"person_name":{"full_name":"A"}}})"
                                  "\n"
                                  R"({"key":"c2","source":"s","candidate":{"photo":"x"}})"
                                  "\n"
                                  R"({"person_name":{"full_name":"B"},"etag":"e","revision":"7"})"
                                  "\n"),
           For("candidates"));

  ASSERT_EQ(rows.size(), 3);
  EXPECT_EQ(rows[0].key, "c1");
  EXPECT_EQ(rows[0].source, "people");
  EXPECT_EQ(rows[1].source, "s");
  EXPECT_THAT(rows[1].dropped,
              ElementsAre(DroppedField{"photo", DroppedField::Why::kMustNotBeHeld}));
  EXPECT_THAT(rows[2].key, ::testing::StartsWith("content:"));
  EXPECT_EQ(static_cast<const v1::Candidate&>(*rows[2].resource).etag(), "");
}

TEST_F(ImportFileTest, TheSourceGivenOnTheCommandLineWins) {
  ImportSettings settings = For("candidates");
  settings.source = "mine";

  const auto rows = Rows(Write("p.ndjson", R"({"key":"c","source":"s","candidate":{}})"), settings);

  EXPECT_EQ(rows[0].source, "mine");
}

TEST_F(ImportFileTest, TheSameContentHasTheSameKey) {
  const auto rows = Rows(Write("p.ndjson", R"({"home_prefecture":"13"})"
                                           "\n"
                                           R"({ "home_prefecture" : "13" })"
                                           "\n"
                                           R"({"home_prefecture":"14"})"
                                           "\n"),
                         For("candidates"));

  EXPECT_EQ(rows[0].key, rows[1].key);
  EXPECT_NE(rows[0].key, rows[2].key);
}

TEST_F(ImportFileTest, InternshipsNameTheirEmployerInOneOfThreeWays) {
  const auto rows =
      Rows(Write("i.ndjson", R"({"key":"1","employer":"employers/e1","internship":{"title":"T"}})"
                             "\n"
                             R"({"key":"2","employer_key":"acme","internship":{"title":"T"}})"
                             "\n"
                             R"({"name":"employers/e2/internships/i1","title":"T"})"
                             "\n"),
           For("internships"));

  EXPECT_EQ(rows[0].employer, "employers/e1");
  EXPECT_EQ(rows[1].employer_key, "acme");
  EXPECT_EQ(rows[1].employer_source, "employers");
  EXPECT_EQ(rows[2].employer, "employers/e2");
}

TEST_F(ImportFileTest, EmployersAreSoughtUnderTheSourceGivenForTheRows) {
  const std::string path =
      Write("i.ndjson", R"({"key":"2","employer_key":"acme","internship":{"title":"T"}})");
  ImportSettings settings = For("internships");
  settings.source = "demo";
  EXPECT_EQ(Rows(path, settings)[0].employer_source, "demo");

  settings.employer_source = "companies";
  EXPECT_EQ(Rows(path, settings)[0].employer_source, "companies");
}

TEST_F(ImportFileTest, DefaultsFillWhatRowsLeaveUnset) {
  ImportSettings settings = For("internships");
  settings.defaults = Json::parse(R"({"seats": 2, "programme_type": "WORK_TRIAL"})");

  const auto rows = Rows(Write("i.ndjson", R"({"title":"T","seats":5})"), settings);

  const auto& internship = static_cast<const v1::Internship&>(*rows[0].resource);
  EXPECT_EQ(internship.seats(), 5);
  EXPECT_EQ(internship.programme_type(), v1::Internship::WORK_TRIAL);
}

TEST_F(ImportFileTest, FormatsAreFoundOut) {
  const auto format = [this](const std::string& name, const std::string& content,
                             const char* collection) {
    const auto file = OpenImportFile(Write(name, content), For(collection));
    return file.ok() ? file->format : ImportFormat::kAuto;
  };
  EXPECT_EQ(format("a.json", R"([{"title":"T"}])", "internships"), ImportFormat::kContract);
  EXPECT_EQ(format("b.json", R"({"basics":{"name":"A"}})", "candidates"),
            ImportFormat::kJsonResume);
  EXPECT_EQ(format("c.json", "{\n\"@type\": \"JobPosting\",\n\"title\":\"T\"}", "internships"),
            ImportFormat::kJobPosting);
}

TEST_F(ImportFileTest, AFormatThatDoesNotSuitIsRefused) {
  EXPECT_THAT(OpenImportFile(Write("b.json", R"({"basics":{}})"), For("advisors")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("candidate only")));
  EXPECT_THAT(OpenImportFile(Write("a.csv", "a,b\n1,2\n"), For("candidates")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("--mapping")));
}

TEST_F(ImportFileTest, ReadsAGoogleFormsExportInCp932) {
  ImportSettings settings = For("candidates");
  auto mapping = Mapping::Parse(R"(
    key = "タイムスタンプ"
    [[field]]
    column = "お名前"
    path = "person_name.full_name"
    required = true
  )",
                                *settings.kind);
  ASSERT_THAT(mapping, IsOk());
  settings.mapping = *std::move(mapping);
  // "タイムスタンプ","お名前","国籍" and one row whose name has a line break.
  const std::string cp932 =
      "\"\x83\x5e\x83\x43\x83\x80\x83\x58\x83\x5e\x83\x93\x83\x76\",\"\x82\xa8\x96\xbc\x91\x4f\","
      "\"\x8d\x91\x90\xd0\"\r\n"
      "\"2020/07/27 3:15:06 \x8c\xdf\x8c\xe3 "
      "GMT+9\",\"\x8e\x52\x93\x63\n\x89\xd4\x8e\x71\",\"x\"\r\n";

  const auto rows = Rows(Write("forms.csv", cp932), settings);

  ASSERT_EQ(rows.size(), 1);
  EXPECT_THAT(rows[0].problems, IsEmpty());
  EXPECT_EQ(static_cast<const v1::Candidate&>(*rows[0].resource).person_name().full_name(),
            "山田 花子");
  EXPECT_EQ(rows[0].key, "2020/07/27 3:15:06 午後 GMT+9");
  EXPECT_THAT(rows[0].dropped,
              ElementsAre(DroppedField{"国籍", DroppedField::Why::kMustNotBeHeld}));
}

TEST_F(ImportFileTest, AnUnreadableRowCarriesItsProblem) {
  const auto rows =
      Rows(Write("p.ndjson", "{\"a\"\n{\"home_prefecture\":\"13\"}\n[1]\n"), For("candidates"));

  ASSERT_EQ(rows.size(), 3);
  EXPECT_THAT(rows[0].problems, ::testing::SizeIs(1));
  EXPECT_THAT(rows[1].problems, IsEmpty());
  EXPECT_THAT(rows[2].problems, ::testing::SizeIs(::testing::Gt(0)));
}

}  // namespace
}  // namespace banso
