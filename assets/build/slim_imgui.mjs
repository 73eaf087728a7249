// Dear ImGui without what the console never uses but a linker cannot see to be unused:
// node slim_imgui.mjs SOURCE_FOLDER OUTPUT_FOLDER. Only the browser's build takes it, where bytes
// count.
//
// A named function keeps its place and loses its body. A name that is not found stops the build:
// then a new version of Dear ImGui needs a look here.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const emptied = {
  'imgui.cpp': [
    // Recovery from widgets left open: ours close themselves. It alone would link tables and tabs.
    'ImGui::ErrorRecoveryTryToRecoverState', 'ImGui::ErrorRecoveryTryToRecoverWindowState',
    'ImGui::ErrorCheckEndFrameFinalizeErrorTooltip',
    // Window positions in a file.
    'ImGui::UpdateSettings', 'ImGui::LoadIniSettingsFromMemory', 'ImGui::SaveIniSettingsToMemory',
    'WindowSettingsHandler_ClearAll', 'WindowSettingsHandler_ReadOpen',
    'WindowSettingsHandler_ReadLine', 'WindowSettingsHandler_ApplyAll',
    'WindowSettingsHandler_WriteAll',
    // Windows that a person moves, resizes, scrolls or switches between.
    'ImGui::NavUpdateWindowing', 'ImGui::NavUpdateWindowingOverlay', 'ImGui::UpdateMouseWheel',
    'ImGui::RenderWindowTitleBarContents', 'ImGui::UpdateWindowManualResize',
    'ImGui::RenderMouseCursor',
    // Keyboard navigation between Dear ImGui's own items, its tooltips and popups: the console has
    // its own focus ring and overlays, and its windows are all NoNav.
    'ImGui::NavUpdate', 'ImGui::NavEndFrame', 'ImGui::NavProcessItem', 'ImGui::ScrollToRectEx',
    'UpdateKeyRoutingTable', 'ImGui::SetTooltip', 'ImGui::FindBestWindowPosForPopup',
  ],
  'imgui_draw.cpp': [],
  'imgui_tables.cpp': [],  // Left out whole: shell/browser/left_out.cpp.
  'imgui_widgets.cpp': ['ImGui::Scrollbar'],
};

function empty(text, name) {
  const head = `(?!//)\\S.*\\b${name}\\([^;{}]*\\)`;
  const pattern = new RegExp(`^(${head})\\n\\{\\n[\\s\\S]*?\\n\\}$`, 'm');
  if (!pattern.test(text)) throw new Error(`slim_imgui.mjs: ${name} is not where it was`);
  const answer = (head) => (/^(static )?void\s/.test(head) ? '' : ' return {}; ');
  return text.replace(pattern, (_, head) => `${head} {${answer(head)}}`);
}

const [, , from, to] = process.argv;
mkdirSync(to, { recursive: true });
for (const [file, names] of Object.entries(emptied))
  writeFileSync(join(to, file), names.reduce(empty, readFileSync(join(from, file), 'utf8')));
