# Dear ImGui as source: $CACHE/imgui-VERSION. From Debian's source package; should that version be
# gone or there be no Debian mirror, from upstream's archive of the tag; should that be out of
# reach, the newest 1.92.x of the same package, with a warning.

IMGUI_FILES="imgui.cpp imgui.h imgui_draw.cpp imgui_internal.h imgui_tables.cpp imgui_widgets.cpp
    imstb_rectpack.h imstb_textedit.h imstb_truetype.h"

imgui_hash() { (cd "$1" && cat $IMGUI_FILES | sha256sum | cut -d' ' -f1); }

imgui_from_debian() {  # imgui_from_debian SOURCE_VERSION FOLDER
    has_debian_mirror || return
    private_apt_update
    (cd "$2" && private_apt apt-get source --download-only --only-source "imgui=$1" > log 2>&1 &&
        tar -xJf imgui_*.orig.tar.xz --strip-components=1)
}

imgui_from_upstream() {  # imgui_from_upstream FOLDER
    (cd "$1" && curl -fsSL --max-time 60 -o tag.tar.gz "$IMGUI_ARCHIVE" 2> log &&
        tar -xzf tag.tar.gz --strip-components=1)
}

newest_imgui() {
    has_debian_mirror || return 0
    private_apt apt-cache showsrc imgui | awk '/^Version: 1\.92/ { print $2 }' | sort -V | tail -n 1
}

setup_imgui() {
    local home=$CACHE/imgui-$IMGUI_VERSION got other=
    [[ -f $home/complete ]] && return
    say "Dear ImGui $IMGUI_VERSION"
    got=$(mktemp -d "$CACHE/imgui.XXXXXX")
    if ! imgui_from_debian "$IMGUI_SOURCE" "$got" && ! imgui_from_upstream "$got"; then
        other=$(newest_imgui)
        [[ -n $other ]] && imgui_from_debian "$other" "$got" ||
            fail "no Dear ImGui 1.92 can be had: $(cat "$got/log")"
        note "warning: $IMGUI_VERSION is out of reach, building with $other instead"
    fi
    [[ -n $other || $(imgui_hash "$got") == "$IMGUI_FILES_SHA256" ]] ||
        fail "the sources of Dear ImGui $IMGUI_VERSION do not have the pinned SHA-256"
    touch "$got/complete"
    rm -rf "$home"
    mv "$got" "$home"
}
