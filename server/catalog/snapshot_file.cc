#include "server/catalog/snapshot_file.h"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "engine/base/status_macros.h"
#include "engine/codec/value_codec.h"
#include "engine/index/columns.h"
#include "server/seal/sealed_file.h"
#include "server/seal/sealing.h"

namespace banso {
namespace {

// Of what this file writes; the engine's own formats have their own.
constexpr uint64_t kFormat = 1;
constexpr char kPurpose[] = "catalog snapshot";
constexpr char kKeyOwner[] = "server/snapshot/";
constexpr char kNameStart[] = "catalog-";
constexpr char kNameEnd[] = ".sealed";

// An extent in a number, below 2^63, as engine values have positions.
constexpr int kSizeBits = 23;
constexpr uint32_t kMostBytes = (uint32_t{1} << kSizeBits) - 1;
uint64_t PositionOf(Extent extent) { return extent.offset << kSizeBits | extent.size; }
Extent ExtentAt(uint64_t position) {
  return {position >> kSizeBits, static_cast<uint32_t>(position & kMostBytes)};
}

// A record that was whole when the file was opened cannot be read any more: the disk is damaged.
// Nobody could be given a right answer from here on; the next start reads the store.
[[noreturn]] void EndDamaged(const SealedFile& file) {
  std::error_code error;
  std::filesystem::remove(file.path(), error);
  std::fprintf(stderr, "banso: %s is damaged and was deleted; start again\n", file.path().c_str());
  std::abort();
}

std::string ReadOrEnd(const SealedFile& file, Extent extent) {
  std::string bytes;
  if (!file.Read(extent, &bytes).ok()) EndDamaged(file);
  return bytes;
}

using File = std::shared_ptr<const SealedFile>;

template <typename T>
class FileValues final : public ValueSource<T> {
 public:
  explicit FileValues(File file) : file_(std::move(file)) {}
  std::shared_ptr<const T> Read(uint64_t position) const override {
    auto value = std::make_shared<T>();
    if (!Decode(ReadOrEnd(*file_, ExtentAt(position)), value.get())) EndDamaged(*file_);
    return value;
  }

 private:
  const File file_;
};

template <typename Message>
std::shared_ptr<const Message> MakeMessage(const std::string& bytes) {
  auto message = std::make_shared<Message>();
  // What was written here was a message.
  if (!message->ParseFromString(bytes)) std::abort();
  return message;
}

template <typename Value>
std::shared_ptr<const Value> MakeValue(const std::string& bytes) {
  auto value = std::make_shared<Value>();
  if constexpr (!std::is_same_v<Value, NoValue>) {
    if (!Decode(bytes, value.get())) std::abort();
  }
  return value;
}

// ---- writing ------------------------------------------------------------------------------------

class Writer {
 public:
  // `check` says whether to go on; asked row by row.
  Writer(SealedFileWriter* file, std::function<absl::Status()> check)
      : file_(file), check_(std::move(check)) {}

  // Writes a table: its rows, the chunks that list them, and into `root` where these are.
  // `positions` is told those of the values.
  template <typename EntryType>
  absl::Status Table(const SortedTable<EntryType>& table, ColumnWriter* root,
                     std::vector<uint64_t>* positions) {
    constexpr size_t kRows = SortedTable<EntryType>::kFilledRows;
    absl::Status status;
    std::string chunk;
    std::string last_name;
    size_t rows = 0;
    size_t left = table.size();
    root->Number((left + kRows - 1) / kRows);
    table.ForEachOnce([&](const auto& entry) {
      if (!status.ok()) return;
      ColumnWriter writer(&chunk);
      status = Row(*entry, &writer, positions);
      last_name = entry->name();
      ++rows;
      --left;
      if (status.ok()) status = check_();
      if (!status.ok() || (rows < kRows && left > 0)) return;
      const absl::StatusOr<uint64_t> at = Append(chunk);
      status = at.status();
      if (!status.ok()) return;
      root->Number(*at);
      root->Number(rows);
      root->Bytes(last_name);
      chunk.clear();
      rows = 0;
    });
    return status;
  }

  absl::StatusOr<uint64_t> Append(absl::string_view bytes) {
    if (bytes.size() > kMostBytes) {
      return absl::ResourceExhaustedError("a resource is too large for the file of the catalog");
    }
    BANSO_ASSIGN_OR_RETURN(const Extent extent, file_->Append(bytes));
    return PositionOf(extent);
  }
  // A record of any size.
  absl::Status AppendLarge(absl::string_view bytes, ColumnWriter* root) {
    BANSO_RETURN_IF_ERROR(check_());
    BANSO_ASSIGN_OR_RETURN(const Extent extent, file_->Append(bytes));
    root->Number(extent.offset);
    root->Number(extent.size);
    return absl::OkStatus();
  }

 private:
  template <typename EntryType>
  absl::Status Row(const EntryType& entry, ColumnWriter* chunk, std::vector<uint64_t>* positions) {
    const std::optional<std::string> known = entry.message.Bytes();
    BANSO_ASSIGN_OR_RETURN(const uint64_t message,
                           Append(known ? *known : entry.message->SerializeAsString()));
    uint64_t value_at = 0;
    if constexpr (!std::is_same_v<typename EntryType::Value, NoValue>) {
      std::optional<std::string> value = entry.value.Bytes();
      if (!value) Encode(*entry.value, &value.emplace());
      BANSO_ASSIGN_OR_RETURN(value_at, Append(*value));
      positions->push_back(value_at);
    }
    chunk->Bytes(entry.name());
    chunk->Number(static_cast<uint64_t>(entry.revision));
    chunk->Number(message);
    chunk->Number(value_at);
    return absl::OkStatus();
  }

  SealedFileWriter* const file_;
  const std::function<absl::Status()> check_;
};

// ---- reading ------------------------------------------------------------------------------------

template <typename EntryType>
std::vector<std::shared_ptr<const EntryType>> ReadChunk(const File& file, Extent extent) {
  using Message = typename EntryType::Message;
  using Value = typename EntryType::Value;
  const std::string chunk = ReadOrEnd(*file, extent);
  ColumnReader reader(chunk);
  std::vector<std::shared_ptr<const EntryType>> rows;
  while (!reader.done()) {
    auto entry = std::make_shared<EntryType>();
    entry->known_name = std::string(reader.Bytes());
    entry->revision = static_cast<Revision>(reader.Number());
    const Extent message = ExtentAt(reader.Number());
    const Extent value = ExtentAt(reader.Number());
    if (!reader.ok()) EndDamaged(*file);
    entry->message = OnDemand<Message>([file, message] { return ReadOrEnd(*file, message); },
                                       &MakeMessage<Message>);
    if constexpr (!std::is_same_v<Value, NoValue>) {
      entry->value =
          OnDemand<Value>([file, value] { return ReadOrEnd(*file, value); }, &MakeValue<Value>);
    }
    rows.push_back(std::move(entry));
  }
  return rows;
}

template <typename EntryType>
void ReadTable(const File& file, ColumnReader* root, SortedTable<EntryType>* table) {
  const uint64_t chunks = root->Number();
  for (uint64_t i = 0; i < chunks && root->ok(); ++i) {
    const Extent at = ExtentAt(root->Number());
    const uint64_t rows = root->Number();
    table->PutStored(rows, std::string(root->Bytes()),
                     [file, at] { return ReadChunk<EntryType>(file, at); });
  }
}

Extent ReadExtent(ColumnReader* root) {
  Extent extent;
  extent.offset = root->Number();
  extent.size = static_cast<uint32_t>(root->Number());
  return extent;
}

// A table's values for the index.
template <typename Value>
absl::StatusOr<StoredValues<Value>> ReadPositions(const File& file, ColumnReader* root) {
  std::string bytes;
  BANSO_RETURN_IF_ERROR(file->Read(ReadExtent(root), &bytes));
  StoredValues<Value> values;
  ColumnReader reader(bytes);
  reader.Column(&values.positions);
  if (!reader.done()) return absl::DataLossError("the positions of values cannot be read");
  values.source = std::make_shared<FileValues<Value>>(file);
  return values;
}

// What tells one store, and one past of it, from others: its secret, and what its commit at the
// revision changed, if there is one: a commit that failed may have left a gap.
absl::StatusOr<std::string> PastOf(Store* store, Revision revision, absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const std::string secret, store->Secret(deadline));
  Key key = {};
  std::copy_n(secret.begin(), std::min(secret.size(), key.size()), key.begin());
  std::string past;
  if (revision > 0) {
    BANSO_ASSIGN_OR_RETURN(const std::vector<Change> changes,
                           store->Changes(revision - 1, 1, deadline));
    for (const Change& change : changes) {
      if (change.revision != revision) break;
      absl::StrAppend(&past, change.revision, " ", static_cast<int>(change.kind), " ", change.name,
                      change.deleted ? " deleted\n" : "\n");
    }
  }
  return Token(key, {kPurpose}, past);
}

std::string NewName() {
  const Key random = RandomKey();
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(random.data()), 16));
}

std::string KeyOwner(absl::string_view name) { return absl::StrCat(kKeyOwner, name); }

std::filesystem::path PathOf(const std::string& folder, absl::string_view name) {
  return std::filesystem::path(folder) / absl::StrCat(kNameStart, name, kNameEnd);
}

// The names of the files in a folder.
struct Names {
  std::vector<std::string> whole;
  // Not finished, of a server that ended while it wrote, or writes: names, and the files
  // themselves.
  std::vector<std::pair<std::string, std::filesystem::path>> begun;
};
Names NamesIn(const std::string& folder) {
  Names names;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string file = at->path().filename().string();
    absl::string_view name = file;
    if (!absl::ConsumePrefix(&name, kNameStart)) continue;
    if (absl::ConsumeSuffix(&name, kNameEnd)) {
      names.whole.emplace_back(name);
    } else if (const size_t end_of_name = name.find(kNameEnd); end_of_name != name.npos) {
      names.begun.emplace_back(name.substr(0, end_of_name), at->path());
    }
  }
  return names;
}

absl::Status DropBegun(const Names& names, KeyStore* keys) {
  std::error_code ignored;
  for (const auto& [name, path] : names.begun) {
    std::filesystem::remove(path, ignored);
    BANSO_RETURN_IF_ERROR(keys->Destroy(KeyOwner(name)));
  }
  return absl::OkStatus();
}

}  // namespace

SnapshotFile::SnapshotFile(std::string folder, KeyStore* keys, Store* store)
    : folder_(std::move(folder)), keys_(keys), store_(store) {}

absl::StatusOr<Snapshot::Parts> SnapshotFile::Read(std::shared_ptr<const RuleBook> rules,
                                                   absl::Time deadline) {
  const std::vector<std::string> names = NamesIn(folder_).whole;
  if (names.empty()) return absl::NotFoundError("there is no file of the catalog");
  // Two are there only if a server ended between writing one and dropping the other.
  if (names.size() > 1) return absl::DataLossError("there is more than one file of the catalog");
  BANSO_ASSIGN_OR_RETURN(const std::optional<Key> key, keys_->Find(KeyOwner(names[0])));
  if (!key) return absl::DataLossError("the file of the catalog has no key");
  BANSO_ASSIGN_OR_RETURN(const File file,
                         SealedFile::Open(PathOf(folder_, names[0]), *key, kPurpose));
  ColumnReader root(file->root());
  if (root.Number() != kFormat || root.Number() != kValueCodecVersion) {
    return absl::FailedPreconditionError("another version wrote the file of the catalog");
  }
  Snapshot::Parts parts;
  parts.revision = static_cast<Revision>(root.Number());
  BANSO_ASSIGN_OR_RETURN(const std::string past, PastOf(store_, parts.revision, deadline));
  if (root.Bytes() != past) {
    return absl::FailedPreconditionError("the file of the catalog is of another store");
  }
  ForEachTable(parts, [&](ResourceKind, auto& table) { ReadTable(file, &root, &table); });
  const uint64_t taxonomies = root.Number();
  std::vector<StoredTaxonomy> imported;
  for (uint64_t i = 0; i < taxonomies && root.ok(); ++i) {
    const std::string name(root.Bytes());
    const auto revision = static_cast<Revision>(root.Number());
    std::string bytes;
    BANSO_RETURN_IF_ERROR(file->Read(ReadExtent(&root), &bytes));
    auto taxonomy = std::make_shared<StoredTaxonomy>();
    if (!taxonomy->ParseFromString(bytes)) return absl::DataLossError("a taxonomy is not readable");
    imported.push_back(*taxonomy);
    parts.imported[name] = {revision, std::move(taxonomy)};
  }
  parts.taxonomy = TaxonomyIndex::Build(std::move(imported));
  parts.rules = std::move(rules);
  BANSO_ASSIGN_OR_RETURN(const auto candidates, ReadPositions<Candidate>(file, &root));
  BANSO_ASSIGN_OR_RETURN(const auto internships, ReadPositions<Internship>(file, &root));
  BANSO_ASSIGN_OR_RETURN(const auto advisors, ReadPositions<Advisor>(file, &root));
  const auto piece = [&]() -> absl::StatusOr<std::string> {
    std::string bytes;
    BANSO_RETURN_IF_ERROR(file->Read(ReadExtent(&root), &bytes));
    return bytes;
  };
  BANSO_ASSIGN_OR_RETURN(parts.index,
                         IndexedRanker::Load(piece, internships, advisors, candidates,
                                             std::make_shared<const Clearances>(), parts.rules));
  if (!root.done()) return absl::DataLossError("the file of the catalog is not whole");
  return parts;
}

absl::Status SnapshotFile::Write(const Snapshot& snapshot, absl::Time deadline) {
  dropped_ = false;
  std::error_code error;
  std::filesystem::create_directories(folder_, error);
  BANSO_RETURN_IF_ERROR(DropBegun(NamesIn(folder_), keys_));
  const std::string name = NewName();
  const absl::Status status = WriteAs(name, snapshot, deadline);
  // Whoever drops files destroys the keys of those that are not finished, too.
  const absl::StatusOr<std::optional<Key>> key = keys_->Find(KeyOwner(name));
  if (status.ok() && key.ok() && *key) return status;
  DropFile(name).IgnoreError();
  if (key.ok() && !*key) return absl::AbortedError("another server dropped or writes the file");
  return status.ok() ? key.status() : status;
}

absl::Status SnapshotFile::WriteAs(const std::string& name, const Snapshot& snapshot,
                                   absl::Time deadline) {
  BANSO_ASSIGN_OR_RETURN(const Key key, keys_->GetOrCreate(KeyOwner(name)));
  BANSO_ASSIGN_OR_RETURN(const auto file,
                         SealedFileWriter::Create(PathOf(folder_, name), key, kPurpose));
  BANSO_ASSIGN_OR_RETURN(const std::string past, PastOf(store_, snapshot.revision(), deadline));
  const Snapshot::Parts& parts = snapshot.parts();
  std::string bytes;
  ColumnWriter root(&bytes);
  root.Number(kFormat);
  root.Number(kValueCodecVersion);
  root.Number(static_cast<uint64_t>(parts.revision));
  root.Bytes(past);
  Writer writer(file.get(), [this] { return CheckWanted(); });
  absl::Status status;
  std::array<std::vector<uint64_t>, 3> positions;
  std::vector<uint64_t> none;
  ForEachTable(parts, [&](ResourceKind kind, const auto& table) {
    if (!status.ok()) return;
    std::vector<uint64_t>* of_table = kind == ResourceKind::kCandidate    ? &positions[0]
                                      : kind == ResourceKind::kInternship ? &positions[1]
                                      : kind == ResourceKind::kAdvisor    ? &positions[2]
                                                                          : &none;
    status = writer.Table(table, &root, of_table);
  });
  BANSO_RETURN_IF_ERROR(status);
  root.Number(parts.imported.size());
  for (const auto& [taxonomy, stored] : parts.imported) {
    root.Bytes(taxonomy);
    root.Number(static_cast<uint64_t>(stored.first));
    BANSO_RETURN_IF_ERROR(writer.AppendLarge(stored.second->SerializeAsString(), &root));
  }
  for (const std::vector<uint64_t>& of_table : positions) {
    std::string column;
    ColumnWriter(&column).Column(of_table);
    BANSO_RETURN_IF_ERROR(writer.AppendLarge(column, &root));
  }
  BANSO_RETURN_IF_ERROR(
      parts.index->Save([&](absl::string_view piece) { return writer.AppendLarge(piece, &root); }));
  MutexLock lock(&mu_);
  BANSO_RETURN_IF_ERROR(CheckWanted());
  const std::vector<std::string> old = NamesIn(folder_).whole;
  BANSO_RETURN_IF_ERROR(file->Finish(bytes));
  for (const std::string& one : old) BANSO_RETURN_IF_ERROR(DropFile(one));
  return absl::OkStatus();
}

absl::Status SnapshotFile::CheckWanted() const {
  if (dropped_) return absl::AbortedError("something was deleted while the file was written");
  if (stopped_) return absl::AbortedError("the server stops");
  return absl::OkStatus();
}

absl::Status SnapshotFile::Drop() {
  MutexLock lock(&mu_);
  dropped_ = true;
  const Names names = NamesIn(folder_);
  for (const std::string& name : names.whole) BANSO_RETURN_IF_ERROR(DropFile(name));
  return DropBegun(names, keys_);
}

absl::Status SnapshotFile::DropFile(const std::string& name) {
  std::error_code error;
  std::filesystem::remove(PathOf(folder_, name), error);
  const absl::Status destroyed = keys_->Destroy(KeyOwner(name));
  if (destroyed.ok() || !error) return destroyed;
  return absl::UnavailableError(
      absl::StrCat("the file of the catalog cannot be deleted: ", error.message()));
}

}  // namespace banso
