# Manual, terms, shell completion.
string(TIMESTAMP KERB_DATE "%Y-%m-%d" UTC)
string(TIMESTAMP KERB_DATE_RFC "%a, %d %b %Y %H:%M:%S +0000" UTC)
configure_file(kerb.1.in kerb.1 @ONLY)
configure_file(debian/changelog.in changelog @ONLY)
configure_file(desktop/org.kerb.Kerb.metainfo.xml.in org.kerb.Kerb.metainfo.xml @ONLY)

foreach(_text kerb.1 changelog)  # -n: no time stamp, so the same text gives the same file
  add_custom_command(OUTPUT "${_text}.gz" COMMAND ${KERB_GZIP} -9nc ${_text} > ${_text}.gz DEPENDS "${_made}/${_text}")
endforeach()
add_custom_command(OUTPUT kerb.bash kerb.fish
  COMMAND kerb completion bash > kerb.bash
  COMMAND kerb completion fish > kerb.fish
  DEPENDS kerb kerb-main)
add_custom_target(kerb_texts ALL DEPENDS kerb.1.gz changelog.gz kerb.bash kerb.fish)

install(FILES "${_made}/kerb.1.gz" DESTINATION share/man/man1 COMPONENT kerb)
install(FILES "${_made}/kerb.bash" DESTINATION share/bash-completion/completions RENAME kerb COMPONENT kerb)
install(FILES "${_made}/kerb.fish" DESTINATION share/fish/vendor_completions.d COMPONENT kerb)
install(FILES debian/copyright "${_made}/changelog.gz" "${PROJECT_SOURCE_DIR}/COPYING.CUDA"
  "${PROJECT_SOURCE_DIR}/CHANGELOG.md" DESTINATION share/doc/kerb COMPONENT kerb)
install(DIRECTORY "${PROJECT_SOURCE_DIR}/docs/" DESTINATION share/doc/kerb COMPONENT kerb PATTERN adr EXCLUDE)
