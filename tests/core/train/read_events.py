"""read_events.py FOLDER: what TensorBoard's own reader finds in the event files of a folder, as JSON."""

import json
import struct
import sys
import zlib

from tensorboard.backend.event_processing import event_accumulator
from tensorboard.plugins.hparams import metadata, plugin_data_pb2


def paeth(left, above, corner):
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def pixels(png):
    """Width, height and the bytes of an 8-bit RGB picture (PNG 1.2, sections 4.1 and 6)."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    at, data, header = 8, b"", None
    while at < len(png):
        length, kind = struct.unpack(">I4s", png[at : at + 8])
        body = png[at + 8 : at + 8 + length]
        assert zlib.crc32(kind + body) == struct.unpack(">I", png[at + 8 + length : at + 12 + length])[0]
        header = struct.unpack(">IIBBBBB", body) if kind == b"IHDR" else header
        data += body if kind == b"IDAT" else b""
        at += 12 + length
    width, height = header[:2]
    assert header[2:] == (8, 2, 0, 0, 0), header
    raw, out, stride = zlib.decompress(data), [], 3 * width
    above = bytes(stride)
    for y in range(height):
        method, line = raw[y * (stride + 1)], bytearray(raw[y * (stride + 1) + 1 : (y + 1) * (stride + 1)])
        for x in range(stride):
            left, corner = (line[x - 3], above[x - 3]) if x >= 3 else (0, 0)
            line[x] = (line[x] + (0, left, above[x], (left + above[x]) // 2, paeth(left, above[x], corner))[method]) % 256
        out += line
        above = bytes(line)
    return {"width": width, "height": height, "pixels": out}


def hyper_parameters(content):
    assert metadata.parse_session_start_info_plugin_data(content)
    start = plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info
    values = {name: getattr(value, value.WhichOneof("kind")) for name, value in start.hparams.items()}
    return {"version": plugin_data_pb2.HParamsPluginData.FromString(content).version, "values": values}


def contents(everything, plugin):
    try:
        return everything.PluginTagToContent(plugin)
    except KeyError:  # the files have nothing for it
        return {}


def main(folder):
    everything = event_accumulator.EventAccumulator(folder, {kind: 0 for kind in ("scalars", "images", "tensors")})
    everything.Reload()
    tags = everything.Tags()
    found = {"file_version": everything.file_version}
    found["scalars"] = {tag: [[e.step, e.value] for e in everything.Scalars(tag)] for tag in tags["scalars"]}
    found["images"] = {
        tag: [{"step": e.step, "size": [e.width, e.height], **pixels(e.encoded_image_string)} for e in everything.Images(tag)]
        for tag in tags["images"]
    }
    found["text"] = {
        tag: [[e.step, e.tensor_proto.string_val[0].decode()] for e in everything.Tensors(tag)]
        for tag in contents(everything, "text")
    }
    found["hparams"] = {
        tag: hyper_parameters(content) for tag, content in contents(everything, metadata.PLUGIN_NAME).items()
    }
    json.dump(found, sys.stdout)


main(sys.argv[1])
