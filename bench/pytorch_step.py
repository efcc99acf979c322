#!/usr/bin/env python3
"""Times the eager training step of Monodepth2 in PyTorch: what `kerb bench training` calls composed is held against it.

    python3 bench/pytorch_step.py [ROUNDS] [THREADS]

ResNet-18, 640x192, batch 4, both pose pairs, losses of four scales, Adam; float32, NCHW, every operator by itself. Written from the
paper (C. Godard et al.: Digging Into Self-Supervised Monocular Depth Estimation, ICCV 2019); weights are random. Prints JSON.
"""
import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

BATCH, HEIGHT, WIDTH, SCALES = 4, 192, 640, 4
CHANNELS = [64, 64, 128, 256, 512]
DECODED = [16, 32, 64, 128, 256]


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(outputs)
        self.relu = nn.ReLU(inplace=True)
        self.shortcut = nn.Identity()
        if stride > 1 or inputs != outputs:
            self.shortcut = nn.Sequential(nn.Conv2d(inputs, outputs, 1, stride, bias=False), nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = self.relu(self.bn1(self.conv1(x)))
        return self.relu(self.bn2(self.conv2(y)) + self.shortcut(x))


class Encoder(nn.Module):
    def __init__(self, images=1):
        super().__init__()
        self.conv1 = nn.Conv2d(3 * images, 64, 7, 2, 3, bias=False)
        self.bn1 = nn.BatchNorm2d(64)
        self.layers = nn.ModuleList(
            nn.Sequential(Block(CHANNELS[i], CHANNELS[i + 1], 1 if i == 0 else 2), Block(CHANNELS[i + 1], CHANNELS[i + 1], 1))
            for i in range(4))

    def forward(self, image):
        features = [F.relu(self.bn1(self.conv1((image - 0.45) / 0.225)))]
        x = F.max_pool2d(features[0], 3, 2, 1)
        for layer in self.layers:
            x = layer(x)
            features.append(x)
        return features


class PaddedConv(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.pad = nn.ReflectionPad2d(1)
        self.conv = nn.Conv2d(inputs, outputs, 3)

    def forward(self, x):
        return self.conv(self.pad(x))


class DepthDecoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.before = nn.ModuleList(PaddedConv(CHANNELS[4] if i == 4 else DECODED[i + 1], DECODED[i]) for i in range(5))
        self.after = nn.ModuleList(PaddedConv(DECODED[i] + (CHANNELS[i - 1] if i else 0), DECODED[i]) for i in range(5))
        self.heads = nn.ModuleList(PaddedConv(DECODED[i], 1) for i in range(SCALES))
        self.elu = nn.ELU(inplace=True)

    def forward(self, features):
        x, sigmoids = features[4], [None] * SCALES
        for i in range(4, -1, -1):
            x = F.interpolate(self.elu(self.before[i](x)), scale_factor=2, mode="nearest")
            if i > 0:
                x = torch.cat([x, features[i - 1]], 1)
            x = self.elu(self.after[i](x))
            if i < SCALES:
                sigmoids[i] = torch.sigmoid(self.heads[i](x))
        return sigmoids


class PoseDecoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(512, 256, 1), nn.ReLU(), nn.Conv2d(256, 256, 3, 1, 1), nn.ReLU(),
            nn.Conv2d(256, 256, 3, 1, 1), nn.ReLU(), nn.Conv2d(256, 12, 1))

    def forward(self, features):
        return 0.01 * self.net(features).mean((2, 3)).view(-1, 2, 6)[:, 0]


def transform(pose, invert):
    """[B,6] axis-angle and translation -> [B,4,4]."""
    axis_angle, column = pose[:, :3], pose[:, 3:, None]
    angle = axis_angle.norm(dim=1, keepdim=True)
    x, y, z = (axis_angle / (angle + 1e-7)).split(1, 1)
    c, s = angle.cos(), angle.sin()
    d = 1 - c
    rotation = torch.stack([x * x * d + c, x * y * d - z * s, x * z * d + y * s,
                            x * y * d + z * s, y * y * d + c, y * z * d - x * s,
                            x * z * d - y * s, y * z * d + x * s, z * z * d + c], 1).view(-1, 3, 3)
    if invert:
        rotation = rotation.transpose(1, 2)
        column = rotation @ -column
    last = torch.tensor([[[0.0, 0.0, 0.0, 1.0]]]).expand(len(pose), 1, 4)
    return torch.cat([torch.cat([rotation, column], 2), last], 1)


def ssim_loss(a, b):
    x, y = F.pad(a, (1, 1, 1, 1), "reflect"), F.pad(b, (1, 1, 1, 1), "reflect")
    mean_x, mean_y = F.avg_pool2d(x, 3, 1), F.avg_pool2d(y, 3, 1)
    variance_x = F.avg_pool2d(x**2, 3, 1) - mean_x**2
    variance_y = F.avg_pool2d(y**2, 3, 1) - mean_y**2
    covariance = F.avg_pool2d(x * y, 3, 1) - mean_x * mean_y
    above = (2 * mean_x * mean_y + 0.01**2) * (2 * covariance + 0.03**2)
    below = (mean_x**2 + mean_y**2 + 0.01**2) * (variance_x + variance_y + 0.03**2)
    return ((1 - above / below) / 2).clamp(0, 1)


def photometric(a, b):
    return 0.85 * ssim_loss(a, b).mean(1, True) + 0.15 * (a - b).abs().mean(1, True)


def smoothness(sigmoid, image):
    disparity = sigmoid / (sigmoid.mean((2, 3), True) + 1e-7)
    across = (disparity[..., :-1] - disparity[..., 1:]).abs()
    down = (disparity[..., :-1, :] - disparity[..., 1:, :]).abs()
    across = across * torch.exp(-(image[..., :-1] - image[..., 1:]).abs().mean(1, True))
    down = down * torch.exp(-(image[..., :-1, :] - image[..., 1:, :]).abs().mean(1, True))
    return across.mean() + down.mean()


class Scene:
    """A batch of random pictures, moved by a few pixels, and the camera."""

    def __init__(self):
        wide = F.interpolate(torch.rand(BATCH, 3, 24, 88), (HEIGHT, WIDTH + 64), mode="bilinear") * 0.8
        wide = wide + 0.2 * torch.rand(BATCH, 3, HEIGHT, WIDTH + 64)
        self.previous, self.target, self.next = (wide[..., i:i + WIDTH].contiguous() for i in (28, 32, 36))
        self.pyramid = [F.avg_pool2d(self.target, 1 << s) for s in range(SCALES)]
        rows, columns = torch.meshgrid(torch.arange(HEIGHT) * 1.0, torch.arange(WIDTH) * 1.0, indexing="ij")
        self.pixels = torch.stack([columns.reshape(-1), rows.reshape(-1), torch.ones(HEIGHT * WIDTH)]).repeat(BATCH, 1, 1)
        self.ones = torch.ones(BATCH, 1, HEIGHT * WIDTH)
        camera = torch.eye(4)
        camera[0, 0], camera[0, 2], camera[1, 1], camera[1, 2] = 0.58 * WIDTH, 0.5 * WIDTH, 1.92 * HEIGHT, 0.5 * HEIGHT
        self.camera, self.inverse = camera.repeat(BATCH, 1, 1), torch.linalg.inv(camera)[:3, :3].repeat(BATCH, 1, 1)

    def warped(self, source, depth, motion):
        points = torch.cat([depth.view(BATCH, 1, -1) * (self.inverse @ self.pixels), self.ones], 1)
        seen = (self.camera @ motion)[:, :3] @ points
        grid = (seen[:, :2] / (seen[:, 2:] + 1e-7)).view(BATCH, 2, HEIGHT, WIDTH).permute(0, 2, 3, 1)
        grid = (grid / torch.tensor([WIDTH - 1.0, HEIGHT - 1.0]) - 0.5) * 2
        return F.grid_sample(source, grid, padding_mode="border", align_corners=True)

    def loss(self, sigmoids, motions):
        sources, total = (self.previous, self.next), 0
        for scale, sigmoid in enumerate(sigmoids):
            full = sigmoid if scale == 0 else F.interpolate(sigmoid, (HEIGHT, WIDTH), mode="bilinear")
            depth = 1 / (0.01 + 9.99 * full)
            warps = [photometric(self.warped(s, depth, m), self.target) for s, m in zip(sources, motions)]
            still = torch.cat([photometric(s, self.target) for s in sources], 1)
            still = still + 1e-5 * torch.randn_like(still)
            total = total + torch.cat([still, *warps], 1).min(1)[0].mean()
            total = total + 1e-3 / 2**scale * smoothness(sigmoid, self.pyramid[scale])
        return total / SCALES


def timed(work, rounds):
    work()
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - begin))
    return {"min_ms": round(min(times)), "median_ms": round(statistics.median(times))}


def main():
    rounds, threads = (int(text) for text in (sys.argv[1:] + ["5", "2"][len(sys.argv) - 1:])[:2])
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    scene = Scene()
    encoder, pose_encoder, decoder, pose = Encoder(), Encoder(2), DepthDecoder(), PoseDecoder()
    networks = nn.ModuleList([encoder, pose_encoder, decoder, pose])
    adam = torch.optim.Adam(networks.parameters(), 1e-4)

    def motion(earlier, later, invert):
        return transform(pose(pose_encoder(torch.cat([earlier, later], 1))[4]), invert)

    def step():
        sigmoids = decoder(encoder(scene.target))
        motions = [motion(scene.previous, scene.target, True), motion(scene.target, scene.next, False)]
        loss = scene.loss(sigmoids, motions)
        adam.zero_grad()
        loss.backward()
        adam.step()
        return loss.item()

    sigmoids = [(0.02 + 0.2 * torch.rand(BATCH, 1, HEIGHT >> s, WIDTH >> s)).requires_grad_() for s in range(SCALES)]
    poses = [torch.tensor([[0.001, 0.002, 0.0, 0.02 * side, 0.0, 0.01]]).repeat(BATCH, 1).requires_grad_() for side in (-1, 1)]

    def losses():
        for leaf in sigmoids + poses:
            leaf.grad = None
        scene.loss(sigmoids, [transform(p, False) for p in poses]).backward()

    print(json.dumps({"torch": torch.__version__, "threads": threads, "losses": timed(losses, rounds), "step": timed(step, rounds)}))


if __name__ == "__main__":
    main()
