#include "clients/cli/taxonomy/taxonomy_files.h"

#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "clients/cli/taxonomy/delimited_file.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "server/taxonomy/taxonomy_import.h"
#include "tests/support/scratch_dir.h"
#include "tests/support/status_matchers.h"

namespace banso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

void Write(const std::string& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

void WriteGzipped(const std::string& path, const std::string& bytes) {
  const gzFile file = gzopen(path.c_str(), "wb");
  ASSERT_NE(file, nullptr);
  ASSERT_EQ(gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size())),
            static_cast<int>(bytes.size()));
  ASSERT_EQ(gzclose(file), Z_OK);
}

const v1::Term* Find(const TaxonomyFile& file, const std::string& code) {
  for (const v1::Term& term : file.terms) {
    if (term.code() == code) return &term;
  }
  return nullptr;
}

constexpr char kUri[] = "http://data.europa.eu/esco/";

// A folder with the shapes of the published one: CRLF between records, LF inside cells, columns in
// another order in each file, some files gzipped.
void WriteEsco(const ScratchDir& dir) {
  const std::string uri = kUri;
  Write(dir.File("ISCOGroups_en.csv"),
        "\xEF\xBB\xBF"
        "conceptType,conceptUri,code,preferredLabel,status,altLabels,inScheme,description\r\n"
        "ISCOGroup," +
            uri + "isco/C25,25,ICT professionals,released,,\"" + uri + "a,\n" + uri +
            "b\",\"A \"\"long\"\" text\nover lines\"\r\n"
            "ISCOGroup," +
            uri + "isco/C2512,2512,Software developers,released,,,\r\n");
  Write(dir.File("occupations_en.csv"),
        "conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,code\r\n"
        "Occupation," +
            uri +
            "occupation/o1,2512,software developer,\"coder\nprogrammer,\n\",,"
            "released,2512.4\r\n"
            "Occupation," +
            uri + "occupation/o2,2512,old job,,,obsolete,2512.9\r\n");
  WriteGzipped(dir.File("skillGroups_en.csv.gz"),
               "conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,code\r\n"
               "SkillGroup," +
                   uri +
                   "isced-f/061,ICTs,,,released,\r\n"
                   "SkillGroup," +
                   uri + "skill/g1,programming,,,released,S5\r\n");
  WriteGzipped(dir.File("skills_en.csv.gz"),
               "conceptType,conceptUri,skillType,preferredLabel,altLabels,hiddenLabels,status\r\n"
               "KnowledgeSkillCompetence," +
                   uri +
                   "skill/s1,knowledge,Python,\"Python 3\nCPython\","
                   "snake,released\r\n"
                   "KnowledgeSkillCompetence," +
                   uri + "skill/s2,knowledge,SQL,,,released\r\n");
  Write(dir.File("broaderRelationsOccPillar.csv"),
        "conceptType,conceptUri,broaderType,broaderUri\r\n"
        "ISCOGroup," +
            uri + "isco/C2512,ISCOGroup," + uri +
            "isco/C25\r\n"
            "Occupation," +
            uri + "occupation/o1,ISCOGroup," + uri +
            "isco/C2512\r\n"
            "Occupation," +
            uri + "occupation/gone,ISCOGroup," + uri + "isco/C2512\r\n");
  Write(dir.File("broaderRelationsSkillPillar.csv"),
        "conceptType,conceptUri,broaderType,broaderUri\r\n"
        "KnowledgeSkillCompetence," +
            uri + "skill/s1,SkillGroup," + uri +
            "skill/g1\r\n"
            "KnowledgeSkillCompetence," +
            uri + "skill/s1,SkillGroup," + uri + "isced-f/061\r\n");
  Write(dir.File("occupationSkillRelations.csv"),
        "occupationUri,relationType,skillType,skillUri\r\n" + uri +
            "occupation/o1,essential,knowledge," + uri + "skill/s1\r\n" + uri +
            "occupation/o1,optional,knowledge," + uri + "skill/s2\r\n");
}

TEST(ReadEscoFolderTest, ConceptsLabelsAndRelationsAreRead) {
  ScratchDir dir;
  WriteEsco(dir);

  ASSERT_OK_AND_ASSIGN(const TaxonomyFile file, ReadEscoFolder(dir.path()));

  EXPECT_EQ(file.header.name(), "taxonomies/esco");
  EXPECT_THAT(file.header.attribution(), HasSubstr("ESCO classification"));
  ASSERT_THAT(file.terms, SizeIs(7));
  const v1::Term* const occupation = Find(file, "2512.4");
  ASSERT_NE(occupation, nullptr);
  EXPECT_EQ(occupation->kind(), v1::Term::OCCUPATION);
  EXPECT_EQ(occupation->label_en(), "software developer");
  EXPECT_THAT(occupation->aliases(), ElementsAre("coder", "programmer"));
  EXPECT_THAT(occupation->broader(), ElementsAre("2512"));
  EXPECT_THAT(occupation->essential_skills(), ElementsAre("esco:s1"));
  EXPECT_THAT(occupation->optional_skills(), ElementsAre("esco:s2"));
  EXPECT_THAT(Find(file, "2512")->broader(), ElementsAre("25"));
  const v1::Term* const skill = Find(file, "esco:s1");
  ASSERT_NE(skill, nullptr);
  EXPECT_EQ(skill->kind(), v1::Term::SKILL);
  EXPECT_THAT(skill->aliases(), ElementsAre("Python 3", "CPython", "snake"));
  EXPECT_THAT(skill->broader(), ElementsAre("esco:g1", "esco:isced-f/061"));
  EXPECT_EQ(Find(file, "esco:g1")->kind(), v1::Term::SKILL_GROUP);
  EXPECT_EQ(Find(file, "2512.9"), nullptr) << "not released";
}

TEST(ReadEscoFolderTest, AProblemNamesFileAndLine) {
  ScratchDir dir;
  WriteEsco(dir);

  ASSERT_OK_AND_ASSIGN(const TaxonomyFile file, ReadEscoFolder(dir.path()));

  ASSERT_THAT(file.problems, SizeIs(1));
  EXPECT_EQ(file.problems[0].file, "broaderRelationsOccPillar.csv");
  EXPECT_EQ(file.problems[0].line, 4);
}

TEST(ReadEscoFolderTest, AMissingFileOrColumnIsNamed) {
  ScratchDir dir;
  WriteEsco(dir);
  Write(dir.File("occupations_en.csv"), "conceptUri,preferredLabel\r\n");

  EXPECT_THAT(ReadEscoFolder(dir.path()),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("`code`")));
  std::filesystem::remove(dir.File("occupations_en.csv"));
  EXPECT_THAT(ReadEscoFolder(dir.path()),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("occupations_en.csv")));
}

TEST(ReadEscoFolderTest, ReplacedCodesAreRead) {
  ScratchDir dir;
  WriteEsco(dir);
  Write(dir.File("replacements.csv"), "old,new\nesco:old,esco:s1\nesco:x,\n");

  ASSERT_OK_AND_ASSIGN(const TaxonomyFile file, ReadEscoFolder(dir.path()));

  EXPECT_THAT(file.replacements,
              ::testing::UnorderedElementsAre(::testing::Pair("esco:old", "esco:s1")));
  EXPECT_EQ(file.problems.back().file, "replacements.csv");
}

TEST(ReadEscoFolderTest, WhatIsReadIsAcceptedByTheServer) {
  ScratchDir dir;
  WriteEsco(dir);
  ASSERT_OK_AND_ASSIGN(const TaxonomyFile file, ReadEscoFolder(dir.path()));

  ASSERT_OK_AND_ASSIGN(const MergeResult merged, MergeTaxonomy(nullptr, file.header, file.terms));

  EXPECT_THAT(merged.rejected, IsEmpty());
  EXPECT_EQ(merged.added, 7);
}

TEST(ReadJsicFileTest, OneCodeColumnIsRead) {
  ScratchDir dir;
  Write(dir.File("jsic14.1.csv"),
        "code,level,parent,name_ja,name_en\n"
        "A,大分類,,農業、林業,AGRICULTURE AND FORESTRY\n"
        "01,中分類,A,農業,AGRICULTURE\n"
        "010,小分類,01,管理,\"OFFICES, HEAD\"\n"
        "0100,細分類,010,本社,Head offices\n"
        "X1,細分類,010,何か,What\n");

  ASSERT_OK_AND_ASSIGN(const TaxonomyFile file, ReadJsicFile(dir.File("jsic14.1.csv")));

  ASSERT_THAT(file.terms, SizeIs(4));
  EXPECT_EQ(Find(file, "010")->label_en(), "OFFICES, HEAD");
  EXPECT_THAT(Find(file, "0100")->broader(), ElementsAre("010"));
  EXPECT_THAT(Find(file, "01")->broader(), ElementsAre("A"));
  EXPECT_THAT(Find(file, "A")->broader(), IsEmpty());
  ASSERT_THAT(file.problems, SizeIs(1));
  EXPECT_EQ(file.problems[0].line, 6);
}

TEST(ReadJsicFileTest, FourCodeColumnsInCp932AreRead) {
  ScratchDir dir;
  // 大分類コード,中分類コード,小分類コード,細分類コード,項目名 and 農業, in CP932.
  const std::string kind = "\x95\xAA\x97\xDE\x83\x52\x81\x5B\x83\x68";
  Write(dir.File("jsic.csv"), "\x91\xE5" + kind + ",\x92\x86" + kind + ",\x8F\xAC" + kind +
                                  ",\x8D\xD7" + kind +
                                  ",\x8D\x80\x96\xDA\x96\xBC\r\n"
                                  "A,00,000,0000,\x94\x5F\x8B\xC6\r\n"
                                  "A,01,000,0000,\x94\x5F\x8B\xC6\r\n"
                                  "A,01,010,0000,\x94\x5F\x8B\xC6\r\n"
                                  "A,01,010,0100,\x94\x5F\x8B\xC6\r\n");

  ASSERT_OK_AND_ASSIGN(const TaxonomyFile file, ReadJsicFile(dir.File("jsic.csv")));

  EXPECT_THAT(file.problems, IsEmpty());
  ASSERT_THAT(file.terms, SizeIs(4));
  EXPECT_EQ(Find(file, "A")->label_ja(), "農業");
  EXPECT_THAT(Find(file, "01")->broader(), ElementsAre("A"));
  EXPECT_THAT(Find(file, "0100")->broader(), ElementsAre("010"));
}

TEST(ReadJsicFileTest, AnotherTableIsRefused) {
  ScratchDir dir;
  Write(dir.File("a.csv"), "name,age\nx,1\n");
  Write(dir.File("empty.csv"), "");

  EXPECT_THAT(ReadJsicFile(dir.File("a.csv")), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadJsicFile(dir.File("empty.csv")), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadJsicFile(dir.File("none.csv")), StatusIs(absl::StatusCode::kNotFound));
}

void WriteOnet(const ScratchDir& dir) {
  WriteGzipped(dir.File("Occupation Data.txt.gz"),
               "O*NET-SOC Code\tTitle\tDescription\r\n"
               "15-1252.00\tSoftware Developers\tSay \"hello.\r\n"
               "15-1299.08\tComputer Systems Engineers\t-\r\n");
  Write(dir.File("Technology Skills.txt"),
        "O*NET-SOC Code\tExample\tCommodity Code\tCommodity Title\tHot Technology\tIn Demand\r\n"
        "15-1252.00\tPython\t43232405\tObject oriented software\tY\tN\r\n"
        "15-1252.00\tJava \"SE\"\t43232405\tObject oriented software\tY\tY\r\n"
        "15-1299.08\tPython\t43232405\tObject oriented software\tY\tN\r\n"
        "99-9999.00\tPython\t43232405\tObject oriented software\tY\tN\r\n");
}

TEST(ReadOnetFolderTest, OccupationsAndTechnologiesAreRead) {
  ScratchDir dir;
  WriteOnet(dir);

  ASSERT_OK_AND_ASSIGN(const TaxonomyFile file, ReadOnetFolder(dir.path()));

  ASSERT_THAT(file.terms, SizeIs(3));
  EXPECT_THAT(Find(file, "onet:15-1252.00")->essential_skills(), ElementsAre("onet:43232405"));
  EXPECT_THAT(Find(file, "onet:15-1299.08")->optional_skills(), ElementsAre("onet:43232405"));
  EXPECT_THAT(Find(file, "onet:15-1299.08")->broader(), ElementsAre("onet:15-1299.00"));
  const v1::Term* const skill = Find(file, "onet:43232405");
  EXPECT_EQ(skill->label_en(), "Object oriented software");
  EXPECT_THAT(skill->aliases(), ElementsAre("Java \"SE\"", "Python"));
  EXPECT_THAT(skill->broader(), ElementsAre("onet:432324"));
  ASSERT_THAT(file.problems, SizeIs(1));
  EXPECT_EQ(file.problems[0].line, 5);
}

TEST(ReadOnetFolderTest, ClassesAndOtherTitlesAreReadIfPresent) {
  ScratchDir dir;
  WriteOnet(dir);
  Write(dir.File("Alternate Titles.txt"),
        "O*NET-SOC Code\tAlternate Title\tShort Title\r\n15-1252.00\tCoder\tn/a\r\n");
  Write(dir.File("UNSPSC Reference.txt"),
        "Commodity Code\tCommodity Title\tClass Code\tClass Title\r\n"
        "43232405\tObject oriented software\t43232400\tDevelopment software\r\n");

  ASSERT_OK_AND_ASSIGN(const TaxonomyFile file, ReadOnetFolder(dir.path()));

  EXPECT_THAT(Find(file, "onet:15-1252.00")->aliases(), ElementsAre("Coder"));
  EXPECT_EQ(Find(file, "onet:432324")->kind(), v1::Term::SKILL_GROUP);
}

TEST(ReadTaxonomyTest, TheKindOfFileIsFoundOut) {
  ScratchDir esco;
  WriteEsco(esco);
  ScratchDir onet;
  WriteOnet(onet);
  ScratchDir other;
  Write(other.File("jsic.csv"), "code,name_ja\nA,農業\n");

  EXPECT_EQ(ReadTaxonomy(esco.path())->header.name(), "taxonomies/esco");
  EXPECT_EQ(ReadTaxonomy(onet.path())->header.name(), "taxonomies/onet");
  EXPECT_EQ(ReadTaxonomy(other.File("jsic.csv"))->header.name(), "taxonomies/jsic");
  EXPECT_THAT(ReadTaxonomy(other.path()), StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(ReadTaxonomy(other.File("none")), StatusIs(absl::StatusCode::kNotFound));
}

TEST(ReadTaxonomyTest, TheVersionIsTakenFromTheName) {
  ScratchDir dir;
  const std::string folder = dir.File("ESCO dataset - v1.2.0 - classification - en - csv");
  std::filesystem::create_directory(folder);
  for (const auto& entry : {"Occupation Data.txt", "Technology Skills.txt"}) {
    Write(folder + "/" + entry,
          "O*NET-SOC Code\tTitle\tExample\tCommodity Code\tCommodity Title\r\n");
  }

  EXPECT_EQ(ReadTaxonomy(folder)->header.version(), "1.2.0");
  EXPECT_EQ(ReadTaxonomy(folder + "/")->header.version(), "1.2.0");
}

TEST(DelimitedTableTest, RowsKnowTheLineTheyBeginOn) {
  ASSERT_OK_AND_ASSIGN(const DelimitedTable table,
                       DelimitedTable::Parse("a,b\r\n\r\n1,\"x\ny\"\r\n2,\"\"\"q\"\"\"\n\n3,z",
                                             Delimited::kCommaQuoted));

  ASSERT_THAT(table.rows(), SizeIs(3));
  EXPECT_EQ(table.rows()[0].line, 3);
  EXPECT_THAT(table.rows()[0].cells, ElementsAre("1", "x\ny"));
  EXPECT_EQ(table.rows()[1].line, 5);
  EXPECT_THAT(table.rows()[1].cells, ElementsAre("2", "\"q\""));
  EXPECT_EQ(table.rows()[2].line, 7);
  EXPECT_THAT(table.rows()[2].cells, ElementsAre("3", "z"));
}

TEST(DelimitedTableTest, AQuoteThatIsNotClosedIsAnError) {
  EXPECT_THAT(DelimitedTable::Parse("a\n\"b\nc\n", Delimited::kCommaQuoted),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("line 2")));
}

}  // namespace
}  // namespace banso
