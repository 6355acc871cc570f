# Writes OUTPUT, a C++ file that holds each of FILES (in FOLDER, separated by spaces) as a string
# constant named after the file. Run with cmake -P.
set(text "// Generated from server/taxonomy/data.\n#include \"server/taxonomy/embedded_data.h\"\n\n")
string(APPEND text "namespace banso::embedded {\n\n")
separate_arguments(files UNIX_COMMAND "${FILES}")
foreach(file ${files})
  get_filename_component(name ${file} NAME_WE)
  file(READ ${FOLDER}/${file} content)
  string(APPEND text "const char ${name}[] = R\"PSV(${content})PSV\";\n\n")
endforeach()
string(APPEND text "}  // namespace banso::embedded\n")
file(WRITE ${OUTPUT} "${text}")
