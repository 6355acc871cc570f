// A few terms in memory, looked up as a server looks them up.
#ifndef BANSO_TESTS_CLI_FAKE_TERM_RESOLVER_H_
#define BANSO_TESTS_CLI_FAKE_TERM_RESOLVER_H_

#include <map>
#include <string>
#include <utility>

#include "clients/cli/import/forbidden_fields.h"
#include "clients/cli/import/term_resolver.h"

namespace banso {

class FakeTermResolver : public TermResolver {
 public:
  FakeTermResolver() {
    Add(v1::Term::SKILL, "it.lang.python", {"Python", "パイソン"});
    Add(v1::Term::SKILL, "it.data.sql", {"SQL", "データベース"});
    Add(v1::Term::SKILL, "it.data.analysis", {"Data analysis", "データ分析"});
    Add(v1::Term::SKILL, "office.pc.excel", {"Spreadsheets", "Excel", "エクセル"});
    Add(v1::Term::SKILL, "esco:097c6a36-f031-4d3e-b5c1-62d6ffcb430b", {"apply statistics"});
    Add(v1::Term::INDUSTRY, "G", {"Information and Communications", "情報通信業"});
    Add(v1::Term::INDUSTRY, "391", {"Computer software", "ソフトウェア業"});
    Add(v1::Term::OCCUPATION, "2512", {"Software developers", "Software Engineer"});
    Add(v1::Term::OCCUPATION, "2422.10", {"monitoring and evaluation officer"});
    Add(v1::Term::OCCUPATION, "onet:15-1132.00", {"Software Developers, Applications"});
    Add(v1::Term::PREFECTURE, "13", {"Tokyo", "東京都", "東京"});
    Add(v1::Term::LANGUAGE, "en", {"English", "英語"});
    Add(v1::Term::LANGUAGE, "es", {"Spanish"});
    Add(v1::Term::LANGUAGE, "ja", {"Japanese", "日本語"});
  }

  absl::StatusOr<Resolution> Resolve(v1::Term::Kind kind, absl::string_view text) override {
    Resolution resolution;
    for (const std::string& spelling : {std::string(text), FoldedKey(text)}) {
      const auto found = codes_.find({kind, spelling});
      if (found != codes_.end()) resolution.code = found->second;
    }
    if (!resolution.code.has_value()) resolution.suggestions = {"Nearest (near.est.one)"};
    return resolution;
  }

 private:
  void Add(v1::Term::Kind kind, const std::string& code, const std::vector<std::string>& labels) {
    codes_[{kind, code}] = code;
    for (const std::string& label : labels) codes_[{kind, FoldedKey(label)}] = code;
  }

  std::map<std::pair<int, std::string>, std::string> codes_;
};

}  // namespace banso

#endif  // BANSO_TESTS_CLI_FAKE_TERM_RESOLVER_H_
