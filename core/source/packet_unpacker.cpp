#include "core/source/packet_unpacker.h"

namespace kerb::libav {

PacketUnpacker::PacketUnpacker(const AVStream& video) {
  if (video.codecpar->codec_id != AV_CODEC_ID_MPEG4) return;
  const AVBitStreamFilter* const unpacking = av_bsf_get_by_name("mpeg4_unpack_bframes");
  AVBSFContext* raw = nullptr;
  if (unpacking == nullptr || av_bsf_alloc(unpacking, &raw) < 0) return;
  filter_.reset(raw);
  avcodec_parameters_copy(raw->par_in, video.codecpar);
  raw->time_base_in = video.time_base;
  if (av_bsf_init(raw) < 0) filter_.reset();
}

int PacketUnpacker::unpack(AVPacket& packet) {
  // To the filter an empty packet means the end.
  if (!filter_ || packet.size == 0) return 0;
  const int sent = av_bsf_send_packet(filter_.get(), &packet);
  return sent < 0 ? sent : av_bsf_receive_packet(filter_.get(), &packet);
}

void PacketUnpacker::reset() {
  if (filter_) av_bsf_flush(filter_.get());
}

}  // namespace kerb::libav
