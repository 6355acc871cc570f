// Profiles as the contract has them, for what lies above the engine: large worlds in a store.
#ifndef BANSO_BENCH_CONTRACT_WORLD_H_
#define BANSO_BENCH_CONTRACT_WORLD_H_

#include <cstdint>
#include <string>

#include "banso/v1/candidate.pb.h"
#include "banso/v1/internship.pb.h"
#include "server/store/store.h"

namespace banso::bench {

// Openings belong to as many employers as there are hundreds of them, at least one.
inline constexpr int kOpeningsOfAnEmployer = 100;
std::string EmployerName(int number);
std::string InternshipName(int number);
std::string CandidateName(int number);

// Published openings of verified employers, and candidates with every consent; industries,
// occupations, skills, places and hours differ, and some are much more common than others. Depends
// on the seed and the number alone.
v1::Internship MakeInternshipMessage(uint64_t seed, int number);
v1::Candidate MakeCandidateMessage(uint64_t seed, int number);

// Writes employers and openings, or candidates, into a store, many in a commit.
void FillInternships(uint64_t seed, int rows, Store* store);
void FillCandidates(uint64_t seed, int rows, Store* store);

}  // namespace banso::bench

#endif  // BANSO_BENCH_CONTRACT_WORLD_H_
