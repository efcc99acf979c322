"""scaling.py: the model of docs/scaling.md, as a table. Change the numbers below to those of your machines."""

import math

GPUS_PER_MACHINE = 8
BATCH_PER_GPU = 12
GRADIENT_BYTES = 26.8e6 * 4  # Monodepth2, ResNet-18, with pose network, float32
LAST_BUCKET_BYTES = 16 * 2**20
COMPUTE_S = 0.025  # assumed: a step of BATCH_PER_GPU on one GPU
BACKWARD_SHARE = 2 / 3  # of it: two products for each one of the forward pass
MACHINE_BYTES_PER_S = 0.8 * 8 * 50e9  # data sheet: 8 links of 400 Gbit/s, four fifths of it used
NVLINK_BYTES_PER_S = 0.8 * 450e9  # data sheet: 450 GB/s in each direction
NETWORK_LATENCY_S = 10e-6  # assumed: one hop between machines, NCCL's kernel included
GLOO_MESSAGE_S = 90e-6  # measured: half of the sum of five numbers over two ranks, by Gloo on one busy machine
LOG_EVERY = 10  # log_every: after so many iterations the ranks' figures are averaged, and all wait for it
STATISTICS_BYTES = 2 * 9620 * 4  # batch norm's running statistics of two encoders
CORES_PER_GPU = 14  # data sheet: 112 cores in a machine of 8 GPUs
SAMPLE_CORE_S = {"JPEG 1242x375": 25.4e-3, "shard 640x192": 7.2e-3}  # measured, docs/performance.md
KITTI_SAMPLES = 39810


def allreduce_s(size, gpus):
    """A ring inside a machine (reduce and gather), then one over the machines, at the speed of all their links."""
    inside = min(gpus, GPUS_PER_MACHINE)
    machines = max(1, gpus // GPUS_PER_MACHINE)
    seconds = 2 * size * (inside - 1) / inside / NVLINK_BYTES_PER_S
    if machines > 1:
        seconds += 2 * size * (machines - 1) / machines / MACHINE_BYTES_PER_S
        seconds += 2 * NETWORK_LATENCY_S * math.log2(machines)
    return seconds


def loading_s():
    return max(BATCH_PER_GPU * s / CORES_PER_GPU for s in SAMPLE_CORE_S.values())


def step(gpus):
    """(all-reduce, what of it is not hidden, orders, log, the whole step) in seconds."""
    reduce = allreduce_s(GRADIENT_BYTES, gpus)
    exposed = max(0, reduce - BACKWARD_SHARE * COMPUTE_S)
    exposed += allreduce_s(LAST_BUCKET_BYTES, gpus) + allreduce_s(STATISTICS_BYTES, gpus)
    orders = 2 * (gpus - 1) * GLOO_MESSAGE_S
    log = orders / LOG_EVERY
    return reduce, exposed, orders, log, max(loading_s(), COMPUTE_S + exposed, orders) + log


def main():
    for name, seconds in SAMPLE_CORE_S.items():
        print(f"loading {BATCH_PER_GPU} samples, {name}: {1e3 * BATCH_PER_GPU * seconds / CORES_PER_GPU:.1f} ms "
              f"on {CORES_PER_GPU} cores")
    print("| GPUs | batch | all-reduce ms | not hidden ms | orders ms | log ms | step ms | samples/s | efficiency | steps in an epoch of KITTI |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for gpus in (1, 8, 16, 32, 64, 128, 256, 512, 1024):
        reduce, exposed, orders, log, whole = step(gpus)
        batch = BATCH_PER_GPU * gpus
        print(f"| {gpus} | {batch} | {1e3 * reduce:.2f} | {1e3 * exposed:.2f} | {1e3 * orders:.1f} | {1e3 * log:.2f} | {1e3 * whole:.1f} "
              f"| {batch / whole:,.0f} | {100 * COMPUTE_S / whole:.0f} % | {KITTI_SAMPLES // batch} |")


if __name__ == "__main__":
    main()
