#include "server/config_file.h"

#define TOML_EXCEPTIONS 0
#include <toml++/toml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace banso {
namespace {

const char* NameOf(OptionKind kind) {
  switch (kind) {
    case OptionKind::kText:
      return "a text in quotation marks";
    case OptionKind::kSwitch:
      return "true or false";
    case OptionKind::kWhole:
      return "a whole number";
    case OptionKind::kNumber:
      return "a number";
  }
  return "";
}

// None if the value is not of the kind.
std::optional<std::string> TextOf(const toml::node& node, OptionKind kind) {
  if (const auto* text = node.as_string(); text != nullptr && kind == OptionKind::kText) {
    return text->get();
  }
  if (const auto* truth = node.as_boolean(); truth != nullptr && kind == OptionKind::kSwitch) {
    return truth->get() ? "true" : "false";
  }
  const bool is_number = kind == OptionKind::kWhole || kind == OptionKind::kNumber;
  if (const auto* whole = node.as_integer(); whole != nullptr && is_number) {
    return absl::StrCat(whole->get());
  }
  if (const auto* number = node.as_floating_point();
      number != nullptr && kind == OptionKind::kNumber) {
    return absl::StrFormat("%.17g", number->get());
  }
  return std::nullopt;
}

int LineOf(const toml::source_region& source) { return static_cast<int>(source.begin.line); }

}  // namespace

absl::StatusOr<ConfigText> ParseConfig(absl::string_view toml) {
  const toml::parse_result result = toml::parse(std::string_view(toml.data(), toml.size()));
  if (!result) {
    return absl::InvalidArgumentError(absl::StrCat("line ", LineOf(result.error().source()), ": ",
                                                   std::string(result.error().description())));
  }
  ConfigText config;
  for (const auto& [key, node] : result.table()) {
    const std::string name(key.str());
    const int line = LineOf(key.source());
    const auto problem = [&, line = line](absl::string_view what) {
      config.problems.push_back(absl::StrCat("line ", line, ": `", name, "` ", what));
    };
    const auto spec = std::find_if(OptionTable().begin(), OptionTable().end(),
                                   [&](const OptionSpec& known) { return known.name == name; });
    if (spec == OptionTable().end()) {
      problem("is not known; banso-server --help lists what can be set");
    } else if (spec->secret) {
      problem(absl::StrCat("is not for a file; set ", spec->variable()));
    } else if (std::optional<std::string> text = TextOf(node, spec->kind)) {
      config.values.push_back({name, *std::move(text), line});
    } else {
      problem(absl::StrCat("must be ", NameOf(spec->kind)));
    }
  }
  return config;
}

absl::StatusOr<ConfigText> ReadConfigFile(const std::string& path) {
  std::error_code unknown;
  std::ifstream file(path);
  if (!file || std::filesystem::is_directory(path, unknown)) {
    return absl::NotFoundError("cannot be read");
  }
  std::stringstream text;
  text << file.rdbuf();
  return ParseConfig(text.str());
}

std::string FormatConfigValue(const OptionSpec& spec, const std::string& text) {
  if (spec.kind != OptionKind::kText) return text;
  std::stringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

}  // namespace banso
