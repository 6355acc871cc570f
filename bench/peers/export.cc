// Writes a world, some candidates who ask and the plain ranker's answers as columns that PostgreSQL
// and numpy can read, and times the rankers on the same queries. bench/peers/README.md says what is
// computed for the peers beforehand. Usage: peers_export FOLDER ROWS QUERIES ROUNDS REGIME SEED
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "bench/clock.h"
#include "bench/contenders.h"
#include "bench/world.h"
#include "engine/index/plain_ranker.h"
#include "engine/rules/language.h"
#include "engine/score/components.h"
#include "engine/score/judge.h"

namespace banso::bench {
namespace {

constexpr int kMostSkills = 5;   // that an opening of these worlds asks for
constexpr int kReviewed = 2000;  // added to the schedule's value in `fit`
constexpr int kLimit = 20;

[[noreturn]] void Fail(const std::string& what) {
  std::fprintf(stderr, "peers_export: %s\n", what.c_str());
  std::exit(1);
}

// Numbers different values in the order in which they come up, from `first` on.
template <typename Key>
class Dictionary {
 public:
  explicit Dictionary(int first = 0) : first_(first) {}
  int Add(const Key& key, const Internship& example) {
    const auto [found, added] = numbers_.emplace(key, first_ + static_cast<int>(examples_.size()));
    if (added) examples_.push_back(&example);
    return found->second;
  }
  // The number of a known value, or -1.
  int Find(const Key& key) const {
    const auto found = numbers_.find(key);
    return found == numbers_.end() ? -1 : found->second;
  }
  // For each number an opening that has the value.
  const std::vector<const Internship*>& examples() const { return examples_; }

 private:
  int first_;
  std::map<Key, int> numbers_;
  std::vector<const Internship*> examples_;
};

// One column: as text for COPY, as binary numbers for numpy.
struct Column {
  std::string name;
  std::vector<int> values;
};

class Folder {
 public:
  explicit Folder(std::string path) : path_(std::move(path)) {}

  std::ofstream Open(const std::string& name) const {
    std::ofstream file(path_ + "/" + name, std::ios::binary);
    if (!file) Fail("cannot write to " + path_);
    return file;
  }
  // 4-byte integers in the machine's own order.
  void WriteNumbers(const std::string& name, const std::vector<int>& values) const {
    static_assert(sizeof(int) == 4);
    std::ofstream file = Open(name + ".i32");
    file.write(reinterpret_cast<const char*>(values.data()),
               static_cast<std::streamsize>(values.size() * sizeof(int)));
    if (!file.flush()) Fail("cannot write " + name);
  }

 private:
  std::string path_;
};

std::string ArrayLiteral(const std::vector<int>& values) {
  return absl::StrCat("{", absl::StrJoin(values, ","), "}");
}

// The openings that can be had at all, with every value that the rubric looks at as a number.
struct Openings {
  std::vector<const Internship*> rows;
  Dictionary<std::string> industry, occupation, language, hard, target;
  Dictionary<int> place;
  Dictionary<std::string> employer{1}, group{1};  // 0 is none
  // A skill with level and weight; 0 is none. By number, with the skill's place in its example.
  std::map<std::string, int> skill;
  std::vector<std::pair<SkillRequirement, int>> skill_examples;
  std::vector<Column> columns;
};

bool CanBeHad(const Internship& internship, absl::Time as_of) {
  return internship.employer_verified && internship.state == InternshipState::kPublished &&
         internship.seats_taken < internship.seats &&
         !(internship.deadline && as_of >= *internship.deadline);
}

std::string LanguageKey(const Internship& internship) {
  std::string key;
  for (const LanguageRequirement& asked : internship.languages) {
    absl::StrAppend(&key, asked.language, ":", static_cast<int>(asked.cefr), ":",
                    static_cast<int>(asked.jlpt), ":", static_cast<int>(asked.importance), ":",
                    static_cast<int>(asked.equivalent_accepted), ";");
  }
  return key;
}

std::string HardKey(const Internship& internship) {
  std::vector<std::string> codes;
  for (const SkillRequirement& asked : internship.skills) {
    if (asked.hard) codes.push_back(asked.skill.code);
  }
  std::sort(codes.begin(), codes.end());
  return absl::StrJoin(codes, ",");
}

std::string TargetKey(const Internship& internship) {
  std::string key = absl::StrJoin(internship.target_study_years, ",");
  for (Programme programme : internship.target_programmes) {
    absl::StrAppend(&key, ";", static_cast<int>(programme));
  }
  return key;
}

int PlaceKey(const Internship& internship) {
  return internship.prefecture + (internship.remote ? 100 : 0);
}

// The needs that an opening answers with `answer`, as bits by kind. A needed end is part of `fit`.
int FacilityBits(const Internship& internship, Answer answer) {
  int bits = 0;
  for (int kind = 1; kind < kNeedKindCount; ++kind) {
    const auto need = static_cast<NeedKind>(kind);
    Answer given = internship.facilities.Get(need);
    if (need == NeedKind::kRemoteOnly) given = internship.remote ? Answer::kYes : Answer::kNo;
    if (given == answer) bits |= 1 << kind;
  }
  return bits;
}

// A need whose answer depends on the hours of the opening.
bool IsOfHours(NeedKind kind) { return kind == NeedKind::kEndByTime; }

int NeededBits(const Candidate& candidate) {
  int bits = 0;
  for (const Need& need : candidate.needs) {
    if (need.importance != Importance::kMust || IsOfHours(need.kind) ||
        need.kind == NeedKind::kAdvisorWoman || need.kind == NeedKind::kAdvisorMan) {
      continue;
    }
    bits |= 1 << static_cast<int>(need.kind);
  }
  return bits;
}

Openings MakeOpenings(const World& world, const RuleSet& rules, absl::Time as_of) {
  Openings openings;
  for (const auto& internship : world.internships) {
    if (CanBeHad(*internship, as_of)) openings.rows.push_back(internship.get());
  }
  // Ties end in the deadline and the id, which never change: their rank is one number.
  std::vector<size_t> order(openings.rows.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) {
    const Internship& one = *openings.rows[a];
    const Internship& other = *openings.rows[b];
    const absl::Time last = absl::InfiniteFuture();
    const absl::Time one_ends = one.deadline.value_or(last);
    const absl::Time other_ends = other.deadline.value_or(last);
    return one_ends != other_ends ? one_ends < other_ends : one.id < other.id;
  });
  std::vector<int> tie(order.size());
  for (size_t i = 0; i < order.size(); ++i) tie[order[i]] = static_cast<int>(i);

  const std::vector<std::string> names = {"industry", "occupation", "language", "hard",
                                          "target",   "place",      "employer", "grp",
                                          "said_no",  "not_said",   "weights"};
  for (const std::string& name : names) openings.columns.push_back({name, {}});
  for (int i = 1; i <= kMostSkills; ++i) openings.columns.push_back({absl::StrCat("skill", i), {}});
  for (const Internship* row : openings.rows) {
    if (row->skills.size() > kMostSkills) Fail("an opening asks for too many skills");
    std::vector<int> values = {
        openings.industry.Add(row->industry.code(), *row),
        openings.occupation.Add(row->occupation.code(), *row),
        openings.language.Add(LanguageKey(*row), *row),
        openings.hard.Add(HardKey(*row), *row),
        openings.target.Add(TargetKey(*row), *row),
        openings.place.Add(PlaceKey(*row), *row),
        openings.employer.Add(row->employer.name(), *row),
        row->corporate_group.empty() ? 0 : openings.group.Add(row->corporate_group, *row),
        FacilityBits(*row, Answer::kNo),
        FacilityBits(*row, Answer::kUnknown)};
    int weights = 0;
    std::vector<int> skills(kMostSkills, 0);
    for (size_t i = 0; i < row->skills.size(); ++i) {
      const SkillRequirement& asked = row->skills[i];
      const int weight =
          asked.essential ? rules.skills.essential_weight : rules.skills.preferred_weight;
      weights += weight;
      const std::string key = absl::StrCat(asked.skill.code, ":", asked.level, ":", weight);
      const auto [found, added] =
          openings.skill.emplace(key, 1 + static_cast<int>(openings.skill_examples.size()));
      if (added) openings.skill_examples.emplace_back(asked, weight);
      skills[i] = found->second;
    }
    values.push_back(weights);
    values.insert(values.end(), skills.begin(), skills.end());
    for (size_t i = 0; i < values.size(); ++i) openings.columns[i].values.push_back(values[i]);
  }
  openings.columns.push_back({"tie", std::move(tie)});
  return openings;
}

// Whether the peers decide a reason by themselves. All others are in `fit`.
bool DecidedByPeers(const Reason& reason) {
  if (const auto* need = std::get_if<NeedNumbers>(&reason.numbers)) return !IsOfHours(need->kind);
  switch (reason.code) {
    case ReasonCode::kEmployerBlocked:
    case ReasonCode::kEmployerNotVerified:
    case ReasonCode::kOpeningNotPublished:
    case ReasonCode::kSeatsFull:
    case ReasonCode::kDeadlinePassed:
    case ReasonCode::kTargetMismatch:
    case ReasonCode::kHardSkillMissing:
    case ReasonCode::kLanguageBelowRequired:
    case ReasonCode::kLanguageOneStepShort:
    case ReasonCode::kLanguageUnverified:
    case ReasonCode::kLocationNotAccepted:
      return true;
    default:
      return false;
  }
}

// Hours and authorisation of one pair: −1 if they block; else the schedule's value, with kReviewed
// added if a person has to look at them.
int Fit(const Judgement& judgement) {
  bool reviewed = false;
  for (const Reason& reason : judgement.reasons) {
    if (DecidedByPeers(reason)) continue;
    if (reason.effect == Effect::kBlock) return -1;
    reviewed |= reason.effect == Effect::kReview;
  }
  for (const Component& component : judgement.components) {
    if (component.kind == ComponentKind::kSchedule) {
      return component.value + (reviewed ? kReviewed : 0);
    }
  }
  return -1;
}

// What one candidate makes of every value of the openings.
std::vector<Column> Preferences(const Candidate& candidate, const Openings& openings,
                                const RuleSet& rules) {
  Column industry{"industry", {}};
  for (const Internship* row : openings.industry.examples()) {
    industry.values.push_back(
        IndustryComponent(candidate.industry_wishes, {&row->industry, 1}, rules));
  }
  Column occupation{"occupation", {}};
  for (const Internship* row : openings.occupation.examples()) {
    occupation.values.push_back(
        OccupationComponent(candidate.occupation_wishes, {&row->occupation, 1}, rules));
  }
  // 0 fits, 1 has to be looked at, 2 blocks.
  Column language{"language", {}};
  Column language_effect{"language_effect", {}};
  for (const Internship* row : openings.language.examples()) {
    int value = 1000;
    int effect = 0;
    for (const LanguageRequirement& asked : row->languages) {
      const LanguageFit fit = FitLanguage(candidate.languages, asked, rules.languages);
      const auto& by_gap = rules.languages.by_gap;
      value = std::min(value, by_gap[std::min<size_t>(fit.gap, by_gap.size() - 1)]);
      if (asked.importance != Importance::kMust) continue;
      const bool review = fit.gap > 0 || (fit.unverified && !asked.equivalent_accepted);
      effect = std::max(effect, fit.gap > rules.languages.review_gap ? 2 : review ? 1 : 0);
    }
    language.values.push_back(value);
    language_effect.values.push_back(effect);
  }
  Column hard{"hard", {}};
  for (const Internship* row : openings.hard.examples()) {
    const bool held =
        std::all_of(row->skills.begin(), row->skills.end(), [&](const SkillRequirement& asked) {
          return !asked.hard ||
                 std::any_of(candidate.skills.begin(), candidate.skills.end(),
                             [&](const HeldSkill& s) { return s.skill.code == asked.skill.code; });
        });
    hard.values.push_back(held ? 1 : 0);
  }
  Column target{"target", {}};
  for (const Internship* row : openings.target.examples()) {
    const auto& years = row->target_study_years;
    const auto& programmes = row->target_programmes;
    bool open = years.empty() && programmes.empty();
    if (!open && candidate.study) {
      open = (years.empty() ||
              std::find(years.begin(), years.end(), candidate.study->year) != years.end()) &&
             (programmes.empty() || std::find(programmes.begin(), programmes.end(),
                                              candidate.study->programme) != programmes.end());
    }
    target.values.push_back(open ? 1 : 0);
  }
  Column place{"place", {}};
  for (const Internship* row : openings.place.examples()) {
    place.values.push_back(LocationComponent(candidate, *row, rules.location));
  }
  // Weight × how the skill is met; none adds nothing.
  Column skill{"skill", {0}};
  for (const auto& [asked, weight] : openings.skill_examples) {
    Internship one;
    one.skills = {asked};
    skill.values.push_back(weight * SkillsComponent(candidate, one, rules.skills));
  }
  Column blocked_employers{"blocked_employers", {}};
  for (const EmployerId& employer : candidate.blocked_employers) {
    blocked_employers.values.push_back(openings.employer.Find(employer.name()));
  }
  Column blocked_groups{"blocked_groups", {}};
  for (const std::string& group : candidate.blocked_groups) {
    blocked_groups.values.push_back(openings.group.Find(group));
  }
  Column scalars{"scalars",
                 {NeededBits(candidate), candidate.industry_wishes.empty() ? 0 : 1,
                  candidate.occupation_wishes.empty() ? 0 : 1, rules.skills.nothing_asked,
                  rules.wishes.outside_wish_cap}};
  return {industry, occupation, language,          language_effect, hard,   target,
          place,    skill,      blocked_employers, blocked_groups,  scalars};
}

void WriteOpenings(const Folder& folder, const Openings& openings,
                   const std::vector<std::vector<int>>& fits) {
  std::ofstream ids = folder.Open("ids.txt");
  std::ofstream copy = folder.Open("openings.tsv");
  std::string line;
  for (size_t i = 0; i < openings.rows.size(); ++i) {
    line = openings.rows[i]->id.name();
    ids << line << '\n';
    for (const Column& column : openings.columns) absl::StrAppend(&line, "\t", column.values[i]);
    for (const std::vector<int>& fit : fits) absl::StrAppend(&line, "\t", fit[i]);
    copy << line << '\n';
  }
  std::ofstream names = folder.Open("columns.txt");
  for (const Column& column : openings.columns) {
    names << column.name << '\n';
    folder.WriteNumbers("opening_" + column.name, column.values);
  }
  for (size_t q = 0; q < fits.size(); ++q) {
    folder.WriteNumbers(absl::StrCat("opening_fit_", q), fits[q]);
  }
}

int Number(const char* text) {
  int value = 0;
  if (!absl::SimpleAtoi(text, &value) || value < 1) Fail(absl::StrCat(text, " is no number"));
  return value;
}

int Main(int argc, char** argv) {
  if (argc != 7) Fail("wants FOLDER ROWS QUERIES ROUNDS REGIME SEED");
  const Folder folder(argv[1]);
  const int rows = Number(argv[2]);
  const int queries = Number(argv[3]);
  const int rounds = Number(argv[4]);
  const std::string regime_name = argv[5];
  if (regime_name != "selective" && regime_name != "unselective") Fail("no such regime");
  const WorldMaker maker(Number(argv[6]),
                         regime_name == "selective" ? Regime::kSelective : Regime::kUnselective);
  const absl::Time as_of = WorldMaker::AsOf();
  const std::shared_ptr<const World> world = maker.Internships(rows);
  const auto book = std::make_shared<const RuleBook>(RuleBook::Default());
  const RuleSet& rules = book->At(as_of);
  const Openings openings = MakeOpenings(*world, rules, as_of);
  std::vector<Candidate> asking;
  for (int q = 0; q < queries; ++q) asking.push_back(maker.MakeAskingCandidate(q));

  RankQuery query;
  query.as_of = as_of;
  query.limit = kLimit;
  const PlainRanker plain(world, book);
  std::vector<std::pair<Contender, std::unique_ptr<const Ranker>>> contenders;
  for (Contender& contender : Contenders()) {
    if (contender.name == "plain") continue;
    contenders.emplace_back(contender, contender.make(world, book));
  }
  std::vector<double> plain_times;
  std::vector<std::vector<double>> times(contenders.size());
  std::vector<std::vector<int>> fits;
  std::ofstream expected = folder.Open("expected.tsv");
  std::ofstream query_copy = folder.Open("queries.tsv");
  for (int q = 0; q < queries; ++q) {
    const double start = Micros(Clock::kWall);
    const auto ranked = plain.RankInternships(asking[q], query);
    plain_times.push_back(Micros(Clock::kWall) - start);
    if (!ranked.ok()) Fail(std::string(ranked.status().message()));
    for (const auto& row : *ranked) {
      expected << q << '\t' << row.item->id.name() << '\t'
               << static_cast<int>(row.judgement.verdict) << '\t' << *row.judgement.raw << '\n';
    }
    for (size_t c = 0; c < contenders.size(); ++c) {
      for (int round = 0; round < rounds; ++round) {
        const double began = Micros(Clock::kWall);
        const auto answer = contenders[c].second->RankInternships(asking[q], query);
        times[c].push_back(Micros(Clock::kWall) - began);
        bool equal = answer.ok() && answer->size() == ranked->size();
        for (size_t i = 0; equal && i < answer->size(); ++i) {
          equal = (*answer)[i].item->id == (*ranked)[i].item->id &&
                  (*answer)[i].judgement == (*ranked)[i].judgement;
        }
        if (!equal) Fail(contenders[c].first.name + " does not equal the plain ranker");
      }
    }
    std::vector<int> fit;
    fit.reserve(openings.rows.size());
    for (const Internship* row : openings.rows) {
      fit.push_back(Fit(JudgeInternship(asking[q], *row, rules, as_of)));
    }
    fits.push_back(std::move(fit));
    const std::vector<Column> preferences = Preferences(asking[q], openings, rules);
    query_copy << q;
    for (const Column& column : preferences) {
      folder.WriteNumbers(absl::StrCat("query_", q, "_", column.name), column.values);
      query_copy << '\t' << ArrayLiteral(column.values);
    }
    query_copy << '\n';
  }
  WriteOpenings(folder, openings, fits);
  std::ofstream time_file = folder.Open("times.tsv");
  time_file << "plain\t" << Percentile(plain_times, 50) << '\n';
  for (size_t c = 0; c < contenders.size(); ++c) {
    time_file << contenders[c].first.name << '\t' << Percentile(times[c], 50) << '\n';
  }
  std::printf("%d openings, %zu of them can be had; %d queries\n", rows, openings.rows.size(),
              queries);
  return 0;
}

}  // namespace
}  // namespace banso::bench

int main(int argc, char** argv) { return banso::bench::Main(argc, argv); }
