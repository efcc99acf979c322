// Colours and distances that all views share.
#pragma once

#include <QColor>

namespace kerb::look {

// The stage, on which pictures are shown, is dark in both themes: neutral, so that colours look as they are.
inline const QColor kStage(24, 25, 27);
inline const QColor kStageText(214, 216, 219);
inline const QColor kStageFaint(139, 143, 149);
/// Behind text over a picture.
inline const QColor kPlate(14, 15, 16, 190);

inline constexpr int kGap = 8;       ///< between controls
inline constexpr int kSmallGap = 4;  ///< between parts of one control
inline constexpr int kMargin = 12;   ///< around a panel's content
inline constexpr int kRadius = 4;    ///< of corners

}  // namespace kerb::look
