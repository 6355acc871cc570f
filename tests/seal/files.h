// What lies in files, byte by byte.
#ifndef BANSO_TESTS_SEAL_FILES_H_
#define BANSO_TESTS_SEAL_FILES_H_

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace banso {

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

// Whether the bytes occur in any file of the folder.
inline bool OccursInFolder(const std::string& folder, const std::string& bytes) {
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    if (ReadFile(file.path()).find(bytes) != std::string::npos) return true;
  }
  return false;
}

}  // namespace banso

#endif  // BANSO_TESTS_SEAL_FILES_H_
