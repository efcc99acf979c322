# Translations of the window: resources/translations/kerb_CODE.ts, compiled into the programs.
find_program(KERB_LRELEASE NAMES lrelease lrelease-qt6 HINTS "${QT6_INSTALL_PREFIX}/${QT6_INSTALL_BINS}" /usr/lib/qt6/bin)
find_program(KERB_LUPDATE NAMES lupdate lupdate-qt6 HINTS "${QT6_INSTALL_PREFIX}/${QT6_INSTALL_BINS}" /usr/lib/qt6/bin)
if(NOT KERB_LRELEASE OR NOT KERB_LUPDATE)
  message(FATAL_ERROR "Qt's lrelease and lupdate were not found (Debian: qt6-l10n-tools; ./kerb.sh setup installs it). "
    "Build without the window with the preset headless, or -DKERB_GUI=OFF.")
endif()

set(KERB_LANGUAGES en de zh_CN)

# kerb_add_translations(target)  every language as :/translations/kerb_CODE.qm
function(kerb_add_translations target)
  set(folder "${CMAKE_CURRENT_BINARY_DIR}/translations")
  set(entries "")
  set(compiled "")
  foreach(code IN LISTS KERB_LANGUAGES)
    set(source "${PROJECT_SOURCE_DIR}/resources/translations/kerb_${code}.ts")
    add_custom_command(OUTPUT "${folder}/kerb_${code}.qm" DEPENDS "${source}"
      COMMAND "${KERB_LRELEASE}" -silent "${source}" -qm "${folder}/kerb_${code}.qm" VERBATIM)
    list(APPEND compiled "${folder}/kerb_${code}.qm")
    string(APPEND entries "<file>kerb_${code}.qm</file>")
  endforeach()
  file(CONFIGURE OUTPUT "${folder}/translations.qrc"
    CONTENT "<RCC><qresource prefix=\"/translations\">@entries@</qresource></RCC>\n" @ONLY)
  add_custom_command(OUTPUT "${folder}/translations.cpp" DEPENDS ${compiled} "${folder}/translations.qrc"
    COMMAND Qt6::rcc --name kerb_translations --output "${folder}/translations.cpp" "${folder}/translations.qrc" VERBATIM)
  target_sources(${target} PRIVATE "${folder}/translations.cpp")
  set_source_files_properties("${folder}/translations.cpp" PROPERTIES SKIP_AUTOGEN ON SKIP_PRECOMPILE_HEADERS ON)
endfunction()
