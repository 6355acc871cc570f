// The files of server/taxonomy/data, put into the program by the build.
#ifndef BANSO_SERVER_TAXONOMY_EMBEDDED_DATA_H_
#define BANSO_SERVER_TAXONOMY_EMBEDDED_DATA_H_

namespace banso::embedded {

extern const char skills[];
extern const char skill_aliases[];
extern const char skill_groups[];
extern const char industries[];
extern const char occupations[];
extern const char prefectures[];
extern const char languages[];

}  // namespace banso::embedded

#endif  // BANSO_SERVER_TAXONOMY_EMBEDDED_DATA_H_
