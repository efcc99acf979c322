#include "core/source/listing.h"

namespace kerb {
namespace {

thread_local Listing* current = nullptr;

constexpr int64_t kReportEvery = 500;

}  // namespace

Listing::Listing(const JobContext& job) : job_(job), outer_(current) { current = this; }

Listing::~Listing() { current = outer_; }

void Listing::finish() {
  if (found_ > reported_) report();
}

void Listing::report() {
  reported_ = found_;
  job_.progress("listing", found_, 0);
}

Status Listing::found() {
  if (current == nullptr) return {};
  ++current->found_;
  if (current->found_ - current->reported_ >= kReportEvery) current->report();
  return check();
}

Status Listing::check() {
  if (current != nullptr && current->job_.cancelled()) return Error::cancelledByUser();
  return {};
}

}  // namespace kerb
