// Texts that follow the language while the window is open.
#pragma once

#include <QString>
#include <cstdint>
#include <functional>
#include <string>

class QComboBox;
class QLabel;
class QObject;
class QWidget;

namespace kerb {

/// Calls `apply`, which sets texts from tr(), now and whenever the language changes, for as long as `owner`
/// lives. `owner`: a widget, or an action or another direct child of one.
void translated(QObject* owner, std::function<void()> apply);

/// A label whose text is what `text` gives.
QLabel* translatedLabel(QWidget* parent, std::function<QString()> text);

/// The items of a combo box, from the first on; what is chosen, greyed or attached to them stays.
void setItemTexts(QComboBox* box, const QStringList& texts);

/// What core says in English: names of parameters, methods, classes. As it is where no translation is known.
/// `context`: "Methods", "Classes" or "Sources" (app/core_texts.h), where %1, %2 stand for numbers.
QString translatedText(const char* context, std::string_view english);

/// "&File", or Chinese "文件(&F)", as plain text.
QString withoutMnemonic(QString text);

/// The number that tr() chooses between singular and plural by.
int forPlural(int64_t count);

}  // namespace kerb
