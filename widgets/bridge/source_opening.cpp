#include "widgets/bridge/source_opening.h"

#include "widgets/bridge/retire.h"

namespace kerb {

std::shared_ptr<const Source> endedElsewhere(std::unique_ptr<Source> source) {
  return {source.release(), [](const Source* ended) { retire([ended] { delete ended; }); }};
}

SourceOpening::SourceOpening(std::filesystem::path path, SourceOptions options,
                             std::function<void(Progress)> report, Opened opened)
    : progress_(std::move(report)), opened_(std::move(opened)) {
  thread_ = openInBackground(
      std::move(path), std::move(options),
      [to = progress_.sender()](const Progress& progress) { to.send(progress); },
      [to = opened_.sender()](Result<std::unique_ptr<Source>> source) {
        if (source)
          to.send(endedElsewhere(*std::move(source)));
        else
          to.send(source.error());
      });
}

SourceOpening::~SourceOpening() { retire(std::move(thread_)); }

}  // namespace kerb
