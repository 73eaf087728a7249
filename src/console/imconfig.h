// What of Dear ImGui we compile. The console draws its own widgets and keeps its own state, so
// everything that would read files, open programs, show debug windows or bring a font along is left
// out.
#pragma once

#define IMGUI_DISABLE_OBSOLETE_FUNCTIONS
#define IMGUI_DISABLE_DEMO_WINDOWS
#define IMGUI_DISABLE_DEBUG_TOOLS
#define IMGUI_DISABLE_DEFAULT_FONT
#define IMGUI_DISABLE_FILE_FUNCTIONS
#define IMGUI_DISABLE_DEFAULT_SHELL_FUNCTIONS
#define IMGUI_DISABLE_WIN32_FUNCTIONS

// The processor's quick reciprocal root differs between makers, and so would golden images.
#define IMGUI_DISABLE_SSE

// A page of reviews can pass 65,536 vertices in one list.
#define ImDrawIdx unsigned int

#ifdef VT_SEM_LINT
#define IMGUI_ENABLE_TEST_ENGINE  // Hooks for the lint that no widget is without a name.
#endif
