// Reasons with representative and extreme numbers.
#ifndef BANSO_TESTS_ENGINE_EXPLAIN_REASON_SAMPLES_H_
#define BANSO_TESTS_ENGINE_EXPLAIN_REASON_SAMPLES_H_

#include <string>
#include <vector>

#include "engine/model/judgement.h"

namespace banso {

std::vector<ReasonCode> AllCodes();
std::vector<ComponentKind> AllComponentKinds();

// Numbers of every alternative, among them every day of a month, every month, every prefecture,
// need, level and known language, and the smallest and largest amounts.
std::vector<ReasonNumbers> AllNumbers();

// Every code with all numbers, also with those that do not belong to it.
std::vector<Reason> AllReasons();

// A line that tells which reason a failure is about.
std::string Describe(const Reason& reason);

}  // namespace banso

#endif  // BANSO_TESTS_ENGINE_EXPLAIN_REASON_SAMPLES_H_
