#include "clients/cli/taxonomy/taxonomy_files.h"

#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "clients/cli/source_file.h"
#include "clients/cli/taxonomy/delimited_file.h"
#include "engine/base/status_macros.h"

namespace banso {
namespace {

namespace fs = std::filesystem;

bool Exists(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

// `folder`/`name` or the same gzipped, if there is one.
std::optional<fs::path> FindFile(const fs::path& folder, absl::string_view name) {
  for (const absl::string_view suffix : {"", ".gz"}) {
    const fs::path path = folder / absl::StrCat(name, suffix);
    if (Exists(path)) return path;
  }
  return std::nullopt;
}

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

// The version that a name such as `ESCO dataset - v1.1.1 - classification` tells: the first numbers
// joined by dots. Empty if there are none.
std::string VersionInName(const fs::path& path) {
  const std::string name =
      path.filename().empty() ? path.parent_path().filename().string() : path.filename().string();
  for (size_t begin = 0; begin < name.size(); ++begin) {
    if (!IsDigit(name[begin])) continue;
    size_t end = begin;
    bool dotted = false;
    while (end < name.size() && (IsDigit(name[end]) || (name[end] == '.' && end + 1 < name.size() &&
                                                        IsDigit(name[end + 1])))) {
      dotted |= name[end++] == '.';
    }
    if (dotted) return name.substr(begin, end - begin);
    begin = end;
  }
  return {};
}

// A table of one file, with its rows checked for the columns asked for.
class TableFile {
 public:
  static absl::StatusOr<TableFile> Read(const fs::path& folder, absl::string_view name,
                                        Delimited format) {
    const std::optional<fs::path> path = FindFile(folder, name);
    if (!path.has_value()) {
      return absl::NotFoundError(
          absl::StrCat((folder / std::string(name)).string(), " is missing"));
    }
    return ReadPath(*path, format);
  }

  static absl::StatusOr<TableFile> ReadPath(const fs::path& path, Delimited format) {
    BANSO_ASSIGN_OR_RETURN(const std::string text, ReadSourceText(path.string()));
    absl::StatusOr<DelimitedTable> table = DelimitedTable::Parse(text, format);
    if (!table.ok()) {
      return absl::Status(table.status().code(),
                          absl::StrCat(path.string(), ": ", table.status().message()));
    }
    return TableFile(path, *std::move(table));
  }

  const DelimitedTable& table() const { return table_; }
  const std::vector<DelimitedRow>& rows() const { return table_.rows(); }

  // The position of a column that the file must have.
  absl::StatusOr<size_t> Column(absl::string_view name) const {
    const std::optional<size_t> column = table_.Column({name});
    if (column.has_value()) return *column;
    return absl::InvalidArgumentError(absl::StrCat(path_.string(), " has no column `", name, "`"));
  }

  TaxonomyFileProblem Problem(const DelimitedRow& row, absl::string_view description) const {
    return {path_.filename().string(), row.line, std::string(description)};
  }

 private:
  TableFile(fs::path path, DelimitedTable table)
      : path_(std::move(path)), table_(std::move(table)) {}

  fs::path path_;
  DelimitedTable table_;
};

// A cell without the spaces around it; empty if the row is too short.
std::string Cell(const DelimitedRow& row, std::optional<size_t> column) {
  if (!column.has_value() || *column >= row.cells.size()) return {};
  return std::string(absl::StripAsciiWhitespace(row.cells[*column]));
}

absl::Status ReadReplacements(const fs::path& folder, TaxonomyFile& file) {
  if (!FindFile(folder, "replacements.csv").has_value()) return absl::OkStatus();
  BANSO_ASSIGN_OR_RETURN(const TableFile table,
                         TableFile::Read(folder, "replacements.csv", Delimited::kCommaQuoted));
  BANSO_ASSIGN_OR_RETURN(const size_t old_column, table.Column("old"));
  BANSO_ASSIGN_OR_RETURN(const size_t new_column, table.Column("new"));
  for (const DelimitedRow& row : table.rows()) {
    const std::string old_code = Cell(row, old_column);
    const std::string new_code = Cell(row, new_column);
    if (old_code.empty() || new_code.empty()) {
      file.problems.push_back(table.Problem(row, "both codes must be given"));
    } else if (!file.replacements.emplace(old_code, new_code).second) {
      file.problems.push_back(table.Problem(row, "the old code was already given"));
    }
  }
  return absl::OkStatus();
}

// --- ESCO ---------------------------------------------------------------------------------------

constexpr absl::string_view kEscoUri = "http://data.europa.eu/esco/";

// `esco:` and what identifies a skill or a group of skills. Empty if the URI is none of ESCO's.
std::string EscoSkillCode(absl::string_view uri) {
  if (!absl::ConsumePrefix(&uri, kEscoUri)) return {};
  absl::ConsumePrefix(&uri, "skill/");
  return absl::StrCat("esco:", uri);
}

// Labels stand on lines of their own within one cell; in some cells a comma ends each but the last.
void AddEscoLabels(const std::string& cell, v1::Term& term) {
  for (absl::string_view label : absl::StrSplit(cell, absl::ByAnyChar("\r\n"))) {
    label = absl::StripAsciiWhitespace(absl::StripSuffix(absl::StripAsciiWhitespace(label), ","));
    if (!label.empty()) term.add_aliases(std::string(label));
  }
}

class EscoReader {
 public:
  EscoReader(const fs::path& folder, TaxonomyFile& file) : folder_(folder), file_(file) {}

  absl::Status Read() {
    BANSO_RETURN_IF_ERROR(ReadConcepts("ISCOGroups_en.csv", v1::Term::OCCUPATION));
    BANSO_RETURN_IF_ERROR(ReadConcepts("occupations_en.csv", v1::Term::OCCUPATION));
    BANSO_RETURN_IF_ERROR(ReadConcepts("skillGroups_en.csv", v1::Term::SKILL_GROUP));
    BANSO_RETURN_IF_ERROR(ReadConcepts("skills_en.csv", v1::Term::SKILL));
    BANSO_RETURN_IF_ERROR(ReadBroader("broaderRelationsOccPillar.csv"));
    BANSO_RETURN_IF_ERROR(ReadBroader("broaderRelationsSkillPillar.csv"));
    return ReadOccupationSkills();
  }

 private:
  absl::Status ReadConcepts(absl::string_view name, v1::Term::Kind kind) {
    BANSO_ASSIGN_OR_RETURN(const TableFile table,
                           TableFile::Read(folder_, name, Delimited::kCommaQuoted));
    BANSO_ASSIGN_OR_RETURN(const size_t uri_column, table.Column("conceptUri"));
    BANSO_ASSIGN_OR_RETURN(const size_t label_column, table.Column("preferredLabel"));
    const std::optional<size_t> status_column = table.table().Column({"status"});
    const std::optional<size_t> alternative_column = table.table().Column({"altLabels"});
    const std::optional<size_t> hidden_column = table.table().Column({"hiddenLabels"});
    std::optional<size_t> code_column;
    if (kind == v1::Term::OCCUPATION) {
      BANSO_ASSIGN_OR_RETURN(code_column, table.Column("code"));
    }
    for (const DelimitedRow& row : table.rows()) {
      const std::string status = Cell(row, status_column);
      if (!status.empty() && status != "released") continue;
      const std::string uri = Cell(row, uri_column);
      const std::string code =
          kind == v1::Term::OCCUPATION ? Cell(row, code_column) : EscoSkillCode(uri);
      const std::string label = Cell(row, label_column);
      if (code.empty() || label.empty()) {
        file_.problems.push_back(table.Problem(row, "the concept has no code or no label"));
        continue;
      }
      if (!concepts_.emplace(uri, file_.terms.size()).second) {
        file_.problems.push_back(table.Problem(row, "the concept was already given"));
        continue;
      }
      v1::Term& term = file_.terms.emplace_back();
      term.set_kind(kind);
      term.set_code(code);
      term.set_label_en(label);
      AddEscoLabels(Cell(row, alternative_column), term);
      AddEscoLabels(Cell(row, hidden_column), term);
    }
    return absl::OkStatus();
  }

  absl::Status ReadBroader(absl::string_view name) {
    BANSO_ASSIGN_OR_RETURN(const TableFile table,
                           TableFile::Read(folder_, name, Delimited::kCommaQuoted));
    BANSO_ASSIGN_OR_RETURN(const size_t uri_column, table.Column("conceptUri"));
    BANSO_ASSIGN_OR_RETURN(const size_t broader_column, table.Column("broaderUri"));
    for (const DelimitedRow& row : table.rows()) {
      v1::Term* const term = FindTerm(Cell(row, uri_column));
      const v1::Term* const broader = FindTerm(Cell(row, broader_column));
      if (term == nullptr || broader == nullptr) {
        file_.problems.push_back(table.Problem(row, "a concept of the relation is not known"));
        continue;
      }
      term->add_broader(broader->code());
    }
    return absl::OkStatus();
  }

  absl::Status ReadOccupationSkills() {
    BANSO_ASSIGN_OR_RETURN(
        const TableFile table,
        TableFile::Read(folder_, "occupationSkillRelations.csv", Delimited::kCommaQuoted));
    BANSO_ASSIGN_OR_RETURN(const size_t occupation_column, table.Column("occupationUri"));
    BANSO_ASSIGN_OR_RETURN(const size_t type_column, table.Column("relationType"));
    BANSO_ASSIGN_OR_RETURN(const size_t skill_column, table.Column("skillUri"));
    for (const DelimitedRow& row : table.rows()) {
      v1::Term* const occupation = FindTerm(Cell(row, occupation_column));
      const v1::Term* const skill = FindTerm(Cell(row, skill_column));
      if (occupation == nullptr || skill == nullptr) {
        file_.problems.push_back(table.Problem(row, "a concept of the relation is not known"));
        continue;
      }
      const std::string type = Cell(row, type_column);
      if (type == "essential") {
        occupation->add_essential_skills(skill->code());
      } else if (type == "optional") {
        occupation->add_optional_skills(skill->code());
      } else {
        file_.problems.push_back(
            table.Problem(row, "the relation is neither essential nor optional"));
      }
    }
    return absl::OkStatus();
  }

  v1::Term* FindTerm(const std::string& uri) {
    const auto place = concepts_.find(uri);
    return place == concepts_.end() ? nullptr : &file_.terms[place->second];
  }

  const fs::path& folder_;
  TaxonomyFile& file_;
  absl::flat_hash_map<std::string, size_t> concepts_;  // URI to position in the terms
};

// --- JSIC ---------------------------------------------------------------------------------------

// The code directly above a code of 2 to 4 digits; for 2 digits it is `division`, if known.
std::string JsicParent(const std::string& code, const std::string& division) {
  if (code.size() > 2) return code.substr(0, code.size() - 1);
  return code.size() == 2 ? division : std::string();
}

bool IsJsicCode(absl::string_view code) {
  if (code.size() == 1) return code[0] >= 'A' && code[0] <= 'T';
  if (code.size() < 2 || code.size() > 4) return false;
  for (const char c : code) {
    if (!IsDigit(c)) return false;
  }
  return true;
}

// The code of a row that has a column for each level. A level that a row does not reach is empty
// or all zeros; at other levels 0 is a digit (`010`), so only whole zeros count.
std::string DeepestCode(const DelimitedRow& row, const std::vector<size_t>& levels) {
  std::string deepest;
  for (const size_t level : levels) {
    std::string code = Cell(row, level);
    if (code.find_first_not_of('0') == code.npos) continue;
    deepest = std::move(code);
  }
  return deepest;
}

// --- O*NET --------------------------------------------------------------------------------------

constexpr size_t kCommodityDigits = 8;
constexpr size_t kClassDigits = 6;

std::string OnetCode(absl::string_view code) { return absl::StrCat("onet:", code); }

class OnetReader {
 public:
  OnetReader(const fs::path& folder, TaxonomyFile& file) : folder_(folder), file_(file) {}

  absl::Status Read() {
    BANSO_RETURN_IF_ERROR(ReadOccupations());
    BANSO_RETURN_IF_ERROR(ReadTitles());
    BANSO_RETURN_IF_ERROR(ReadClasses());
    BANSO_RETURN_IF_ERROR(ReadTechnologies());
    for (auto& [code, skill] : skills_) {
      for (const std::string& example : examples_[code]) skill.add_aliases(example);
      file_.terms.push_back(std::move(skill));
    }
    for (auto& [code, links] : links_) {
      v1::Term& occupation = file_.terms[occupations_.at(code)];
      for (const auto& [skill, in_demand] : links) {
        in_demand ? occupation.add_essential_skills(skill) : occupation.add_optional_skills(skill);
      }
    }
    return absl::OkStatus();
  }

 private:
  absl::Status ReadOccupations() {
    BANSO_ASSIGN_OR_RETURN(const TableFile table,
                           TableFile::Read(folder_, "Occupation Data.txt", Delimited::kTabLiteral));
    BANSO_ASSIGN_OR_RETURN(const size_t code_column, table.Column("O*NET-SOC Code"));
    BANSO_ASSIGN_OR_RETURN(const size_t title_column, table.Column("Title"));
    for (const DelimitedRow& row : table.rows()) {
      const std::string code = Cell(row, code_column);
      const std::string title = Cell(row, title_column);
      if (code.empty() || title.empty()) {
        file_.problems.push_back(table.Problem(row, "the occupation has no code or no title"));
        continue;
      }
      if (!occupations_.emplace(code, file_.terms.size()).second) {
        file_.problems.push_back(table.Problem(row, "the occupation was already given"));
        continue;
      }
      v1::Term& term = file_.terms.emplace_back();
      term.set_kind(v1::Term::OCCUPATION);
      term.set_code(OnetCode(code));
      term.set_label_en(title);
      // An O*NET occupation such as 15-1299.08 is a part of the SOC occupation 15-1299.
      const size_t dot = code.find('.');
      if (dot != code.npos && code.substr(dot) != ".00") {
        term.add_broader(OnetCode(absl::StrCat(code.substr(0, dot), ".00")));
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadTitles() {
    if (!FindFile(folder_, "Alternate Titles.txt").has_value()) return absl::OkStatus();
    BANSO_ASSIGN_OR_RETURN(const TableFile table, TableFile::Read(folder_, "Alternate Titles.txt",
                                                                  Delimited::kTabLiteral));
    BANSO_ASSIGN_OR_RETURN(const size_t code_column, table.Column("O*NET-SOC Code"));
    BANSO_ASSIGN_OR_RETURN(const size_t title_column, table.Column("Alternate Title"));
    for (const DelimitedRow& row : table.rows()) {
      const auto occupation = occupations_.find(Cell(row, code_column));
      if (occupation == occupations_.end()) {
        file_.problems.push_back(table.Problem(row, "the occupation is not known"));
      } else if (const std::string title = Cell(row, title_column); !title.empty()) {
        file_.terms[occupation->second].add_aliases(title);
      }
    }
    return absl::OkStatus();
  }

  absl::Status ReadClasses() {
    if (!FindFile(folder_, "UNSPSC Reference.txt").has_value()) return absl::OkStatus();
    BANSO_ASSIGN_OR_RETURN(const TableFile table, TableFile::Read(folder_, "UNSPSC Reference.txt",
                                                                  Delimited::kTabLiteral));
    BANSO_ASSIGN_OR_RETURN(const size_t code_column, table.Column("Class Code"));
    BANSO_ASSIGN_OR_RETURN(const size_t title_column, table.Column("Class Title"));
    std::map<std::string, std::string> classes;
    for (const DelimitedRow& row : table.rows()) {
      const std::string code = Cell(row, code_column);
      const std::string title = Cell(row, title_column);
      if (code.size() != kCommodityDigits || title.empty()) {
        file_.problems.push_back(
            table.Problem(row, "the class has no code of 8 digits or no title"));
        continue;
      }
      classes.emplace(code.substr(0, kClassDigits), title);
    }
    for (const auto& [code, title] : classes) {
      v1::Term& term = file_.terms.emplace_back();
      term.set_kind(v1::Term::SKILL_GROUP);
      term.set_code(OnetCode(code));
      term.set_label_en(title);
    }
    return absl::OkStatus();
  }

  absl::Status ReadTechnologies() {
    BANSO_ASSIGN_OR_RETURN(const TableFile table, TableFile::Read(folder_, "Technology Skills.txt",
                                                                  Delimited::kTabLiteral));
    BANSO_ASSIGN_OR_RETURN(const size_t occupation_column, table.Column("O*NET-SOC Code"));
    BANSO_ASSIGN_OR_RETURN(const size_t example_column, table.Column("Example"));
    BANSO_ASSIGN_OR_RETURN(const size_t code_column, table.Column("Commodity Code"));
    BANSO_ASSIGN_OR_RETURN(const size_t title_column, table.Column("Commodity Title"));
    const std::optional<size_t> demand_column = table.table().Column({"In Demand"});
    for (const DelimitedRow& row : table.rows()) {
      const std::string code = Cell(row, code_column);
      const std::string title = Cell(row, title_column);
      const std::string occupation = Cell(row, occupation_column);
      if (code.size() != kCommodityDigits || title.empty()) {
        file_.problems.push_back(
            table.Problem(row, "the commodity has no code of 8 digits or no title"));
        continue;
      }
      if (!occupations_.contains(occupation)) {
        file_.problems.push_back(table.Problem(row, "the occupation is not known"));
        continue;
      }
      const std::string skill_code = OnetCode(code);
      v1::Term& skill = skills_[skill_code];
      if (skill.code().empty()) {
        skill.set_kind(v1::Term::SKILL);
        skill.set_code(skill_code);
        skill.set_label_en(title);
        skill.add_broader(OnetCode(absl::string_view(code).substr(0, kClassDigits)));
      }
      if (const std::string example = Cell(row, example_column); !example.empty()) {
        examples_[skill_code].insert(example);
      }
      links_[occupation][skill_code] |= Cell(row, demand_column) == "Y";
    }
    return absl::OkStatus();
  }

  const fs::path& folder_;
  TaxonomyFile& file_;
  absl::flat_hash_map<std::string, size_t> occupations_;  // code to position in the terms
  std::map<std::string, v1::Term> skills_;
  std::map<std::string, std::set<std::string>> examples_;
  // For each occupation its technologies, and whether they are in demand.
  std::map<std::string, std::map<std::string, bool>> links_;
};

}  // namespace

absl::StatusOr<TaxonomyFile> ReadEscoFolder(const fs::path& folder) {
  TaxonomyFile file;
  file.header.set_name("taxonomies/esco");
  file.header.set_version(VersionInName(folder));
  file.header.set_attribution(
      "This service uses the ESCO classification of the European Commission.");
  BANSO_RETURN_IF_ERROR(EscoReader(folder, file).Read());
  BANSO_RETURN_IF_ERROR(ReadReplacements(folder, file));
  return file;
}

absl::StatusOr<TaxonomyFile> ReadJsicFile(const fs::path& path) {
  TaxonomyFile file;
  file.header.set_name("taxonomies/jsic");
  file.header.set_version(VersionInName(path));
  file.header.set_attribution("総務省 日本標準産業分類");
  BANSO_ASSIGN_OR_RETURN(const TableFile table, TableFile::ReadPath(path, Delimited::kCommaQuoted));
  std::vector<size_t> levels;
  for (const absl::string_view level : {"大分類", "中分類", "小分類", "細分類"}) {
    const std::string with_code = absl::StrCat(level, "コード");
    if (const auto column = table.table().Column({with_code, level})) levels.push_back(*column);
  }
  const std::optional<size_t> code_column = table.table().Column({"code", "分類コード", "コード"});
  const std::optional<size_t> parent_column = table.table().Column({"parent", "上位コード"});
  const std::optional<size_t> ja_column =
      table.table().Column({"name_ja", "項目名", "分類項目名", "名称"});
  const std::optional<size_t> en_column =
      table.table().Column({"name_en", "項目名（英語）", "英語名", "英文名"});
  const bool by_levels = levels.size() == 4;
  if (!ja_column.has_value() || (!by_levels && !code_column.has_value())) {
    return absl::InvalidArgumentError(
        absl::StrCat(path.string(),
                     " is not a table of JSIC: it needs the columns `code` and `name_ja`, or "
                     "大分類コード to 細分類コード and 項目名"));
  }
  std::string division;  // of the rows above, in files that name it only there
  std::set<std::string> seen;
  for (const DelimitedRow& row : table.rows()) {
    const std::string code = by_levels ? DeepestCode(row, levels) : Cell(row, code_column);
    const std::string label = Cell(row, ja_column);
    if (!IsJsicCode(code) || label.empty()) {
      file.problems.push_back(
          table.Problem(row, "the row has no name, or no code of a letter or 2 to 4 digits"));
      continue;
    }
    if (code.size() == 1) division = code;
    if (!seen.insert(code).second) {
      file.problems.push_back(table.Problem(row, "the code was already given"));
      continue;
    }
    v1::Term& term = file.terms.emplace_back();
    term.set_kind(v1::Term::INDUSTRY);
    term.set_code(code);
    term.set_label_ja(label);
    term.set_label_en(Cell(row, en_column));
    std::string parent = Cell(row, parent_column);
    if (parent.empty()) parent = JsicParent(code, division);
    if (!parent.empty()) term.add_broader(parent);
  }
  BANSO_RETURN_IF_ERROR(ReadReplacements(path.parent_path(), file));
  return file;
}

absl::StatusOr<TaxonomyFile> ReadOnetFolder(const fs::path& folder) {
  TaxonomyFile file;
  file.header.set_name("taxonomies/onet");
  file.header.set_version(VersionInName(folder));
  file.header.set_attribution(
      "This service includes information from the O*NET Database by the U.S. Department of Labor, "
      "Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. "
      "O*NET is a trademark of USDOL/ETA.");
  BANSO_RETURN_IF_ERROR(OnetReader(folder, file).Read());
  BANSO_RETURN_IF_ERROR(ReadReplacements(folder, file));
  return file;
}

absl::StatusOr<TaxonomyFile> ReadTaxonomy(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) {
    return absl::NotFoundError(absl::StrCat("there is no ", path.string()));
  }
  if (!fs::is_directory(path, error)) return ReadJsicFile(path);
  if (FindFile(path, "skills_en.csv").has_value()) return ReadEscoFolder(path);
  if (FindFile(path, "Occupation Data.txt").has_value()) return ReadOnetFolder(path);
  return absl::InvalidArgumentError(
      absl::StrCat(path.string(),
                   " holds neither ESCO (skills_en.csv) nor O*NET (Occupation Data.txt); for "
                   "JSIC name the file itself"));
}

}  // namespace banso
