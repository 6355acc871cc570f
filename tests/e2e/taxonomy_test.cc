// TaxonomyService over RPC.
#include <string>
#include <vector>

#include "tests/e2e/e2e_test.h"

namespace banso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class TaxonomyTest : public E2eTest {
 protected:
  static v1::Term Skill(const std::string& code, const std::string& label) {
    v1::Term term;
    term.set_kind(v1::Term::SKILL);
    term.set_code(code);
    term.set_label_en(label);
    return term;
  }
  // Imports `terms` as version `version` of taxonomies/craft.
  v1::ImportTaxonomyResponse Import(const std::string& version, const std::vector<v1::Term>& terms,
                                    bool validate_only = false) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + absl::Seconds(60)));
    v1::ImportTaxonomyResponse response;
    auto stream = server().taxonomy().ImportTaxonomy(&context, &response);
    v1::ImportTaxonomyRequest part;
    part.mutable_taxonomy()->set_name("taxonomies/craft");
    part.mutable_taxonomy()->set_version(version);
    part.set_validate_only(validate_only);
    EXPECT_TRUE(stream->Write(part));
    for (const v1::Term& term : terms) {
      v1::ImportTaxonomyRequest row;
      *row.mutable_term() = term;
      EXPECT_TRUE(stream->Write(row));
    }
    stream->WritesDone();
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  grpc::Status Lookup(const std::string& code, v1::LookupTermsResponse* response = nullptr) {
    v1::LookupTermsRequest request;
    request.set_kind(v1::Term::SKILL);
    request.add_codes(code);
    return server().Try(request, &v1::TaxonomyService::Stub::LookupTerms, server().taxonomy(),
                        response);
  }
};
BANSO_E2E_ON_BOTH_STORES(TaxonomyTest);

TEST_P(TaxonomyTest, BuiltInTermsAreFoundAndSuggested) {
  v1::LookupTermsResponse found;
  ASSERT_TRUE(Lookup("it.lang.python", &found).ok());
  EXPECT_EQ(found.terms(0).label_en(), "Python");
  EXPECT_THAT(Lookup("no.such.skill"), HasCode(grpc::NOT_FOUND));

  v1::SuggestTermsRequest request;
  request.set_text("ﾊﾟｲｿﾝ");
  const v1::SuggestTermsResponse suggested =
      server().Call(request, &v1::TaxonomyService::Stub::SuggestTerms, server().taxonomy());
  ASSERT_THAT(suggested.suggestions(), testing::Not(IsEmpty()));
  EXPECT_EQ(suggested.suggestions(0).term().code(), "it.lang.python");
}

TEST_P(TaxonomyTest, CodesThatAreNotKnownAreNamedByTheirPosition) {
  v1::LookupTermsRequest request;
  request.set_kind(v1::Term::SKILL);
  request.add_codes("it.lang.python");
  for (int i = 0; i < 100; ++i) request.add_codes(std::string(80, 'x'));

  const grpc::Status status =
      server().Try(request, &v1::TaxonomyService::Stub::LookupTerms, server().taxonomy());

  EXPECT_THAT(status, HasCode(grpc::NOT_FOUND));
  EXPECT_EQ(ErrorReason(status), "UNKNOWN_CODE");
  const std::string fields = DetailOf<google::rpc::ErrorInfo>(status).metadata().at("fields");
  EXPECT_TRUE(fields.starts_with("codes[1], codes[2], ")) << fields;
  EXPECT_TRUE(fields.ends_with(", codes[20]")) << fields;
  EXPECT_THAT(status.error_message(), testing::Not(HasSubstr("xx")));
}

TEST_P(TaxonomyTest, ImportingTwiceChangesNothing) {
  const std::vector<v1::Term> terms = {Skill("craft:1", "Lacquer work"),
                                       Skill("craft:2", "Paper making")};
  const v1::ImportTaxonomyResponse first = Import("1", terms);
  const Revision revision = StoreRevision();
  const v1::ImportTaxonomyResponse second = Import("1", terms);

  EXPECT_EQ(first.added_count(), 2);
  EXPECT_EQ(first.taxonomy().revision(), revision);
  EXPECT_EQ(second.added_count(), 0);
  EXPECT_EQ(second.unchanged_count(), 2);
  EXPECT_EQ(StoreRevision(), revision);
}

TEST_P(TaxonomyTest, AProfileThatNamesARemovedCodeKeepsWorking) {
  Import("1", {Skill("craft:1", "Lacquer work"), Skill("craft:2", "Paper making")});
  const v1::Candidate candidate =
      server().Create(ACandidate("skills { skill: \"craft:1\" level: 2 }"));

  const v1::ImportTaxonomyResponse newer = Import("2", {Skill("craft:2", "Paper making")});

  EXPECT_THAT(newer.retired_codes(), ElementsAre("craft:1"));
  EXPECT_TRUE(Lookup("craft:1").ok());
  v1::UpdateCandidateRequest update;
  update.mutable_candidate()->set_name(candidate.name());
  update.mutable_candidate()->set_home_prefecture("27");
  EXPECT_TRUE(server()
                  .Try(update, &v1::CandidateService::Stub::UpdateCandidate, server().candidates())
                  .ok());
}

TEST_P(TaxonomyTest, RefusedTermsDoNotStopTheOthers) {
  v1::Term nameless = Skill("", "No code");
  v1::Term kindless = Skill("craft:3", "No kind");
  kindless.clear_kind();

  const v1::ImportTaxonomyResponse response = Import(
      "1", {Skill("craft:1", "Lacquer work"), nameless, kindless, Skill("craft:1", "Twice")});

  EXPECT_EQ(response.added_count(), 1);
  ASSERT_THAT(response.rejected(), SizeIs(3));
  EXPECT_EQ(response.rejected(0).position(), 2);
  EXPECT_EQ(response.rejected(0).problems(0).field(), "term.code");
  EXPECT_EQ(response.rejected(1).position(), 3);
  EXPECT_EQ(response.rejected(2).position(), 4);
}

TEST_P(TaxonomyTest, ARefusedTermStaysWhatItWas) {
  Import("1", {Skill("craft:1", "Lacquer work"), Skill("craft:2", "Paper making")});
  v1::Term kindless = Skill("craft:2", "Paper making by hand");
  kindless.clear_kind();

  const v1::ImportTaxonomyResponse response =
      Import("2", {Skill("craft:1", "Lacquer work"), kindless});

  EXPECT_THAT(response.rejected(), SizeIs(1));
  EXPECT_THAT(response.retired_codes(), IsEmpty());
  v1::LookupTermsResponse found;
  ASSERT_TRUE(Lookup("craft:2", &found).ok());
  EXPECT_FALSE(found.terms(0).retired());
  EXPECT_EQ(found.terms(0).label_en(), "Paper making");
}

TEST_P(TaxonomyTest, ValidateOnlyWritesNothing) {
  const Revision revision = StoreRevision();

  EXPECT_EQ(Import("1", {Skill("craft:1", "Lacquer work")}, true).added_count(), 1);

  EXPECT_EQ(StoreRevision(), revision);
  EXPECT_THAT(Lookup("craft:1"), HasCode(grpc::NOT_FOUND));
}

TEST_P(TaxonomyTest, ThousandsOfTermsAreImportedAndSurviveARestart) {
  std::vector<v1::Term> terms;
  for (int i = 0; i < 5000; ++i) {
    terms.push_back(Skill(absl::StrCat("craft:", i), absl::StrCat("Craft number ", i)));
  }
  EXPECT_EQ(Import("1", terms).added_count(), 5000);
  server().Restart();

  EXPECT_TRUE(Lookup("craft:4999").ok());
  const v1::ListTaxonomiesResponse list = server().Call(
      v1::ListTaxonomiesRequest(), &v1::TaxonomyService::Stub::ListTaxonomies, server().taxonomy());
  std::vector<std::string> names;
  for (const v1::Taxonomy& taxonomy : list.taxonomies()) names.push_back(taxonomy.name());
  EXPECT_THAT(names, Contains("taxonomies/craft"));
}

TEST_P(TaxonomyTest, AStreamWithoutATaxonomyIsRefused) {
  grpc::ClientContext context;
  v1::ImportTaxonomyResponse response;
  auto stream = server().taxonomy().ImportTaxonomy(&context, &response);
  v1::ImportTaxonomyRequest row;
  *row.mutable_term() = Skill("craft:1", "Lacquer work");
  stream->Write(row);
  stream->WritesDone();

  const grpc::Status status = stream->Finish();

  EXPECT_THAT(status, HasCode(grpc::INVALID_ARGUMENT));
  EXPECT_THAT(BadFields(status), ElementsAre("taxonomy"));
}

}  // namespace
}  // namespace banso
