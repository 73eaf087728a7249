// Dear ImGui's own OpenGL backend, compiled as it is, for OpenGL ES 3.
#define IMGUI_IMPL_OPENGL_ES3
#include "backends/imgui_impl_opengl3.cpp"
