// What tests of the real window start with: a folder, settings of its own, and the window.
#pragma once

#include <QAction>
#include <QApplication>
#include <memory>

#include "app/main_window.h"
#include "models/catalogue.h"
#include "tests/widgets/qt_test.h"
#include "widgets/panel/theme.h"
#include "widgets/panel/translated.h"
#include "widgets/view/image_canvas.h"
#include "widgets/view/semantic_view.h"

namespace kerb {

/// Without Q_OBJECT: moc would read LibTorch's headers for it in every test.
class WindowFixture : public QtTest {
 protected:
  enum class Begin { with_window, without };
  explicit WindowFixture(Begin begin = Begin::with_window) : begin_(begin) {}

  virtual const std::vector<MethodSpec>& catalogue() const { return methods(); }

  /// As if the program was started; another window is gone by then.
  void openWindow() {
    if (window_) {
      window_.reset();
      QVERIFY(waitForRetired(std::chrono::seconds(60)));
    }
    if (!theme_) theme_ = std::make_unique<Theme>();
    window_ = std::make_unique<MainWindow>(catalogue(), *theme_, settings_);
    window_->show();
    QVERIFY(QTest::qWaitForWindowExposed(window_.get()));
    QApplication::setActiveWindow(window_.get());  // without a window manager nobody gets the focus
  }
  void closeWindow() {
    window_->close();
    window_.reset();
    QVERIFY(waitForRetired(std::chrono::seconds(60)));  // it writes its settings
  }
  /// Opens a source and waits for its first picture.
  void openSource(const QString& path) {
    window_->open(path);
    QVERIFY(eventually([&] { return window_->pictureView().canvas()->hasPicture(); }));
  }
  QAction* actionNamed(const QString& text) const {
    for (QAction* each : window_->findChildren<QAction*>()) {
      if (withoutMnemonic(each->text()) == text) return each;
    }
    return nullptr;
  }

  std::unique_ptr<QTemporaryDir> folder_;
  QString settings_;
  std::unique_ptr<Theme> theme_;
  std::unique_ptr<MainWindow> window_;

 private:
  void init() override {
    QTest::failOnWarning(anyWarning());
    folder_ = std::make_unique<QTemporaryDir>();
    settings_ = folder_->filePath(QStringLiteral("window.ini"));
    if (begin_ == Begin::with_window) openWindow();
  }
  void cleanup() override {
    window_.reset();
    QVERIFY(waitForRetired(std::chrono::seconds(60)));
    theme_.reset();
  }

  Begin begin_;
};

}  // namespace kerb
