// kerb train on data that is not whole: splits that name absent files, frames that do not decode.
#include <ATen/ops/equal.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/train/checkpoint.h"
#include "tests/app/run_kerb.h"
#include "tests/core/source/kitti_raw_tree.h"

namespace kerb {
namespace {

using ::testing::SizeIs;

class TrainData : public ::testing::Test {
 protected:
  /// A drive of eight stereo frames.
  void SetUp() override {
    const fs::path drive = writeTree(data());
    for (int camera = 2; camera <= 3; ++camera) {
      for (int number = 3; number < 8; ++number) writeFrame(drive, camera, number);
    }
  }
  fs::path data() const { return folder_.path() / "kitti"; }
  fs::path run() const { return folder_.path() / "run"; }
  fs::path imageOf(int number) const {
    return driveFolder(data(), 2) / "image_02" / "data" / fmt::format("{:010}.png", number);
  }
  Ran train(const std::string& arguments) const {
    return runKerb("train --run " + run().string() + arguments);
  }
  /// An epoch of all frames, for the stereo partner.
  Ran trainAnew(const std::string& more) const {
    fs::remove_all(run());
    return train(
        " --method monodepth2 --set use_stereo=true --set pose_network=false --set width=64"
        " --set height=64 --set batch_size=2 --set epochs=1 --set threads=1 --set samples=0"
        " --set picture_every=0 --data " +
        data().string() + more);
  }
  std::string log() const { return readText(run() / "log.txt"); }

  TemporaryFolder folder_;
};

TEST_F(TrainData, ASplitThatNamesAbsentFilesIsCountedAndListedBeforeTheFirstStep) {
  const fs::path split = folder_.path() / "split.txt";
  std::string lines;
  for (const int number : {0, 90, 1, 2, 3, 4, 91, 5, 6, 7})
    lines += fmt::format("{0}/{0}_drive_0002_sync {1} l\n", kDate, number);
  writeText(split, lines);
  const std::string with_split = " --split " + split.string();
  const auto counted = AllOf(HasSubstr("10 frames"), HasSubstr("2 of 10 images do not exist: "),
                             HasSubstr("0000000090.png, "), HasSubstr("0000000091.png"));

  const Ran stopped = trainAnew(with_split);
  EXPECT_EQ(stopped.code, 1);
  EXPECT_THAT(stopped.err, counted);
  EXPECT_THAT(lastLine(stopped.err), testing::ContainsRegex("000000009[01].png"));

  const Ran resumed = train(" --resume --set on_broken=skip");
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  EXPECT_THAT(resumed.err, counted);

  const Ran skipped = trainAnew(with_split + " --set on_broken=skip");
  ASSERT_EQ(skipped.code, 0) << skipped.err;
  EXPECT_THAT(skipped.err, AllOf(counted, HasSubstr("finished after iteration 5")));
  const std::string said = log();
  EXPECT_LT(said.find("2 of 10 images do not exist"), said.find("left out, "));
  for (const char* name : {"0000000090.png", "0000000091.png"})
    EXPECT_NE(said.find(name, said.find("left out, ")), std::string::npos) << name;
}

/// What lacks the other camera's picture is no target, which is said before the first step.
TEST_F(TrainData, AFrameWithoutItsStereoPartnerIsLeftOutAndNamed) {
  std::vector<std::string> partners;
  for (const int number : {3, 6}) {
    partners.push_back(imageOf(number).string());
    partners.back().replace(partners.back().find("image_02"), 8, "image_03");
    fs::remove(partners.back());
  }
  const Ran ran = trainAnew("");
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_THAT(ran.err, AllOf(HasSubstr(fmt::format("8 frames, 6 to train on (2 lack stereo partner {}, "
                                                   "stereo partner {})",
                                                   partners[0], partners[1])),
                             HasSubstr("finished after iteration 3")));
}

TEST_F(TrainData, ASplitOfNothingButAbsentFilesDoesNotBegin) {
  const fs::path split = folder_.path() / "split.txt";
  writeText(split, fmt::format("{0}/{0}_drive_0002_sync 90 l\n{0}/{0}_drive_0003_sync 1 l\n", kDate));
  const Ran ran = trainAnew(" --split " + split.string());
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(lastLine(ran.err), HasSubstr("none of the 2 frames exists"));
  EXPECT_FALSE(fs::exists(run()));
}

/// What was trained before the broken frame is saved: mended, a resume ends in the bits of a run without it.
TEST_F(TrainData, ABrokenFrameLosesNothingThatWasTrained) {
  ASSERT_EQ(trainAnew("").code, 0);
  const auto expected = readCheckpoint(listCheckpoints(run()).back());
  ASSERT_TRUE(expected) << expected.error().message();
  std::vector<int64_t> saved;
  for (int number = 0; number < 8; ++number) {  // which batch a frame comes in is the seed's affair
    const fs::path image = imageOf(number), whole = folder_.path() / "whole.png";
    fs::copy_file(image, whole, fs::copy_options::overwrite_existing);
    fs::resize_file(image, 60);
    const Ran stopped = trainAnew("");
    EXPECT_EQ(stopped.code, 1);
    EXPECT_THAT(lastLine(stopped.err), HasSubstr(image.string()));
    EXPECT_THAT(lastLine(stopped.err), HasSubstr("--set on_broken=skip"));
    fs::copy_file(whole, image, fs::copy_options::overwrite_existing);
    const auto checkpoints = listCheckpoints(run());
    if (checkpoints.empty()) continue;  // it was of the first batch
    const auto kept = readCheckpoint(checkpoints.back());
    ASSERT_TRUE(kept) << kept.error().message();
    saved.push_back(kept->state.iteration);
    EXPECT_THAT(stopped.err, HasSubstr(fmt::format("saved after iteration {}, before", saved.back())));
    if (saved.size() > 2) continue;
    const Ran resumed = train(" --resume");
    ASSERT_EQ(resumed.code, 0) << resumed.err;
    EXPECT_THAT(resumed.err, testing::Not(HasSubstr("the data is not what it was")));
    const auto ended = readCheckpoint(listCheckpoints(run()).back());
    ASSERT_TRUE(ended);
    for (const auto& [name, tensor] : expected->model.tensors)
      EXPECT_TRUE(at::equal(tensor, ended->model.tensors.at(name))) << name;
  }
  EXPECT_THAT(saved, testing::UnorderedElementsAre(1, 1, 2, 2, 3, 3));  // four batches of two
}

TEST_F(TrainData, OtherPicturesOfTheSameNumberAreNoticed) {
  ASSERT_EQ(trainAnew("").code, 0);
  fs::copy_file(imageOf(1), imageOf(0), fs::copy_options::overwrite_existing);
  EXPECT_THAT(train(" --resume --set epochs=2").err, HasSubstr("as many frames, but other ones"));
}

/// --from goes on from an older checkpoint, and puts the later ones aside.
TEST_F(TrainData, AResumeBeginsWhereTheUserSays) {
  ASSERT_EQ(trainAnew(" --set checkpoint_every=1 --set keep=9").code, 0);
  EXPECT_THAT(train(" --from step-00000002").err, HasSubstr("--resume"));
  EXPECT_THAT(lastLine(train(" --resume --from step-00000009").err),
              AllOf(HasSubstr("no checkpoint 'step-00000009'"), HasSubstr("step-00000002, step-00000003")));
  const Ran again = train(" --resume --from step-00000002 --set learning_rate=5e-5");
  ASSERT_EQ(again.code, 0) << again.err;
  EXPECT_THAT(again.err, AllOf(HasSubstr("restored step-00000002"), HasSubstr("finished after iteration 4")));
  EXPECT_TRUE(fs::exists(run() / "checkpoints" / "aside-step-00000003" / "model.safetensors"));
  EXPECT_THAT(listCheckpoints(run()), SizeIs(4));
}

/// An epoch is saved before it is measured.
TEST_F(TrainData, ABrokenFrameToValidateOnLosesNothingThatWasTrained) {
  const fs::path held_out = folder_.path() / "held_out",
                 broken = driveFolder(held_out, 2) / "image_02/data/0000000006.png";
  fs::copy(data(), held_out, fs::copy_options::recursive);
  fs::resize_file(broken, 60);
  const std::string validate = " --set threads=2 --validate " + held_out.string();

  const Ran stopped = trainAnew(validate);
  EXPECT_EQ(stopped.code, 1);
  EXPECT_THAT(lastLine(stopped.err), HasSubstr(broken.string()));
  ASSERT_THAT(listCheckpoints(run()), SizeIs(1));
  EXPECT_FALSE(readCheckpoint(listCheckpoints(run()).back())->metric);

  const Ran skipped = trainAnew(validate + " --set on_broken=skip --set epochs=2");
  ASSERT_EQ(skipped.code, 0) << skipped.err;
  const std::string said = log(), line = "left out, validation: frame 6: " + broken.string();
  const size_t first = said.find(line);
  ASSERT_NE(first, std::string::npos) << said;
  EXPECT_EQ(said.find(line, first + 1), std::string::npos) << "once";
  EXPECT_TRUE(readCheckpoint(listCheckpoints(run()).back())->metric);
}

/// Depth in metres is the network's unit times the baseline of the rig it was trained with.
TEST_F(TrainData, WeightsKeepTheBaselineOfTheirPairs) {
  std::string calibration = camToCam();
  const size_t partner = calibration.find("9.5 -4.8");
  writeText(data() / kDate / "calib_cam_to_cam.txt",
            calibration.replace(partner, 8, "9.5 -1.8"));  // 0.24 m apart
  const auto kept = [&](const std::string& more) {
    EXPECT_EQ(trainAnew(more).code, 0);
    const auto checkpoint = readCheckpoint(listCheckpoints(run()).back());
    return checkpoint ? std::stod(checkpoint->model.info.parameters.at("baseline")) : 0;
  };
  EXPECT_NEAR(kept(""), 0.24, 1e-5);
  EXPECT_EQ(kept(" --set baseline=0.25"), 0.25);
}

TEST_F(TrainData, APathThatRunTomlCannotHoldIsRefusedBeforeTheFirstStep) {
  const fs::path odd = folder_.path() /
                       "Stra\xdf"
                       "e";
  fs::rename(data(), odd);
  const Ran ran = train(" --method monodepth2 --set use_stereo=true --set pose_network=false --data '" +
                        odd.string() + "'");
  EXPECT_EQ(ran.code, 1);
  EXPECT_THAT(ran.err, HasSubstr("not valid UTF-8"));
  EXPECT_FALSE(fs::exists(run()));
}

TEST_F(TrainData, ABrokenFrameStopsTheRunOrIsSkipped) {
  fs::resize_file(imageOf(4), 60);

  const Ran skipped = trainAnew(" --set on_broken=skip --set epochs=2");
  ASSERT_EQ(skipped.code, 0) << skipped.err;
  EXPECT_THAT(skipped.err, HasSubstr("finished after iteration 8"));
  const std::string said = log(), line = "left out, video: frame 4: " + imageOf(4).string();
  const size_t first = said.find(line);
  ASSERT_NE(first, std::string::npos) << said;
  EXPECT_EQ(said.find(line, first + 1), std::string::npos) << "once, in two epochs";
  EXPECT_THAT(listCheckpoints(run()), SizeIs(2));
}

}  // namespace
}  // namespace kerb
