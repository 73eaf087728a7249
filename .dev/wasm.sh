# Emscripten, unpacked into $CACHE/emscripten-VERSION, with bin/em++ and bin/emar that know their
# configuration. An emcc of that version on PATH (emsdk, Debian 13) is used instead and nothing is
# fetched.

WASM_HOME=$CACHE/emscripten-$EMSCRIPTEN_VERSION

emcc_version() { emcc --version 2> /dev/null | sed -nE '1s/.*\) ([0-9][^ ]*).*/emcc \1/p'; }
wasm_ready() {
    [[ -f $WASM_HOME/complete || $(emcc_version) == "emcc $EMSCRIPTEN_VERSION" ]]
}

# Documentation, tests, and the libraries for threads, workers and position-independent code: 1.4 GB
# nobody needs here.
unpack_emscripten() {
    unpack_deb emscripten "$EMSCRIPTEN_DEB" "$EMSCRIPTEN_SHA256" "$1" '' \
        '*/emscripten/test' '*/wasm32-emscripten/*pic' '*-mt*.a' '*-ww*.a' './usr/share/doc' \
        './usr/share/man'
}

# Binaryen is linked against a newer libc than Debian 12's: each program runs by the loader unpacked
# beside it.
unpack_binaryen() {
    local home=$1 program
    unpack_deb binaryen "$BINARYEN_DEB" "$BINARYEN_SHA256" "$home/real"
    unpack_deb libc6 "$LIBC6_DEB" "$LIBC6_SHA256" "$home/real" moving
    unpack_deb libstdc++6 "$LIBSTDCXX_DEB" "$LIBSTDCXX_SHA256" "$home/real" moving
    unpack_deb libgcc-s1 "$LIBGCC_DEB" "$LIBGCC_SHA256" "$home/real" moving
    mkdir -p "$home/bin"
    for program in "$home"/real/usr/bin/wasm*; do
        cat > "$home/bin/${program##*/}" << 'END'
#!/bin/sh
real=${0%/bin/*}/real/usr
exec "$real/lib64/ld-linux-x86-64.so.2" --library-path "$real/lib/x86_64-linux-gnu" \
    "$real/bin/${0##*/}" "$@"
END
    done
    chmod +x "$home"/bin/*
}

# write_em_config FOLDER: the configuration, and the compiler's programs that use it.
write_em_config() {
    local home=$1 program
    cat > "$home/config" << END
LLVM_ROOT = '/usr/bin'
LLVM_ADD_VERSION = CLANG_ADD_VERSION = '$LLVM_MAJOR'
BINARYEN_ROOT = '$WASM_HOME/binaryen'
NODE_JS = '$(command -v node)'
CACHE = '$WASM_HOME/usr/share/emscripten/cache'
COMPILER_WRAPPER = '$(command -v ccache)'
END
    mkdir -p "$home/bin"
    for program in emcc em++ emar emranlib; do
        cat > "$home/bin/$program" << END
#!/bin/sh
EM_CONFIG=$WASM_HOME/config exec $WASM_HOME/usr/share/emscripten/$program "\$@"
END
    done
    chmod +x "$home"/bin/*
}

setup_wasm() {
    wasm_ready && return
    say "Emscripten $EMSCRIPTEN_VERSION (240 MB to fetch, 330 MB in the cache)"
    rm -rf "$WASM_HOME"
    mkdir -p "$WASM_HOME"
    unpack_emscripten "$WASM_HOME"
    unpack_binaryen "$WASM_HOME/binaryen"
    mkdir -p "$WASM_HOME/usr/share/emscripten/node_modules"
    ln -s "$CACHE/node_modules/acorn" "$WASM_HOME/usr/share/emscripten/node_modules/acorn"
    write_em_config "$WASM_HOME"
    touch "$WASM_HOME/complete"
}
