// Languages: what a person knows and what an internship asks.
#ifndef BANSO_ENGINE_MODEL_LANGUAGE_H_
#define BANSO_ENGINE_MODEL_LANGUAGE_H_

#include <optional>
#include <string>

namespace banso {

// Steps of the Common European Framework. The number is the step.
enum class Cefr { kNone = 0, kA1 = 1, kA2 = 2, kB1 = 3, kB2 = 4, kC1 = 5, kC2 = 6 };

// Levels of the Japanese-Language Proficiency Test. The number is the step.
enum class Jlpt { kNone = 0, kN5 = 1, kN4 = 2, kN3 = 3, kN2 = 4, kN1 = 5 };

enum class Importance { kMust, kPrefer };

// What a person knows of one language, with the evidence.
struct LanguageSkill {
  std::string language;  // BCP 47, shortest form
  bool native = false;
  Cefr cefr_certificate = Cefr::kNone;
  Jlpt jlpt = Jlpt::kNone;       // a pass; Japanese only
  int jlpt_score = 0;            // total of that pass, [0, 180]; 0 is not known
  std::optional<int> bjt_score;  // [0, 800]; Japanese only
  Cefr self_assessed = Cefr::kNone;

  friend bool operator==(const LanguageSkill&, const LanguageSkill&) = default;
};

// What an internship asks of one language. Exactly one of `cefr` and `jlpt` is set; levels are
// compared in that frame.
struct LanguageRequirement {
  std::string language;  // BCP 47, shortest form
  Cefr cefr = Cefr::kNone;
  Jlpt jlpt = Jlpt::kNone;
  Importance importance = Importance::kMust;
  bool equivalent_accepted = false;  // 相当: no certificate needed

  friend bool operator==(const LanguageRequirement&, const LanguageRequirement&) = default;
};

}  // namespace banso

#endif  // BANSO_ENGINE_MODEL_LANGUAGE_H_
