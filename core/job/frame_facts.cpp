#include "core/job/frame_facts.h"

#include <ATen/ATen.h>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/labels/taxonomy.h"

namespace kerb {
namespace {

using nlohmann::json;

const char* scaleName(ScaleKind kind) {
  if (kind == ScaleKind::metric) return "metric";
  return kind == ScaleKind::relative ? "relative" : "aligned";
}

ScaleKind scaleKind(const std::string& name) {
  if (name == "metric") return ScaleKind::metric;
  return name == "aligned" ? ScaleKind::aligned : ScaleKind::relative;
}

std::vector<FrameFacts::ClassShare> classShares(const at::Tensor& ids) {
  std::vector<FrameFacts::ClassShare> shares;
  const at::Tensor counts = at::bincount(ids.flatten(), {}, 256).cpu();
  const auto* count = counts.const_data_ptr<int64_t>();
  for (int id = 0; id < 256; ++id) {
    if (count[id] == 0) continue;
    const double share = static_cast<double>(count[id]) / static_cast<double>(ids.numel());
    shares.push_back({static_cast<uint8_t>(id), static_cast<float>(share)});
  }
  return shares;
}

std::string hexColour(const std::array<uint8_t, 3>& rgb) {
  return fmt::format("#{:02x}{:02x}{:02x}", rgb[0], rgb[1], rgb[2]);
}

}  // namespace

void FrameFacts::share(const std::shared_ptr<const PredictionKind>& other) {
  if (!other || !kind || other == kind) return;
  const auto scaleOf = [](const PredictionKind& k) {
    return k.scale ? std::pair(scaleName(k.scale->kind), k.scale->how) : std::pair("", std::string());
  };
  if (scaleOf(*kind) == scaleOf(*other) && kind->semantics_from == other->semantics_from &&
      kind->taxonomy == other->taxonomy && kind->fallbacks == other->fallbacks)
    kind = other;
}

FrameFacts factsOf(const Prediction& prediction) {
  FrameFacts facts;
  PredictionKind kind;
  kind.fallbacks = prediction.fallbacks;
  if (prediction.depth && prediction.depth->numel() > 0) {
    kind.scale = prediction.scale;
    facts.depth_share =
        static_cast<float>(static_cast<double>(prediction.depth->count_nonzero().item<int64_t>()) /
                           static_cast<double>(prediction.depth->numel()));
  }
  if (prediction.semantics) {
    kind.semantics_from = prediction.semantics_from;
    kind.taxonomy = prediction.semantics->taxonomy;
    facts.classes = classShares(prediction.semantics->ids);
  }
  facts.kind = std::make_shared<const PredictionKind>(std::move(kind));
  return facts;
}

json toJson(const FrameFacts& facts) {
  const PredictionKind& kind = *facts.kind;
  json out{{"fallbacks", kind.fallbacks}, {"depth_share", facts.depth_share}};
  if (kind.scale) out["scale"] = {scaleName(kind.scale->kind), kind.scale->how};
  if (facts.beyond_png16 > 0) out["beyond_png16"] = facts.beyond_png16;
  if (kind.semantics_from.empty()) return out;
  json classes = json::array();
  for (const auto& [id, share] : facts.classes) classes.push_back({id, share});
  out["semantics"] = {kind.semantics_from, static_cast<int>(kind.taxonomy), std::move(classes)};
  return out;
}

FrameFacts frameFactsFromJson(const json& in) {
  FrameFacts facts;
  PredictionKind kind;
  kind.fallbacks = in.at("fallbacks").get<std::vector<std::string>>();
  facts.depth_share = in.at("depth_share").get<float>();
  facts.beyond_png16 = in.value("beyond_png16", int64_t{0});
  if (in.contains("scale")) {
    const auto& scale = in["scale"];
    kind.scale = DepthScale{scaleKind(scale.at(0).get<std::string>()), scale.at(1).get<std::string>()};
  }
  if (in.contains("semantics")) {
    const auto& semantics = in["semantics"];
    kind.semantics_from = semantics.at(0).get<std::string>();
    kind.taxonomy = static_cast<Taxonomy>(semantics.at(1).get<int>());
    for (const auto& item : semantics.at(2))
      facts.classes.push_back({item.at(0).get<uint8_t>(), item.at(1).get<float>()});
  }
  facts.kind = std::make_shared<const PredictionKind>(std::move(kind));
  return facts;
}

void ExportFacts::add(const FrameFacts& facts) {
  if (!facts.kind) return;
  const PredictionKind& kind = *facts.kind;
  fallbacks_.insert(kind.fallbacks.begin(), kind.fallbacks.end());
  beyond_png16_ += facts.beyond_png16;
  if (kind.scale) {
    scale_ = kind.scale;
    depth_share_sum_ += facts.depth_share;
    ++depth_frames_;
  }
  if (kind.semantics_from.empty()) return;
  ++class_frames_;
  semantics_from_ = kind.semantics_from;
  taxonomy_ = kind.taxonomy;
  for (const auto& [id, share] : facts.classes) class_share_sum_.at(id) += share;
}

std::string ExportFacts::line() const {
  std::string text;
  if (depth_frames_ > 0) text = fmt::format("depth in {}", depth_frames_);
  if (class_frames_ > 0) text += fmt::format("{}classes in {}", text.empty() ? "" : ", ", class_frames_);
  return text;
}

json ExportFacts::toJson() const {
  json facts{{"fallbacks", fallbacks_}};
  if (scale_) {
    facts["depth"] = {{"frames", depth_frames_},
                      {"scale", scaleName(scale_->kind)},
                      {"how", scale_->how},
                      {"pixels_with_depth", depth_share_sum_ / static_cast<double>(depth_frames_)},
                      {"pixels_beyond_png16", beyond_png16_}};
  }
  if (class_frames_ == 0) return facts;
  json legend = json::array();
  const auto known = classes(taxonomy_);
  for (size_t id = 0; id < known.size(); ++id) {
    if (class_share_sum_.at(id) == 0) continue;
    legend.push_back({{"id", id},
                      {"name", known[id].name},
                      {"colour", hexColour(known[id].colour)},
                      {"pixel_share", class_share_sum_.at(id) / static_cast<double>(class_frames_)}});
  }
  facts["semantics"] = {{"frames", class_frames_}, {"from", semantics_from_}, {"classes", legend}};
  return facts;
}

}  // namespace kerb
