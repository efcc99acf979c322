"""Writes PyTorch checkpoints without PyTorch, for the tests of the reader: harmless, broken and malicious ones.

    make_pth.py monodepth2 FOLDER zip|legacy [layers]    an official folder
    make_pth.py cases FOLDER MARKER                      small files, some of which would create MARKER
    make_pth.py resnet FILE zip|legacy layers            torchvision's names

Element i of a floating tensor is (i % 97) / 8 - 4 + (length of its name) % 8, of an integer one i % 97, of a
boolean one i % 3 == 0: exact in every type.
"""
import collections
import io
import os
import pickle
import struct
import sys
import types
import zipfile

CODES = {"Float": "f", "Double": "d", "Half": "e", "Long": "q", "Int": "i", "Short": "h", "Char": "b", "Byte": "B",
         "Bool": "?"}
ITEM_BYTES = {name: struct.calcsize("<" + code) for name, code in CODES.items()}
ITEM_BYTES["BFloat16"] = 2

torch = types.ModuleType("torch")
torch._utils = types.ModuleType("torch._utils")
sys.modules["torch"], sys.modules["torch._utils"] = torch, torch._utils


def publish(module, name):
    """A function that pickle will write as module.name."""
    def function(*arguments):
        raise RuntimeError("never called")
    function.__module__, function.__qualname__, function.__name__ = module.__name__, name, name
    setattr(module, name, function)
    return function


def storage_class(name):
    made = type(name + "Storage", (), {"__module__": "torch"})
    setattr(torch, name + "Storage", made)
    return made


STORAGES = {name: storage_class(name) for name in ITEM_BYTES}
REBUILD = publish(torch._utils, "_rebuild_tensor_v2")
REBUILD_PARAMETER = publish(torch._utils, "_rebuild_parameter")
SIZE = publish(torch, "Size")


class Storage:
    def __init__(self, kind, values=None, raw=None):
        self.kind = kind
        self.raw = raw if raw is not None else pack(kind, values)
        self.numel = len(self.raw) // ITEM_BYTES[kind]


def pack(kind, values):
    if kind == "BFloat16":
        return b"".join(struct.pack("<f", value)[2:] for value in values)
    if CODES[kind] not in "fde":
        values = [int(value) for value in values]
    return struct.pack("<%d%s" % (len(values), CODES[kind]), *values)


def formula(name, count, kind="Float"):
    if kind == "Bool":
        return [i % 3 == 0 for i in range(count)]
    if kind in ("Char", "Byte", "Short", "Int", "Long"):
        return [i % 97 for i in range(count)]
    return [(i % 97) / 8 - 4 + len(name) % 8 for i in range(count)]


def formula_raw(name, count, kind):
    """The packed numbers; the formula repeats after 97, but for booleans, so that large ones are quick."""
    if count < 1000 or kind == "Bool":
        return pack(kind, formula(name, count, kind))
    period = pack(kind, formula(name, 97, kind))
    return (period * (count // 97 + 1))[:count * ITEM_BYTES[kind]]


class Tensor:
    def __init__(self, storage, size, stride=None, offset=0):
        if stride is None:
            stride, step = [], 1
            for length in reversed(size):
                stride.insert(0, step)
                step *= length
        self.arguments = (storage, offset, tuple(size), tuple(stride), False, collections.OrderedDict())

    def __reduce__(self):
        return REBUILD, self.arguments


class Parameter:
    def __init__(self, tensor):
        self.tensor = tensor

    def __reduce__(self):
        return REBUILD_PARAMETER, (self.tensor, True, collections.OrderedDict())


class Calls:
    """Pickles as function(*arguments): what an attacker writes."""
    def __init__(self, function, *arguments):
        self.function, self.arguments = function, arguments

    def __reduce__(self):
        return self.function, self.arguments


def tensor(name, size, kind="Float"):
    count = 1
    for length in size:
        count *= length
    return Tensor(Storage(kind, raw=formula_raw(name, count, kind)), size)


def pickled(value, protocol=2):
    storages, out = [], io.BytesIO()
    keys = {}

    class Pickler(pickle.Pickler):
        def persistent_id(self, item):
            if not isinstance(item, Storage):
                return None
            if id(item) not in keys:
                keys[id(item)] = str(len(storages))
                storages.append(item)
            return ("storage", STORAGES[item.kind], keys[id(item)], "cpu", item.numel)

    Pickler(out, protocol).dump(value)
    return out.getvalue(), storages


def zip_bytes(pickle_bytes, storages, order="little", compression=zipfile.ZIP_STORED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        def put(name, data):
            archive.writestr(zipfile.ZipInfo("archive/" + name, (1980, 1, 1, 0, 0, 0)), data, compression)
        put("data.pkl", pickle_bytes)
        put("byteorder", order)
        for i, storage in enumerate(storages):
            put("data/%d" % i, storage.raw)
        put("version", "3\n")
    return out.getvalue()


def legacy_bytes(pickle_bytes, storages, little=True):
    magic = pickle.dumps(0x1950a86a20f9469cfc6c, 2)
    machine = {"protocol_version": 1001, "little_endian": little, "type_sizes": {"short": 2, "int": 4, "long": 4}}
    head = magic + pickle.dumps(1001, 2) + pickle.dumps(machine, 2) + pickle_bytes
    head += pickle.dumps([str(i) for i in range(len(storages))], 2)
    return head + b"".join(struct.pack("<q", storage.numel) + storage.raw for storage in storages)


BUILDERS = {"zip": zip_bytes, "legacy": legacy_bytes}


def save(path, value, container, protocol=2):
    with open(path, "wb") as out:
        out.write(BUILDERS[container](*pickled(value, protocol)))


def batch_norm(state, name, channels):
    for part in ("weight", "bias", "running_mean", "running_var"):
        state[name + "." + part] = tensor(name + "." + part, [channels])
    state[name + ".num_batches_tracked"] = tensor(name + ".num_batches_tracked", [], "Long")


def resnet(layers, images, prefix):
    state = collections.OrderedDict()

    def convolution(name, out, inside, kernel):
        state[prefix + name + ".weight"] = tensor(prefix + name + ".weight", [out, inside, kernel, kernel])
    blocks = {18: [2, 2, 2, 2], 34: [3, 4, 6, 3], 50: [3, 4, 6, 3]}[layers]
    grow = 4 if layers == 50 else 1
    convolution("conv1", 64, 3 * images, 7)
    batch_norm(state, prefix + "bn1", 64)
    inside = 64
    for stage, width in enumerate([64, 128, 256, 512]):
        for block in range(blocks[stage]):
            name = "layer%d.%d." % (stage + 1, block)
            kernels = [(1, inside, width), (3, width, width), (1, width, 4 * width)] if layers == 50 else [
                (3, inside, width), (3, width, width)]
            for i, (kernel, before, after) in enumerate(kernels):
                convolution(name + "conv%d" % (i + 1), after, before, kernel)
                batch_norm(state, prefix + name + "bn%d" % (i + 1), after)
            if block == 0 and inside != grow * width:
                convolution(name + "downsample.0", grow * width, inside, 1)
                batch_norm(state, prefix + name + "downsample.1", grow * width)
            inside = grow * width
    state[prefix + "fc.weight"] = tensor(prefix + "fc.weight", [1000, inside])
    state[prefix + "fc.bias"] = tensor(prefix + "fc.bias", [1000])
    return state


def biased(state, name, out, inside, kernel):
    state[name + ".weight"] = tensor(name + ".weight", [out, inside, kernel, kernel])
    state[name + ".bias"] = tensor(name + ".bias", [out])


def depth_decoder(layers):
    features = [64, 64, 128, 256, 512] if layers == 18 else [64, 256, 512, 1024, 2048]
    widths, state, index, inside = [16, 32, 64, 128, 256], collections.OrderedDict(), 0, features[4]
    for level in range(4, -1, -1):
        for before in (inside, widths[level] + (features[level - 1] if level > 0 else 0)):
            biased(state, "decoder.%d.conv.conv" % index, widths[level], before, 3)
            index += 1
        inside = widths[level]
    for scale in range(4):
        biased(state, "decoder.%d.conv" % (10 + scale), 1, widths[scale], 3)
    return state


def pose_decoder(layers):
    state = collections.OrderedDict()
    biased(state, "net.0", 256, 512 if layers == 18 else 2048, 1)
    biased(state, "net.1", 256, 256, 3)
    biased(state, "net.2", 256, 256, 3)
    biased(state, "net.3", 12, 256, 1)
    return state


def monodepth2(folder, container, layers=18):
    os.makedirs(folder, exist_ok=True)
    encoder = resnet(layers, 1, "encoder.")
    encoder["height"], encoder["width"], encoder["use_stereo"] = 192, 640, False
    save(folder + "/encoder.pth", encoder, container)
    save(folder + "/depth.pth", depth_decoder(layers), container)
    save(folder + "/pose_encoder.pth", resnet(layers, 2, "encoder."), container)
    save(folder + "/pose.pth", pose_decoder(layers), container)


def small():
    """Every type, sharing, views, parameters, metadata, plain values."""
    state = collections.OrderedDict((kind, tensor(kind, [2, 3], kind)) for kind in sorted(ITEM_BYTES))
    shared = Storage("Float", formula("shared", 24))
    state["rows"] = Tensor(shared, [4, 6])
    state["transposed"] = Tensor(shared, [6, 4], [1, 6])
    state["part"] = Tensor(shared, [2, 2], [6, 1], 8)
    state["scalar"] = tensor("scalar", [])
    state["empty"] = tensor("empty", [0, 5])
    state["parameter"] = Parameter(tensor("parameter", [3]))
    state["height"], state["scale"], state["flag"], state["name"] = 192, 0.25, True, "kerb"
    state["negative"], state["large"] = -5, 1 << 40
    state["nothing"] = None
    state["size"] = Calls(SIZE, (2, 3))
    state._metadata = collections.OrderedDict([("", {"version": 1})])
    return state


def with_attributes(state):
    return {"epoch": 7, "state_dict": collections.OrderedDict(("module." + k, v) for k, v in state.items()),
            "optimizer": {"state": {0: {"step": 3}}, "param_groups": [{"lr": 1e-4, "betas": (0.9, 0.999)}]}}


def python2_ordered_dict():
    """OrderedDict([['a', 1]]) as cPickle of Python 2 wrote it, text as SHORT_BINSTRING, with a tensor."""
    body, storages = pickled(collections.OrderedDict(a=tensor("a", [2])), 2)
    inner = body[body.index(b"q", body.index(b"X\x01\x00\x00\x00a")) + 2:body.rindex(b"s.")]
    return (b"\x80\x02ccollections\nOrderedDict\nq\x00]q\x01]q\x02(U\x01aq\x03" + inner + b"ea\x85R."), storages


def cases(folder, marker):
    os.makedirs(folder, exist_ok=True)
    command = "touch '%s'" % marker

    def write(name, data):
        with open(os.path.join(folder, name), "wb") as out:
            out.write(data)

    def both(name, body, storages=()):
        write(name + ".zip.pth", zip_bytes(body, storages))
        write(name + ".legacy.pth", legacy_bytes(body, storages))

    for protocol in (2, 3, 4, 5):
        both("small%d" % protocol, *pickled(small(), protocol))
    both("nested", *pickled(with_attributes(small()), 2))
    both("python2", *python2_ordered_dict())

    malicious = {
        "posix_system": Calls(os.system, command),
        "eval": Calls(eval, "__import__('os').system(%r)" % command),
        "exec": Calls(exec, "open(%r, 'w')" % marker),
        "getattr": Calls(getattr, Calls(__import__, "os"), "system"),
        "open": Calls(open, marker, "w"),
    }
    for name, attack in malicious.items():
        both("evil_" + name, *pickled(collections.OrderedDict(a=tensor("a", [2]), b=attack), 2))
        both("evil4_" + name, *pickled(collections.OrderedDict(a=attack), 4))
    both("evil_os_system", b"\x80\x02cos\nsystem\nX" + struct.pack("<I", len(command)) + command.encode() + b"\x85R.")
    both("evil_inst", b"\x80\x02(X" + struct.pack("<I", len(command)) + command.encode() + b"ios\nsystem\n.")
    both("evil_class", b"\x80\x02ctorch.nn.modules.linear\nLinear\n)\x81.")
    both("evil_size_call", b"\x80\x02ctorch\nFloatStorage\nX\x01\x00\x00\x00a\x85R.")

    both("bomb_lists", b"\x80\x02" + b"]" * 100000 + b"a" * 99999 + b".")
    both("bomb_tuples", b"\x80\x02)" + b"\x85" * 100000 + b".")
    both("bomb_marks", b"\x80\x02" + b"(" * 3000000 + b".")
    both("bomb_values", b"\x80\x02(" + b"N" * 3000000 + b"t.")
    both("bomb_long", b"\x80\x02\x8a\xff" + b"\x7f" * 255 + b".")
    both("bomb_long4", b"\x80\x02\x8b\xff\xff\xff\x7f" + b"\x7f" * 64 + b".")
    both("bomb_text", b"\x80\x02X\xff\xff\xff\xff" + b"a" * 64 + b".")
    both("bomb_text8", b"\x80\x04\x8d" + b"\xff" * 8 + b"a" * 64 + b".")
    doubling = b"\x80\x02(]q\x00" + b"".join(b"](h%ch%ceq%c" % (i, i, i + 1) for i in range(200)) + b"t."
    both("bomb_memo", doubling)
    both("bomb_cycle", b"\x80\x02]q\x00h\x00a.")
    pairs = b"\x80\x02]q\x00(" + b"NN\x86" * 3000 + b"eccollections\nOrderedDict\nq\x01"
    both("bomb_copies", pairs + b"h\x00\x85R" + b"h\x01h\x00\x85R" * 3000 + b".")

    four = Storage("Float", [1, 2, 3, 4])
    for name, bad in {
            "expanded": Tensor(four, [1000000, 4], [0, 1]), "outside": Tensor(four, [2, 2], [4, 1]),
            "behind": Tensor(four, [2], [1], 3), "huge": Tensor(four, [1 << 62, 1 << 62], [1, 1]),
            "negative": Tensor(four, [-1], [1]), "offset": Tensor(four, [1], [1], -1),
            "empty_huge": Tensor(four, [0, 1 << 62, 1 << 62], [1, 1, 1])}.items():
        both("bad_" + name, *pickled({"good": Tensor(four, [4]), "bad": bad}))
    large = Storage("Float", [0.5] * 50000)
    both("bad_many_copies", *pickled({"t%d" % i: Tensor(large, [50000]) for i in range(100)}))

    body, storages = pickled({"a": Tensor(four, [4])})
    write("big_endian.zip.pth", zip_bytes(body, storages, "big"))
    write("big_endian.legacy.pth", legacy_bytes(body, storages, little=False))
    write("compressed.pth", zip_bytes(body, storages, compression=zipfile.ZIP_DEFLATED))
    write("no_storage.pth", zip_bytes(body, []))
    write("short_storage.pth", zip_bytes(body, [Storage("Float", [1, 2, 3])]))
    write("checksum.pth", zip_bytes(body, storages).replace(storages[0].raw, Storage("Float", [1, 2, 3, 5]).raw))
    write("other.zip", zip_bytes(body, storages).replace(b"data.pkl", b"data.txt"))
    write("bad_bool.pth", zip_bytes(*pickled({"a": Tensor(Storage("Bool", raw=b"\x00\x02"), [2])})))
    both("no_tensors", *pickled({"epoch": 3, "names": ["a", "b"]}))
    both("not_a_dict", *pickled([1, 2]))
    both("twice", b"\x80\x02}(X\x01\x00\x00\x00aK\x01X\x01\x00\x00\x00aK\x02u.")


if __name__ == "__main__":
    what, target = sys.argv[1:3]
    if what == "monodepth2":
        monodepth2(target, sys.argv[3], int(sys.argv[4]) if len(sys.argv) > 4 else 18)
    elif what == "resnet":
        save(target, resnet(int(sys.argv[4]), 1, ""), sys.argv[3])
    else:
        cases(target, sys.argv[3])
