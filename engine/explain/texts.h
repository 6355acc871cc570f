// The texts of reasons and components, as a table that a translator can read.
#ifndef BANSO_ENGINE_EXPLAIN_TEXTS_H_
#define BANSO_ENGINE_EXPLAIN_TEXTS_H_

#include "engine/explain/words.h"
#include "engine/model/judgement.h"

namespace banso {

// Which alternative of ReasonNumbers a text speaks of, in their order, and what stands where.
enum class NumbersKind {
  kNone,
  kHours,           // $0 first day, $1 time of work, $2 limit, $3 excess, $4 "on the day" or
                    // "in the week from the day", whichever the limit is for
  kValidity,        // $0 limit, $1 first day of work, $2 last day of work, $3 a sentence on a
                    // renewal that was filed, else empty
  kLanguageGap,     // $0 language, $1 level asked for, $2 level held, $3 steps missing
  kTimeFit,         // $0 time that fits, $1 time needed, $2 a sentence on what else must hold, else
                    // empty
  kCapacity,        // $0 people taken, $1 places
  kNeed,            // $0 what is needed
  kSkill,           // $0 code of the skill; in ja_easy a sentence with it
  kPlace,           // $0 prefecture
  kDeadline,        // $0 instant in Japan's time
  kSharedLanguage,  // $0 language, $1 level of both, $2 level needed
};

// What is told about a code: the fact, and what would clear it. Words blame nobody, name no
// status, and speak of "work permission" only.
struct ReasonText {
  ReasonCode code;
  Text fact;  // without numbers
  NumbersKind numbers = NumbersKind::kNone;
  Text fact_with_numbers = {};  // instead of `fact`, if there are numbers to tell
  Text remedy = {};
};

const ReasonText& TextOf(ReasonCode code);

// What is told about a component by its value: at least 700, at least 400, less. Without the full
// stop.
struct ComponentText {
  ComponentKind kind;
  Text high;
  Text middle;
  Text low;
};

const ComponentText& TextOf(ComponentKind kind);

// Sentences that the places above are filled with.
extern const Text kRenewalFiled;   // $0 last day covered
extern const Text kLeastThatFits;  // $0 time
extern const Text kStartsOnTheGrid;
extern const Text kSkillCode;  // $0 code

}  // namespace banso

#endif  // BANSO_ENGINE_EXPLAIN_TEXTS_H_
