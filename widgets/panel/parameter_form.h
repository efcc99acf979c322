// A form made from a parameter table: the same table that feeds the command line.
#pragma once

#include <QWidget>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace kerb {

struct Parameter;

class ParameterForm : public QWidget {
  Q_OBJECT

 public:
  /// One row for each parameter, at its default.
  explicit ParameterForm(const std::vector<Parameter>& table, QWidget* parent = nullptr);

  /// "name=value" of what differs from its default.
  std::vector<std::string> settings() const;
  /// Values that do not fit the table any more are left at their defaults.
  void setSettings(const std::vector<std::string>& settings);
  /// What runs, where that is something else than what the form has: from now on the usual values. Does not
  /// emit edited().
  void showRunning(const std::map<std::string, std::string>& parameters);
  bool isEmpty() const { return rows_.empty(); }

 Q_SIGNALS:
  void edited();

 private:
  struct Row {
    std::string name, standard;
    std::function<std::string()> get;
    std::function<void(const std::string&)> set;
  };
  /// The control for one parameter; adds its row to rows_.
  QWidget* control(const Parameter& parameter);

  std::vector<Row> rows_;
};

/// "min_depth" -> "Min depth", what its translations are found by.
std::string parameterTitle(std::string name);

}  // namespace kerb
