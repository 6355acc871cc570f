#include "server/convert/resource_name.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace banso {
namespace {

constexpr size_t kIdLength = 20;

}  // namespace

std::string RandomId() {
  std::array<char, kIdLength> random;
  // Requests of up to 256 bytes are never cut short; before the system's source is ready they wait.
  while (getrandom(random.data(), random.size(), 0) != static_cast<ssize_t>(random.size())) {
    if (errno != EINTR) std::abort();  // no random source: an id could be guessed
  }
  return IdFromBytes(absl::string_view(random.data(), random.size()));
}

std::string IdFromBytes(absl::string_view bytes) {
  constexpr absl::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
  std::string id;
  for (const char byte : bytes.substr(0, kIdLength)) {
    id += kAlphabet[static_cast<unsigned char>(byte) % kAlphabet.size()];
  }
  return id;
}

bool IsResourceId(absl::string_view id) {
  if (id.empty() || id.size() > 63 || id[0] == '-') return false;
  for (const char c : id) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '-') return false;
  }
  return true;
}

std::optional<std::vector<std::string>> ParseName(absl::string_view pattern, absl::string_view name,
                                                  Wildcard wildcard) {
  const std::vector<absl::string_view> shapes = absl::StrSplit(pattern, '/');
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (shapes.size() != parts.size()) return std::nullopt;
  std::vector<std::string> ids;
  for (size_t i = 0; i < parts.size(); ++i) {
    if (shapes[i].empty() || shapes[i][0] != '{') {
      if (shapes[i] != parts[i]) return std::nullopt;
      continue;
    }
    const bool any = wildcard == Wildcard::kAccepted && parts[i] == "-";
    if (!any && !IsResourceId(parts[i])) return std::nullopt;
    ids.emplace_back(parts[i]);
  }
  return ids;
}

std::string FormatName(absl::string_view pattern, std::initializer_list<absl::string_view> ids) {
  std::string name;
  auto id = ids.begin();
  for (const absl::string_view shape : absl::StrSplit(pattern, '/')) {
    if (!name.empty()) name += '/';
    const absl::string_view part = shape[0] == '{' ? *id++ : shape;
    name.append(part.data(), part.size());
  }
  return name;
}

absl::string_view ParentOf(absl::string_view name) {
  const size_t id = name.rfind('/');
  if (id == absl::string_view::npos) return "";
  const size_t collection = name.substr(0, id).rfind('/');
  return collection == absl::string_view::npos ? absl::string_view() : name.substr(0, collection);
}

}  // namespace banso
