#include "console/views/findings.h"

#include <algorithm>

#include "console/format.h"
#include "console/widgets/chip.h"
#include "console/widgets/figures.h"
#include "console/widgets/scroll.h"
#include "console/widgets/table.h"
#include "console/words.h"

namespace vitrine::console {
namespace {

using namespace contract;

constexpr float code_line = 20, fact_line = 22, evidence_head = 30, pad = 14;

float evidence_height(const Evidence& evidence) {
    const float line = evidence.kind == EvidenceKind::code ? code_line : fact_line;
    return evidence_head + 14 + line * static_cast<float>(evidence.lines.size());
}

float evidence_block(const Finding& finding) {
    float most = 0;
    for (const Evidence& evidence : finding.evidence)
        most = std::max(most, evidence_height(evidence));
    return most;
}

float finding_height(const Ui& ui, const Finding& finding) {
    float height = pad * 2 + 66;
    if (ui.narrow()) height += 30;
    const float block = evidence_block(finding);
    if (block == 0) return height;
    if (!ui.narrow()) return height + 10 + block;
    for (const Evidence& evidence : finding.evidence) height += 10 + evidence_height(evidence);
    return height;
}

// Strings of a code excerpt in green, or amber on the line in question.
void code_text(Ui& ui, Rect at, std::string_view code, bool marked) {
    while (!code.empty()) {
        const std::size_t open = code.find('"');
        const std::string_view plain = code.substr(0, open);
        const Colour colour = marked ? ui.theme.text.primary : ui.theme.text.secondary;
        label_left(ui, at, plain, tokens::type.mono, colour, 0);
        if (open == std::string_view::npos) return;
        const std::size_t shut = code.find('"', open + 1);
        const std::size_t end = shut == std::string_view::npos ? code.size() : shut + 1;
        label_left(ui, at, code.substr(open, end - open), tokens::type.mono,
                   marked ? ui.theme.warn.text : ui.theme.good.text, 0);
        code.remove_prefix(end);
    }
}

void code_lines(Ui& ui, Rect in, const Evidence& evidence) {
    for (const EvidenceLine& one : evidence.lines) {
        Rect line = cut_top(in, code_line);
        if (one.marked) fill(ui, line, ui.theme.warn.tint);
        line = inset(line, 10, 0);
        label(ui, cut_left(line, 26, 2), one.label, tokens::type.mono, ui.theme.text.tertiary);
        code_text(ui, line, one.value, one.marked);
    }
}

void fact_lines(Ui& ui, Rect in, const Evidence& evidence) {
    in = inset(in, 10, 0);
    for (const EvidenceLine& one : evidence.lines) {
        Rect line = cut_top(in, fact_line);
        label_right(ui, line, one.value, tokens::type.small,
                    one.marked ? ui.theme.warn.text : ui.theme.text.tertiary);
        if (one.marked) icon(ui, cut_right(line, 14, 2), Icon::warn, ui.theme.warn.text, 13);
        label(ui, line, one.label, tokens::type.small,
              one.marked ? ui.theme.text.primary : ui.theme.text.secondary);
    }
}

void evidence_view(Ui& ui, Rect rect, const Evidence& evidence) {
    fill(ui, rect, ui.theme.bg.inset, 6);
    frame(ui, rect, ui.theme.border.default_, 6);
    const Group group{ui, rect, {.role = SemRole::group, .name = evidence.title}};
    const Clip clip{ui, rect};
    Rect in = inset(rect, 1, 1);
    Rect head = cut_top(in, evidence_head, 6);
    rule(ui, head.x, head.bottom(), head.w, ui.theme.border.subtle);
    head = inset(head, 10, 0);
    if (evidence.kind == EvidenceKind::code)
        icon(ui, cut_left(head, 12, 6), Icon::file, ui.theme.text.tertiary, 12);
    if (!evidence.note.empty())
        label_right(ui, head, evidence.note, tokens::type.small, ui.theme.text.tertiary);
    label(ui, head, evidence.title, tokens::type.small, ui.theme.text.tertiary);
    if (evidence.kind == EvidenceKind::code)
        code_lines(ui, in, evidence);
    else
        fact_lines(ui, in, evidence);
}

void evidence_views(Ui& ui, Rect at, const Finding& finding) {
    if (ui.narrow()) {
        for (const Evidence& evidence : finding.evidence)
            evidence_view(ui, cut_top(at, evidence_height(evidence), 10), evidence);
        return;
    }
    const float height = evidence_block(finding);
    Rect row = cut_top(at, height);
    for (std::size_t i = 0; i < finding.evidence.size(); ++i) {
        const bool last = i + 1 == finding.evidence.size();
        const float width = last ? row.w : row.w * 0.66F;
        evidence_view(ui, cut_left(row, width, 16), finding.evidence[i]);
    }
}

Icon place_icon(const Finding& finding) {
    for (const Evidence& evidence : finding.evidence) {
        if (evidence.kind == EvidenceKind::code) return Icon::file;
        if (evidence.kind == EvidenceKind::screenshot) return Icon::image;
    }
    return Icon::phone;
}

void where_line(Ui& ui, Rect line, const Finding& finding) {
    icon(ui, cut_left(line, 12, 6), Icon::gavel, ui.theme.accent.text, 12);
    label_left(ui, line, finding.policy, tokens::type.small, ui.theme.accent.text, 12);
    icon(ui, cut_left(line, 12, 6), place_icon(finding), ui.theme.text.tertiary, 12);
    label(ui, line, finding.where, tokens::type.mono, ui.theme.text.primary);
}

void copy_place(Ui& ui, Rect& row, const Finding& finding, Intents& out) {
    const Button what{.label = say("submission.copy_place"),
                      .icon = Icon::copy,
                      .id = "copy",
                      .hint = finding.where};
    if (button_right(ui, row, what)) out += CopyText{finding.where};
}

void finding_row(Ui& ui, Rect rect, const Finding& finding, bool first, Intents& out) {
    const bool blocking = finding.severity == Severity::blocking;
    const Row row{
        ui,
        rect,
        {.id = finding.id.text, .name = finding.title, .selected = first, .pressable = false}};
    Rect in = inset(rect, pad, pad);
    const Colour colour = blocking ? ui.theme.bad.text : ui.theme.info.text;
    Rect head = cut_top(in, 66);
    icon(ui, {head.x, head.y + 2, 16, 16}, blocking ? Icon::bad : Icon::info, colour);
    cut_left(head, 28);
    if (ui.narrow()) {
        Rect actions = cut_bottom(in, 0);
        actions = {rect.x + pad + 28, rect.y + pad + 68, rect.w - pad * 2 - 28, 28};
        chip_left(ui, actions,
                  {.label = say_of<"severity">(name_of(finding.severity)),
                   .tone = blocking ? Tone::bad : Tone::info});
        copy_place(ui, actions, finding, out);
        cut_top(in, 30);
    } else {
        Rect actions = {head.right() - 230, head.y, 230, 28};
        copy_place(ui, actions, finding, out);
        const Chip mark{.label = say_of<"severity">(name_of(finding.severity)),
                        .tone = blocking ? Tone::bad : Tone::info};
        chip(ui, cut_right(actions, chip_width(ui, mark), 8), mark);
        head.w -= 220;
    }
    label(ui, cut_top(head, 20), finding.title, tokens::type.body_strong, ui.theme.text.primary);
    label(ui, cut_top(head, 18, 6), finding.detail, tokens::type.small, ui.theme.text.secondary);
    where_line(ui, cut_top(head, 20), finding);
    cut_top(in, 10);
    cut_left(in, ui.narrow() ? 0 : 28);
    evidence_views(ui, in, finding);
}

std::string counts(const SubmissionDetail& detail) {
    return say("submission.counts",
               {grouped(detail.submission.blocking), grouped(detail.submission.advice)});
}

void fixed_bar(Ui& ui, Rect& header, const SubmissionDetail& detail) {
    std::int64_t fixed_count = 0, blocking = 0;
    for (const Finding& finding : detail.findings) {
        if (finding.severity != Severity::blocking) continue;
        ++blocking;
        fixed_count += finding.fixed;
    }
    if (blocking == 0 || ui.narrow()) return;
    const double share = static_cast<double>(fixed_count) / static_cast<double>(blocking);
    progress_bar(ui, middle_left(cut_right(header, 80, 10), 80, 6), say("submission.fixed_share"),
                 share);
    label_right(ui, header, say("submission.fixed", {grouped(fixed_count), grouped(blocking)}),
                tokens::type.small, ui.theme.text.tertiary);
}

}  // namespace

float findings_height(Ui& ui, float, const SubmissionDetail& detail) {
    float height = 40 + 44;
    for (const Finding& finding : detail.findings) height += finding_height(ui, finding);
    return std::max(height, 200.F);
}

void findings_card(Ui& ui, Rect rect, const Scene& scene, const SubmissionDetail& detail,
                   Intents& out) {
    CardFrame box{
        ui,
        rect,
        {.title = say("submission.findings"), .context = counts(detail), .test_id = "findings"}};
    fixed_bar(ui, box.header, detail);
    Rect foot = cut_bottom(box.body, 36);
    const std::string passed = say_count("submission.passed", detail.submission.checks_passed);
    const float width = measure(ui, passed, tokens::type.small) + 22;
    Rect line = centred(foot, width, 20);
    icon(ui, cut_left(line, 14, 8), Icon::okc, ui.theme.text.tertiary, 14);
    label(ui, line, passed, tokens::type.small, ui.theme.text.tertiary);
    if (detail.findings.empty()) {
        empty_panel(ui, box.body,
                    {.icon = Icon::okc,
                     .title = say("submission.no_findings"),
                     .detail = say("submission.no_findings_detail"),
                     .id = "none"});
        return;
    }
    ScrollArea pane{ui, box.body, {.name = say("submission.findings"), .id = "list"}};
    Rect at = pane.content();
    bool first = true;
    for (const Finding& finding : detail.findings) {
        const Rect row = cut_top(at, finding_height(ui, finding));
        scene.probe.row(finding.id.text, scene.probe.visible_rows);
        finding_row(ui, row, finding, first, out);
        first = false;
    }
    pane.end_at(at.y);
}

}  // namespace vitrine::console
