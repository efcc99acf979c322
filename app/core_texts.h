// What core and models say in English and the window shows in the user's language (translatedText()): here
// lupdate finds it. tests/app/language_test.cpp walks methods, classes and layouts, and names what is
// missing.
#pragma once

#include <QtGlobal>
#include <array>

namespace kerb {

inline constexpr std::array kMethodTexts{
    // titles and summaries
    QT_TRANSLATE_NOOP("Methods", "Monodepth2"),
    QT_TRANSLATE_NOOP(
        "Methods",
        "Depth from one image, learnt from plain video: the baseline, fast, and many weights exist"),
    QT_TRANSLATE_NOOP("Methods", "Depth and semantics"),
    QT_TRANSLATE_NOOP(
        "Methods", "Depth and 19 classes from one image, learnt from labelled pictures: the starter model"),
    QT_TRANSLATE_NOOP("Methods", "Semi-global matching"),
    QT_TRANSLATE_NOOP("Methods",
                      "Metric depth of stereo pairs by classical matching (OpenCV); needs no weights"),
    QT_TRANSLATE_NOOP("Methods", "Ground truth"),
    QT_TRANSLATE_NOOP(
        "Methods",
        "Depth and labels that the source itself has (LiDAR, rendered, annotated); nothing is predicted"),
    // parameters
    QT_TRANSLATE_NOOP("Methods", "Layers"),
    QT_TRANSLATE_NOOP("Methods", "layers of the ResNet encoder: 18 or 50"),
    QT_TRANSLATE_NOOP("Methods", "Width"),
    QT_TRANSLATE_NOOP("Methods", "width that images are resized to; weights bring their own"),
    QT_TRANSLATE_NOOP("Methods", "Height"),
    QT_TRANSLATE_NOOP("Methods", "height that images are resized to; weights bring their own"),
    QT_TRANSLATE_NOOP("Methods", "Min depth"),
    QT_TRANSLATE_NOOP("Methods", "the nearest depth the network can say"),
    QT_TRANSLATE_NOOP("Methods", "the nearest depth the network can say, through KITTI's lens"),
    QT_TRANSLATE_NOOP("Methods", "Max depth"),
    QT_TRANSLATE_NOOP("Methods", "the farthest depth the network can say"),
    QT_TRANSLATE_NOOP("Methods", "the farthest depth the network can say; the sky's"),
    QT_TRANSLATE_NOOP("Methods", "Use stereo"),
    QT_TRANSLATE_NOOP("Methods", "trained with a stereo partner: depth is in metres"),
    QT_TRANSLATE_NOOP("Methods", "Baseline"),
    QT_TRANSLATE_NOOP(
        "Methods",
        "metres between the cameras of the stereo pairs; training takes that of its data, KITTI's is 0.54"),
    QT_TRANSLATE_NOOP("Methods", "Pose network"),
    QT_TRANSLATE_NOOP("Methods", "with a network for motion; weights bring their own"),
    QT_TRANSLATE_NOOP("Methods", "Semantic classes"),
    QT_TRANSLATE_NOOP("Methods", "classes of the semantic head: 0 (none) or 19 (Cityscapes)"),
    QT_TRANSLATE_NOOP("Methods", "Max disparity"),
    QT_TRANSLATE_NOOP("Methods", "largest disparity that is searched; a multiple of 16"),
    QT_TRANSLATE_NOOP("Methods", "Block"),
    QT_TRANSLATE_NOOP("Methods", "side of the matched block; odd"),
    QT_TRANSLATE_NOOP("Methods", "Uniqueness"),
    QT_TRANSLATE_NOOP("Methods", "by how much the best match must beat the next"),
    QT_TRANSLATE_NOOP("Methods", "Speckle"),
    QT_TRANSLATE_NOOP("Methods", "smaller islands of disparity are dropped; 0 keeps them"),
    QT_TRANSLATE_NOOP("Methods", "Left right"),
    QT_TRANSLATE_NOOP("Methods", "largest difference between both matching directions; -1 does not check"),
    // units
    QT_TRANSLATE_NOOP("Methods", "m"),
    QT_TRANSLATE_NOOP("Methods", "px"),
    QT_TRANSLATE_NOOP("Methods", "1/depth"),
    QT_TRANSLATE_NOOP("Methods", "%"),
    // what the scale of depth is from, and notes of the engine
    QT_TRANSLATE_NOOP("Methods", "ground truth of the source"),
    QT_TRANSLATE_NOOP("Methods", "monocular: right up to one factor"),
    QT_TRANSLATE_NOOP("Methods",
                      "learnt in metres by a camera 1.65 m above the road, scaled by the focal length"),
    QT_TRANSLATE_NOOP(
        "Methods",
        "learnt in metres by a camera 1.65 m above the road; this camera's focal length is a guess"),
    QT_TRANSLATE_NOOP("Methods", "stereo baseline %1 m"),
    QT_TRANSLATE_NOOP("Methods", "stereo baseline %1 m / %2"),
    QT_TRANSLATE_NOOP("Methods", "factor %1"),
    QT_TRANSLATE_NOOP("Methods", "camera %1 m above the road"),
    QT_TRANSLATE_NOOP("Methods", "camera %1 m above the road, intrinsics are a guess"),
    QT_TRANSLATE_NOOP("Methods", "median of the ground truth"),
    QT_TRANSLATE_NOOP("Methods", "no CUDA device found: using the CPU"),
    QT_TRANSLATE_NOOP("Methods", "this CPU has no bfloat16 instructions: computed in float32"),
    // what was put in place of something missing
    QT_TRANSLATE_NOOP("Methods", "scale as the method gives it: the frame has no ground truth"),
    QT_TRANSLATE_NOOP("Methods", "scale as the method gives it: no road was found in the frame"),
    QT_TRANSLATE_NOOP("Methods", "no frame t-%1: done without (there is none in its recording)"),
};

inline constexpr std::array kSourceTexts{
    QT_TRANSLATE_NOOP("Sources", "video file"),
    QT_TRANSLATE_NOOP("Sources", "image folder"),
    QT_TRANSLATE_NOOP("Sources", "CamVid (SegNet)"),
    QT_TRANSLATE_NOOP("Sources", "Cityscapes"),
    QT_TRANSLATE_NOOP("Sources", "KITTI depth selection"),
    QT_TRANSLATE_NOOP("Sources", "KITTI odometry"),
    QT_TRANSLATE_NOOP("Sources", "KITTI raw"),
    QT_TRANSLATE_NOOP("Sources", "KITTI semantics"),
    QT_TRANSLATE_NOOP("Sources", "Make3D"),
    QT_TRANSLATE_NOOP("Sources", "Shard"),
    QT_TRANSLATE_NOOP("Sources", "Synthetic drive"),
    QT_TRANSLATE_NOOP("Sources", "Virtual KITTI 1.3.1"),
    QT_TRANSLATE_NOOP("Sources", "Virtual KITTI 2"),
    // where the camera is from, and notes
    QT_TRANSLATE_NOOP("Sources", "KITTI default (a guess)"),
    QT_TRANSLATE_NOOP("Sources", "the synthetic drive's own"),
    QT_TRANSLATE_NOOP("Sources", "grey images"),
    QT_TRANSLATE_NOOP("Sources", "depth is what a simulated 64-ring LiDAR measures"),
    QT_TRANSLATE_NOOP("Sources", "labels are degraded on request"),
    QT_TRANSLATE_NOOP("Sources", "mirrored left to right, as the file asks"),
    QT_TRANSLATE_NOOP("Sources", "no usable times in the file: frame number / fps"),
    QT_TRANSLATE_NOOP("Sources", "KITTI default (a guess), undistorted"),
    QT_TRANSLATE_NOOP("Sources", "turned clockwise by %1 degrees, as the file asks"),
    QT_TRANSLATE_NOOP("Sources", "the file is cut short: %1 of its %2 frames are missing at the end"),
    QT_TRANSLATE_NOOP("Sources", "%1 frames could not be read when it was packed"),
    QT_TRANSLATE_NOOP("Sources", "%1 drives, one after the other"),
    QT_TRANSLATE_NOOP("Sources", "%1 sequences, one after the other"),
    QT_TRANSLATE_NOOP("Sources", "stereo for %1 of %2 frames"),
    QT_TRANSLATE_NOOP("Sources", "depth for %1 of %2 frames"),
    QT_TRANSLATE_NOOP("Sources", "LiDAR for %1 of %2 frames"),
    QT_TRANSLATE_NOOP("Sources", "improved depth for %1 of %2 frames"),
    QT_TRANSLATE_NOOP("Sources", "labels for %1 of %2 frames"),
    QT_TRANSLATE_NOOP("Sources", "instances for %1 of %2 frames"),
    QT_TRANSLATE_NOOP("Sources", "flow for %1 of %2 frames"),
    QT_TRANSLATE_NOOP("Sources", "poses for %1 of %2 frames"),
};

inline constexpr std::array kClassTexts{
    // Cityscapes
    QT_TRANSLATE_NOOP("Classes", "road"),
    QT_TRANSLATE_NOOP("Classes", "sidewalk"),
    QT_TRANSLATE_NOOP("Classes", "building"),
    QT_TRANSLATE_NOOP("Classes", "wall"),
    QT_TRANSLATE_NOOP("Classes", "fence"),
    QT_TRANSLATE_NOOP("Classes", "pole"),
    QT_TRANSLATE_NOOP("Classes", "traffic light"),
    QT_TRANSLATE_NOOP("Classes", "traffic sign"),
    QT_TRANSLATE_NOOP("Classes", "vegetation"),
    QT_TRANSLATE_NOOP("Classes", "terrain"),
    QT_TRANSLATE_NOOP("Classes", "sky"),
    QT_TRANSLATE_NOOP("Classes", "person"),
    QT_TRANSLATE_NOOP("Classes", "rider"),
    QT_TRANSLATE_NOOP("Classes", "car"),
    QT_TRANSLATE_NOOP("Classes", "truck"),
    QT_TRANSLATE_NOOP("Classes", "bus"),
    QT_TRANSLATE_NOOP("Classes", "train"),
    QT_TRANSLATE_NOOP("Classes", "motorcycle"),
    QT_TRANSLATE_NOOP("Classes", "bicycle"),
    // CamVid
    QT_TRANSLATE_NOOP("Classes", "Sky"),
    QT_TRANSLATE_NOOP("Classes", "Building"),
    QT_TRANSLATE_NOOP("Classes", "Pole"),
    QT_TRANSLATE_NOOP("Classes", "Road"),
    QT_TRANSLATE_NOOP("Classes", "Pavement"),
    QT_TRANSLATE_NOOP("Classes", "Tree"),
    QT_TRANSLATE_NOOP("Classes", "SignSymbol"),
    QT_TRANSLATE_NOOP("Classes", "Fence"),
    QT_TRANSLATE_NOOP("Classes", "Car"),
    QT_TRANSLATE_NOOP("Classes", "Pedestrian"),
    QT_TRANSLATE_NOOP("Classes", "Bicyclist"),
};

}  // namespace kerb
