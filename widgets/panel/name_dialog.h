// Asks for a name.
#pragma once

#include <QDialog>
#include <functional>

class QDialogButtonBox;
class QLabel;
class QLineEdit;

namespace kerb {

/// What is to be said of a name, and whether it can be taken. An empty one cannot.
struct NameVerdict {
  bool is_allowed = true;
  QString note;
};

class NameDialog : public QDialog {
  Q_OBJECT

 public:
  using Judge = std::function<NameVerdict(const QString& name)>;
  NameDialog(const QString& title, const QString& question, const QString& name, Judge judge,
             QWidget* parent);

  /// Without spaces at its ends.
  QString name() const;

 private:
  void showVerdict();

  Judge judge_;
  QLineEdit* name_;
  QLabel* note_;
  QDialogButtonBox* buttons_;
};

}  // namespace kerb
