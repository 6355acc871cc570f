#include "server/rules/rule_file.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "engine/base/status_macros.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

namespace banso {
namespace {

constexpr std::array kCefrNames = {"none", "A1", "A2", "B1", "B2", "C1", "C2"};
constexpr std::array kJlptNames = {"none", "N5", "N4", "N3", "N2", "N1"};
constexpr ComponentKind kComponents[] = {
    ComponentKind::kIndustry,     ComponentKind::kOccupation, ComponentKind::kTopics,
    ComponentKind::kAvailability, ComponentKind::kLanguage,   ComponentKind::kLoad,
    ComponentKind::kSkills,       ComponentKind::kSchedule,   ComponentKind::kLocation};

toml::date ToToml(Date date) {
  return {static_cast<uint16_t>(date.year()), static_cast<uint8_t>(date.month()),
          static_cast<uint8_t>(date.day())};
}

Date FromToml(const toml::date& date) { return Date(date.year, date.month, date.day); }

// A row of a list of tables, from and to TOML, one overload a type.
toml::table RowToToml(const Weight& row) {
  return toml::table{{"component", std::string(ComponentName(row.kind))}, {"weight", row.weight}};
}
toml::table RowToToml(const JlptReference& row) {
  return toml::table{{"jlpt", kJlptNames[static_cast<int>(row.jlpt)]},
                     {"from_score", row.from_score},
                     {"cefr", kCefrNames[static_cast<int>(row.cefr)]}};
}
toml::table RowToToml(const BjtReference& row) {
  return toml::table{{"from_score", row.from_score},
                     {"jlpt", kJlptNames[static_cast<int>(row.jlpt)]}};
}
toml::table RowToToml(const MinimumWage& row) {
  return toml::table{{"prefecture", row.prefecture},
                     {"from", ToToml(row.from)},
                     {"yen_per_hour", row.yen_per_hour}};
}

// Writes every key of a rule set into a table.
class Writer {
 public:
  explicit Writer(toml::table* table) : table_(table) {}

  void Section(const char* name) {
    table_->insert(name, toml::table());
    section_ = table_->get(name)->as_table();
  }
  void Number(const char* key, int& value) { section_->insert(key, value); }
  template <size_t N>
  void Numbers(const char* key, std::array<int, N>& values) {
    toml::array array;
    for (int value : values) array.push_back(value);
    section_->insert(key, std::move(array));
  }
  void Levels(const char* key, std::array<Jlpt, 7>& levels) {
    toml::array array;
    for (Jlpt level : levels) array.push_back(kJlptNames[static_cast<int>(level)]);
    section_->insert(key, std::move(array));
  }
  void Pairs(const char* key, std::vector<std::pair<char, char>>& pairs) {
    toml::array array;
    for (const auto& [a, b] : pairs) array.push_back(std::string{a, '-', b});
    section_->insert(key, std::move(array));
  }
  template <typename Row>
  void Rows(const char* key, std::vector<Row>& rows) {
    toml::array array;
    for (const Row& row : rows) array.push_back(RowToToml(row));
    table_->insert(key, std::move(array));
  }
  void Dates(const char* key, Holidays& dates) {
    std::vector<Date> sorted(dates.begin(), dates.end());
    std::sort(sorted.begin(), sorted.end());
    toml::array array;
    for (Date date : sorted) array.push_back(ToToml(date));
    table_->insert(key, std::move(array));
  }

 private:
  toml::table* table_;
  toml::table* section_ = nullptr;
};

// Reads the keys that a table has and remembers the first mistake. What was asked for by no method
// is not known.
class Reader {
 public:
  explicit Reader(const toml::table* table) : table_(table) {}

  void Section(const char* name) {
    section_name_ = name;
    known_.insert(name);
    const toml::node* node = table_->get(name);
    section_ = node == nullptr ? nullptr : node->as_table();
    if (node != nullptr && section_ == nullptr) Fail(*node, name, "must be a table");
  }
  void Number(const char* key, int& value) {
    if (const toml::node* node = InSection(key)) ReadInt(*node, key, &value);
  }
  template <size_t N>
  void Numbers(const char* key, std::array<int, N>& values) {
    const toml::array* array = ArrayOf(InSection(key), key, N);
    if (array == nullptr) return;
    for (size_t i = 0; i < N; ++i) ReadInt(*array->get(i), key, &values[i]);
  }
  void Levels(const char* key, std::array<Jlpt, 7>& levels) {
    const toml::array* array = ArrayOf(InSection(key), key, levels.size());
    if (array == nullptr) return;
    for (size_t i = 0; i < levels.size(); ++i) ReadJlpt(*array->get(i), key, &levels[i]);
  }
  void Pairs(const char* key, std::vector<std::pair<char, char>>& pairs) {
    const toml::array* array = ArrayOf(InSection(key), key);
    if (array == nullptr) return;
    pairs.clear();
    for (const toml::node& node : *array) {
      const std::string text = node.value_or(std::string());
      if (text.size() != 3 || text[1] != '-') {
        Fail(node, key, "must hold pairs of letters such as \"A-B\"");
        return;
      }
      pairs.emplace_back(text[0], text[2]);
    }
  }
  template <typename Row>
  void Rows(const char* key, std::vector<Row>& rows) {
    known_.insert(key);
    const toml::array* array = ArrayOf(table_->get(key), key);
    if (array == nullptr) return;
    rows.clear();
    for (const toml::node& node : *array) {
      const toml::table* row = node.as_table();
      if (row == nullptr) {
        Fail(node, key, "must hold tables");
        return;
      }
      rows.push_back(RowFromToml(*row, key, static_cast<Row*>(nullptr)));
    }
  }
  void Dates(const char* key, Holidays& dates) {
    known_.insert(key);
    const toml::array* array = ArrayOf(table_->get(key), key);
    if (array == nullptr) return;
    dates.clear();
    for (const toml::node& node : *array) {
      Date date;
      ReadDate(&node, key, &date);
      dates.insert(date);
    }
  }
  void ReadDate(const toml::node* node, absl::string_view key, Date* date) {
    const toml::value<toml::date>* value = node == nullptr ? nullptr : node->as_date();
    if (value == nullptr) {
      Fail(node == nullptr ? *table_ : *node, key, "must be a date such as 2026-12-01");
    } else {
      *date = FromToml(value->get());
    }
  }
  std::string ReadText(absl::string_view key) {
    known_.insert(std::string(key));
    const toml::node* node = table_->get(key.data());
    if (node == nullptr) return "";
    if (!node->is_string()) Fail(*node, key, "must be a string");
    return node->value_or(std::string());
  }
  std::optional<Date> ReadOptionalDate(const char* key) {
    known_.insert(key);
    const toml::node* node = table_->get(key);
    if (node == nullptr) return std::nullopt;
    Date date;
    ReadDate(node, key, &date);
    return date;
  }

  // The first mistake, or OK. Call after everything was asked for.
  absl::Status Finish() {
    for (const auto& [key, node] : *table_) {
      const std::string name(key.str());
      if (!known_.contains(name)) {
        Fail(node, name, "is not known");
        continue;
      }
      const toml::table* section = node.as_table();
      if (section == nullptr) continue;
      for (const auto& [inner, value] : *section) {
        const std::string path = absl::StrCat(name, ".", std::string(inner.str()));
        if (!known_.contains(path)) Fail(value, path, "is not known");
      }
    }
    return status_;
  }

 private:
  const toml::node* InSection(const char* key) {
    known_.insert(absl::StrCat(section_name_, ".", key));
    return section_ == nullptr ? nullptr : section_->get(key);
  }

  const toml::array* ArrayOf(const toml::node* node, absl::string_view key, size_t size = 0) {
    if (node == nullptr) return nullptr;
    const toml::array* array = node->as_array();
    if (array == nullptr) {
      Fail(*node, key, "must be a list");
    } else if (size > 0 && array->size() != size) {
      Fail(*node, key, absl::StrCat("must have ", size, " elements"));
      return nullptr;
    }
    return array;
  }

  void ReadInt(const toml::node& node, absl::string_view key, int* value) {
    const auto* number = node.as_integer();
    if (number == nullptr || number->get() < -1'000'000 || number->get() > 1'000'000) {
      Fail(node, key, "must be a whole number of at most a million");
      return;
    }
    *value = static_cast<int>(number->get());
  }

  template <typename Level, size_t N>
  void ReadLevel(const toml::node& node, absl::string_view key,
                 const std::array<const char*, N>& names, Level* level) {
    const std::string text = node.value_or(std::string());
    for (size_t i = 0; i < N; ++i) {
      if (text == names[i]) {
        *level = static_cast<Level>(i);
        return;
      }
    }
    Fail(node, key, "must be a level such as N2 or B1");
  }
  void ReadJlpt(const toml::node& node, absl::string_view key, Jlpt* level) {
    ReadLevel(node, key, kJlptNames, level);
  }

  // The value of a row's key; a key that is missing is a mistake.
  const toml::node& Cell(const toml::table& row, const char* key) {
    static const toml::value<bool> nothing(false);
    const toml::node* node = row.get(key);
    if (node == nullptr) {
      Fail(row, key, "is missing");
      return nothing;
    }
    return *node;
  }

  Weight RowFromToml(const toml::table& row, absl::string_view key, Weight*) {
    Weight weight;
    const std::string name = Cell(row, "component").value_or(std::string());
    const auto* kind =
        std::find_if(std::begin(kComponents), std::end(kComponents),
                     [&](ComponentKind candidate) { return ComponentName(candidate) == name; });
    if (kind == std::end(kComponents)) {
      Fail(row, key, "must name a component such as INDUSTRY");
    } else {
      weight.kind = *kind;
    }
    ReadInt(Cell(row, "weight"), key, &weight.weight);
    return weight;
  }
  JlptReference RowFromToml(const toml::table& row, absl::string_view key, JlptReference*) {
    JlptReference reference;
    ReadJlpt(Cell(row, "jlpt"), key, &reference.jlpt);
    ReadInt(Cell(row, "from_score"), key, &reference.from_score);
    ReadLevel(Cell(row, "cefr"), key, kCefrNames, &reference.cefr);
    return reference;
  }
  BjtReference RowFromToml(const toml::table& row, absl::string_view key, BjtReference*) {
    BjtReference reference;
    ReadInt(Cell(row, "from_score"), key, &reference.from_score);
    ReadJlpt(Cell(row, "jlpt"), key, &reference.jlpt);
    return reference;
  }
  MinimumWage RowFromToml(const toml::table& row, absl::string_view key, MinimumWage*) {
    MinimumWage wage;
    ReadInt(Cell(row, "prefecture"), key, &wage.prefecture);
    ReadDate(&Cell(row, "from"), key, &wage.from);
    ReadInt(Cell(row, "yen_per_hour"), key, &wage.yen_per_hour);
    return wage;
  }

  void Fail(const toml::node& node, absl::string_view key, absl::string_view what) {
    if (!status_.ok()) return;
    status_ = absl::InvalidArgumentError(
        absl::StrCat("line ", node.source().begin.line, ": `", key, "` ", what));
  }

  const toml::table* table_;
  const toml::table* section_ = nullptr;
  std::string section_name_;
  std::set<std::string> known_;
  absl::Status status_;
};

// The keys of a rule set, for reading and writing alike.
template <typename Visitor>
void Visit(Visitor& visitor, RuleSet& rules) {
  visitor.Section("wishes");
  visitor.Numbers("factors", rules.wishes.factors);
  visitor.Number("no_wish", rules.wishes.no_wish);
  visitor.Number("outside_wish_cap", rules.wishes.outside_wish_cap);
  visitor.Section("similarity");
  visitor.Number("offer_within_wish", rules.similarity.offer_within_wish);
  visitor.Number("wish_within_offer", rules.similarity.wish_within_offer);
  visitor.Numbers("by_common_depth", rules.similarity.by_common_depth);
  visitor.Number("adjacent_divisions", rules.similarity.adjacent_divisions);
  visitor.Pairs("adjacent", rules.similarity.adjacent);
  visitor.Section("skills");
  visitor.Number("essential_weight", rules.skills.essential_weight);
  visitor.Number("preferred_weight", rules.skills.preferred_weight);
  visitor.Number("at_level", rules.skills.at_level);
  visitor.Number("one_below", rules.skills.one_below);
  visitor.Number("further_below", rules.skills.further_below);
  visitor.Number("related", rules.skills.related);
  visitor.Number("not_assessed", rules.skills.not_assessed);
  visitor.Number("nothing_asked", rules.skills.nothing_asked);
  visitor.Section("languages");
  visitor.Numbers("by_gap", rules.languages.by_gap);
  visitor.Number("review_gap", rules.languages.review_gap);
  visitor.Levels("cefr_to_jlpt", rules.languages.cefr_to_jlpt);
  visitor.Section("schedule");
  visitor.Number("minimum_short", rules.schedule.minimum_short);
  visitor.Number("minimum_long", rules.schedule.minimum_long);
  visitor.Number("short_working_days", rules.schedule.short_working_days);
  visitor.Section("location");
  visitor.Number("home_or_remote", rules.location.home_or_remote);
  visitor.Number("accepted", rules.location.accepted);
  visitor.Section("advisors");
  visitor.Number("horizon_days", rules.advisors.horizon_days);
  visitor.Number("minimum_minutes", rules.advisors.minimum_minutes);
  visitor.Number("per_common_day", rules.advisors.per_common_day);
  visitor.Numbers("language_by_step", rules.advisors.language_by_step);
  visitor.Number("minimum_language_step", rules.advisors.minimum_language_step);
  visitor.Section("labour");
  visitor.Number("weekly_cap", rules.labour.weekly_cap);
  visitor.Number("statutory_day", rules.labour.statutory_day);
  visitor.Number("statutory_week", rules.labour.statutory_week);
  visitor.Number("night_start", rules.labour.night_start);
  visitor.Number("night_end", rules.labour.night_end);
  visitor.Number("renewal_grace_months", rules.labour.renewal_grace_months);
  visitor.Section("bands");
  visitor.Number("possible", rules.bands.possible);
  visitor.Number("good", rules.bands.good);
  visitor.Number("strong", rules.bands.strong);
  visitor.Number("step", rules.bands.step);
  visitor.Rows("advisor_weights", rules.advisor_weights);
  visitor.Rows("internship_weights", rules.internship_weights);
  visitor.Rows("jlpt_to_cefr", rules.languages.jlpt_to_cefr);
  visitor.Rows("bjt_to_jlpt", rules.languages.bjt_to_jlpt);
  visitor.Rows("minimum_wages", rules.minimum_wages);
  visitor.Dates("holidays", rules.holidays);
}

absl::StatusOr<RuleSet> ReadRuleSet(const toml::table& table) {
  RuleSet rules = DefaultRuleSet();
  Reader reader(&table);
  rules.version = reader.ReadText("version");
  if (const std::optional<Date> date = reader.ReadOptionalDate("effective_from")) {
    rules.effective_from = JapanMidnight(*date);
  }
  Visit(reader, rules);
  BANSO_RETURN_IF_ERROR(reader.Finish());
  return rules;
}

}  // namespace

absl::StatusOr<RuleBook> ParseRules(absl::string_view toml) {
  const toml::parse_result result = toml::parse(std::string_view(toml.data(), toml.size()));
  if (!result) {
    return absl::InvalidArgumentError(absl::StrCat("line ", result.error().source().begin.line,
                                                   ": ",
                                                   std::string(result.error().description())));
  }
  const toml::table& root = result.table();
  const toml::array* tables = root["rule_set"].as_array();
  if (tables == nullptr || root.size() != 1) {
    return absl::InvalidArgumentError("the file must hold [[rule_set]] tables and nothing else");
  }
  std::vector<RuleSet> rule_sets;
  for (const toml::node& node : *tables) {
    const toml::table* table = node.as_table();
    if (table == nullptr) return absl::InvalidArgumentError("rule_set must hold tables");
    BANSO_ASSIGN_OR_RETURN(RuleSet rules, ReadRuleSet(*table));
    rule_sets.push_back(std::move(rules));
  }
  return RuleBook::Create(std::move(rule_sets));
}

absl::StatusOr<RuleBook> ReadRuleFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  if (!file || !(text << file.rdbuf())) {
    return absl::NotFoundError(absl::StrCat("cannot read the rules file ", path));
  }
  return ParseRules(text.str());
}

std::string FormatRules(const RuleSet& rules) {
  toml::table table;
  table.insert("version", rules.version);
  if (rules.effective_from != absl::InfinitePast()) {
    table.insert("effective_from", ToToml(JapanDate(rules.effective_from)));
  }
  RuleSet copy = rules;  // the visitor takes what it could also fill
  Writer writer(&table);
  Visit(writer, copy);
  toml::array tables;
  tables.push_back(std::move(table));
  std::stringstream text;
  text << toml::table{{"rule_set", std::move(tables)}} << "\n";
  return text.str();
}

}  // namespace banso
