// The one interface between Dear ImGui's draw data and pixels. Two kinds keep it:
//
//   CpuRenderer   shell/render/cpu   exact, draws only the tiles that changed: the browser
//                                    without a real GPU, the headless door, golden images
//   GlesRenderer  shell/render/gpu   OpenGL ES 3, desktop and kiosk
//   WebRenderer   shell/render/gpu   WebGL2, browser; web/gpu.mjs is its other half
//
// All give the same picture: at most 1 % of the pixels of a scene differ by more than 2 levels.
//
// Units. Draw data is in logical pixels; a renderer multiplies positions and clip rectangles by
// ImDrawData::FramebufferScale. Everything else here is in device pixels, origin top left.
// Text is sharp when its glyphs were baked at size x scale and its quads start on whole device
// pixels: such quads are copied texel by texel and are equal, byte for byte, on all renderers.
//
// Textures. Every command names its texture by ImTextureRef::_TexData; a bare ImTextureID is
// refused (the command draws nothing). A renderer looks at each texture of ImDrawData::Textures
// *and* at each texture that a command names, so our own pages need not be registered with Dear
// ImGui:
//
//   owner sets Status    the renderer                                   afterwards
//   WantCreate           takes all of Pixels                            OK
//   WantUpdates          takes the rectangles in Updates                OK, Updates is emptied
//                        (no rectangle there: takes all of Pixels)
//   WantDestroy          lets go, once UnusedFrames > 0                 Destroyed
//
// Format is Alpha8 (white with that coverage) or RGBA32, straight alpha; the vertex colour
// multiplies it. A text page keeps white text as white + alpha and emoji in their own colours. The
// rule that keeps stale pixels off the screen: **whoever changes texels puts a rectangle that
// covers them into Updates and sets WantUpdates before the frame that draws them is handed over**.
// The CPU renderer repaints whatever samples from there; slots of an atlas may be reused freely.
// Pixels must stay valid while the texture lives: it is the only copy the CPU renderer has, and
// what the GPU renderers are restored from. An owner that frees a texture without WantDestroy may
// do so; another one at the same address must start as WantCreate.
#pragma once

#include "imgui.h"

#include <span>

namespace vitrine::render {

struct PixelRect {
    int x = 0, y = 0, width = 0, height = 0;
    bool operator==(const PixelRect&) const = default;
};

class Renderer {
public:
    virtual ~Renderer() = default;

    // Tells the current Dear ImGui context what this renderer can do. Once, before the first frame.
    virtual void announce() = 0;

    // The size of the picture. Sizes outside 0..16384 are clamped. Its content is undefined until
    // draw.
    virtual void resize(int width_px, int height_px) = 0;

    // Draws one frame over an opaque background (alpha is ignored). Returns what changed since the
    // last one; the rectangles may overlap and are valid until the next call. Commands with
    // callbacks or unknown textures draw nothing. The CPU renderer also leaves out, and never
    // follows, what makes no sense: indices out of range, coordinates that are no number.
    virtual std::span<const PixelRect> draw(const ImDrawData& picture, ImU32 background) = 0;

    // The device lost its textures, or another renderer takes over: take them anew at the next
    // draw.
    virtual void forget_textures() = 0;
};

}  // namespace vitrine::render
