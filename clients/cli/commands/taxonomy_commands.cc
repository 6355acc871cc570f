#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "banso/v1/taxonomy_service.grpc.pb.h"
#include "clients/cli/commands/commands.h"
#include "clients/cli/contract_json.h"
#include "clients/cli/detail_view.h"
#include "clients/cli/table.h"
#include "clients/cli/taxonomy/taxonomy_files.h"
#include "clients/cli/words.h"

namespace banso {
namespace {

ExitCode List(Session& session) {
  v1::ListTaxonomiesRequest request;
  request.set_page_size(1000);
  v1::ListTaxonomiesResponse response;
  const grpc::Status status =
      session.connection.Call("TaxonomyService/ListTaxonomies", request, &response);
  if (!status.ok()) return session.Refused(status);
  Console& console = session.console;
  Table table({{console.Say({"NAME", "名前"})},
               {console.Say({"VERSION", "版"})},
               {console.Say({"TERMS", "語数"}), Table::Align::kRight},
               {console.Say({"RETIRED", "廃止"}), Table::Align::kRight},
               {console.Say({"IMPORTED", "取り込み"})},
               {console.Say({"CREDIT", "出典"}), Table::Align::kLeft, true}});
  for (const v1::Taxonomy& taxonomy : response.taxonomies()) {
    if (console.json()) {
      console.Print(absl::StrCat(ToJsonLine(taxonomy), "\n"));
      continue;
    }
    constexpr Phrase kBuiltIn = {"built in", "組み込み"};
    table.AddRow(
        {taxonomy.name(), taxonomy.version(), absl::StrCat(taxonomy.term_count()),
         absl::StrCat(taxonomy.retired_term_count()),
         taxonomy.has_import_time() ? InJapan(taxonomy.import_time()) : console.Say(kBuiltIn),
         taxonomy.attribution()});
  }
  if (!console.json()) {
    console.Print(table.Render(console.width(), console.heading_style(), console.style_end()));
  }
  return ExitCode::kOk;
}

std::vector<v1::Term::Kind> KindsToTry(const std::string& kind) {
  v1::Term::Kind parsed;
  if (v1::Term::Kind_Parse(absl::AsciiStrToUpper(kind), &parsed)) return {parsed};
  return {v1::Term::INDUSTRY,    v1::Term::OCCUPATION, v1::Term::SKILL,
          v1::Term::SKILL_GROUP, v1::Term::LANGUAGE,   v1::Term::PREFECTURE};
}

void ShowTerm(Session& session, const v1::Term& term) {
  if (session.console.json()) {
    session.console.Print(absl::StrCat(ToJsonLine(term), "\n"));
    return;
  }
  // An occupation of ESCO links to a hundred skills: their number is enough to read.
  v1::Term shown = term;
  shown.clear_essential_skills();
  shown.clear_optional_skills();
  session.console.Print(DetailView(shown, session.labels, session.console.language()));
  if (term.essential_skills_size() + term.optional_skills_size() > 0) {
    constexpr Phrase kSkills = {"skills: $0 essential, $1 optional\n",
                                "スキル: 必須 $0、任意 $1\n"};
    session.console.Print(
        session.console.Say(kSkills, term.essential_skills_size(), term.optional_skills_size()));
  }
  session.console.Print("\n");
}

ExitCode Lookup(Session& session) {
  ExitCode result = ExitCode::kOk;
  for (const std::string& code : session.arguments.items) {
    bool found = false;
    // A code such as 13 may be a prefecture, an industry or an occupation: all are shown.
    for (const v1::Term::Kind kind : KindsToTry(session.arguments.kind)) {
      v1::LookupTermsRequest request;
      request.set_kind(kind);
      request.add_codes(code);
      v1::LookupTermsResponse response;
      const grpc::Status status =
          session.connection.Call("TaxonomyService/LookupTerms", request, &response);
      if (status.error_code() == grpc::StatusCode::NOT_FOUND ||
          (status.error_code() == grpc::StatusCode::INVALID_ARGUMENT &&
           session.arguments.kind.empty())) {
        continue;
      }
      if (!status.ok()) return session.Refused(status);
      found = true;
      for (const v1::Term& term : response.terms()) ShowTerm(session, term);
    }
    if (!found) {
      constexpr Phrase kUnknown = {"no taxonomy knows $0", "$0 はどの分類にもありません"};
      session.console.Complain(absl::StrCat("banso: ", session.console.Say(kUnknown, code)));
      result = ExitCode::kFailed;
    }
  }
  return result;
}

ExitCode Suggest(Session& session) {
  v1::SuggestTermsRequest request;
  request.set_text(absl::StrJoin(session.arguments.items, " "));
  if (!session.arguments.kind.empty()) {
    request.add_kinds(KindsToTry(session.arguments.kind).front());
  }
  request.set_page_size(session.arguments.top);
  v1::SuggestTermsResponse response;
  const grpc::Status status =
      session.connection.Call("TaxonomyService/SuggestTerms", request, &response);
  if (!status.ok()) return session.Refused(status);
  Console& console = session.console;
  Table table({{console.Say({"KIND", "種類"})},
               {console.Say({"CODE", "コード"})},
               {console.Say({"JAPANESE", "日本語"}), Table::Align::kLeft, true},
               {console.Say({"ENGLISH", "英語"}), Table::Align::kLeft, true},
               {console.Say({"FOUND BY", "一致した言葉"}), Table::Align::kLeft, true},
               {console.Say({"CLOSENESS", "近さ"}), Table::Align::kRight}});
  for (const v1::Suggestion& suggestion : response.suggestions()) {
    if (console.json()) {
      console.Print(absl::StrCat(ToJsonLine(suggestion), "\n"));
      continue;
    }
    const v1::Term& term = suggestion.term();
    table.AddRow({Word(term.kind(), console.language()), term.code(), term.label_ja(),
                  term.label_en(), suggestion.matched_label(),
                  absl::StrCat(suggestion.closeness())});
  }
  if (!console.json()) {
    console.Print(table.Render(console.width(), console.heading_style(), console.style_end()));
  }
  return ExitCode::kOk;
}

ExitCode Import(Session& session) {
  Console& console = session.console;
  auto file = ReadTaxonomy(session.arguments.items[0]);
  if (!file.ok()) return session.WrongUsage(file.status().message());
  // Rows that follow each other and have the same fault make one line.
  for (size_t i = 0; i < file->problems.size();) {
    const TaxonomyFileProblem& first = file->problems[i];
    size_t end = i + 1;
    while (end < file->problems.size() && file->problems[end].file == first.file &&
           file->problems[end].description == first.description) {
      ++end;
    }
    const std::string lines =
        end == i + 1
            ? absl::StrCat(first.line)
            : absl::StrCat(first.line, "-", file->problems[end - 1].line, " (", end - i, " rows)");
    console.Complain(absl::StrCat("banso: ", first.file, ":", lines, ": ", first.description));
    i = end;
  }

  const auto stub = v1::TaxonomyService::NewStub(session.connection.channel());
  grpc::ClientContext context;
  if (session.arguments.timeout.has_value()) {
    context.set_deadline(absl::ToChronoTime(absl::Now() + *session.arguments.timeout));
  }
  session.connection.Prove(&context);
  v1::ImportTaxonomyResponse response;
  const auto writer = stub->ImportTaxonomy(&context, &response);
  v1::ImportTaxonomyRequest first;
  *first.mutable_taxonomy() = file->header;
  first.set_validate_only(session.arguments.dry_run);
  for (const auto& [old_code, new_code] : file->replacements) {
    (*first.mutable_replacements())[old_code] = new_code;
  }
  const auto total = static_cast<int64_t>(file->terms.size());
  ProgressBar progress(console, total);
  bool open = writer->Write(first);
  for (int64_t i = 0; open && i < total; ++i) {
    v1::ImportTaxonomyRequest part;
    part.mutable_term()->Swap(&file->terms[i]);
    open = writer->Write(part);
    progress.Update(i + 1);
  }
  writer->WritesDone();
  const grpc::Status status = writer->Finish();
  progress.Clear();
  if (!status.ok()) return session.Refused(status);

  for (const v1::RejectedTerm& rejected : response.rejected()) {
    for (const v1::FieldProblem& problem : rejected.problems()) {
      console.Complain(absl::StrCat("banso: term ", rejected.position(), ": ", problem.field(),
                                    ": ", problem.description()));
    }
  }
  if (console.json()) {
    console.Print(absl::StrCat(ToJsonLine(response), "\n"));
  } else {
    Table table(
        {{response.taxonomy().name()}, {response.taxonomy().version(), Table::Align::kRight}});
    table.AddRow({console.Say({"added", "新規"}), absl::StrCat(response.added_count())});
    table.AddRow({console.Say({"changed", "変更"}), absl::StrCat(response.changed_count())});
    table.AddRow(
        {console.Say({"unchanged", "変更なし"}), absl::StrCat(response.unchanged_count())});
    table.AddRow({console.Say({"disappeared, kept as retired", "なくなり、廃止として残した"}),
                  absl::StrCat(response.retired_codes_size())});
    table.AddRow({console.Say({"rows refused", "不可の行"}),
                  absl::StrCat(response.rejected_size() + file->problems.size())});
    console.Print(table.Render(0, console.heading_style(), console.style_end()));
    constexpr int kShown = 20;
    for (int i = 0; i < std::min(kShown, response.retired_codes_size()); ++i) {
      console.Print(absl::StrCat("  - ", response.retired_codes(i), "\n"));
    }
    if (response.retired_codes_size() > kShown) console.Print("  …\n");
  }
  const bool refused = response.rejected_size() > 0 || !file->problems.empty();
  return refused ? ExitCode::kRowsRefused : ExitCode::kOk;
}

}  // namespace

ExitCode RunTaxonomyCommand(Session& session) {
  const std::string& verb = session.arguments.command[1];
  if (verb == "list") return List(session);
  if (verb == "lookup") return Lookup(session);
  if (verb == "suggest") return Suggest(session);
  return Import(session);
}

}  // namespace banso
