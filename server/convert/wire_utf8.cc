#include "server/convert/wire_utf8.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.pb.h"
#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"
#include "server/base/utf8.h"

namespace banso {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::internal::WireFormatLite;

constexpr int kMaxDepth = 100;  // libprotobuf's own limit

// Reads messages until one is broken or a string is not UTF-8; then `path` says where.
class Walker {
 public:
  // Whether to go on after the message.
  bool Walk(const Descriptor& descriptor, absl::string_view bytes, const std::string& prefix,
            int depth) {
    if (depth > kMaxDepth) return false;
    google::protobuf::io::CodedInputStream input(reinterpret_cast<const uint8_t*>(bytes.data()),
                                                 static_cast<int>(bytes.size()));
    std::map<int, int> seen;  // elements so far, by field number
    while (const uint32_t tag = input.ReadTag()) {
      const FieldDescriptor* field =
          descriptor.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
      const bool length_delimited =
          WireFormatLite::GetTagWireType(tag) == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
      const bool text = field != nullptr && field->type() == FieldDescriptor::TYPE_STRING;
      const bool message = field != nullptr && field->type() == FieldDescriptor::TYPE_MESSAGE;
      if (!length_delimited || (!text && !message)) {
        if (!WireFormatLite::SkipField(&input, tag)) return false;
        continue;
      }
      uint32_t length = 0;
      if (!input.ReadVarint32(&length)) return false;
      const size_t begin = static_cast<size_t>(input.CurrentPosition());
      if (length > bytes.size() - begin || !input.Skip(static_cast<int>(length))) return false;
      const absl::string_view content = bytes.substr(begin, length);
      std::string path = Path(*field, prefix, &seen[field->number()]);
      if (text) {
        if (IsUtf8(content)) continue;
        found = std::move(path);
        return false;
      }
      if (!Walk(*field->message_type(), content, path, depth + 1)) return false;
    }
    return input.ConsumedEntireMessage();
  }

  std::optional<std::string> found;

 private:
  static std::string Path(const FieldDescriptor& field, const std::string& prefix, int* index) {
    // What is wrong in a map is told of the map: its keys are the client's words.
    if (field.containing_type()->options().map_entry()) return prefix;
    std::string path = prefix.empty() ? field.name() : absl::StrCat(prefix, ".", field.name());
    if (field.is_repeated() && !field.is_map()) absl::StrAppend(&path, "[", (*index)++, "]");
    return path;
  }
};

}  // namespace

std::optional<std::string> FindInvalidUtf8(const Descriptor& descriptor, absl::string_view bytes) {
  Walker walker;
  walker.Walk(descriptor, bytes, "", 0);
  return walker.found;
}

}  // namespace banso
