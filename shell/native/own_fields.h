// Text fields where the platform has none: Dear ImGui's own InputText, shown only while a field is
// edited. The console draws the idle text itself, shaped; while it is edited, letters that the
// interface's fonts lack (East Asian, Arabic, ...) show as boxes although they are kept rightly.
#pragma once
#include <string>

#include "console/widgets/field.h"

namespace vitrine::shell {

class OwnFields final : public console::FieldEditor {
public:
    console::FieldAnswer edit(console::Ui& ui, const console::FieldAsk& ask,
                              std::string& value) override;

private:
    std::uint64_t editing_ = 0;  // key of the field being edited, 0 none
    bool fresh_ = false;         // it starts in this frame: ask ImGui for the keyboard
    std::string buffer_;
};

}  // namespace vitrine::shell
