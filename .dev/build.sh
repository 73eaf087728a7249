# build PRESET [TARGETS...]: configures when the folder is new (or was left half configured), then
# builds what changed.

build() {
    local preset=$1; shift
    local folder=$TOP/build/$preset log=$TOP/build/$preset.log targets=()
    mkdir -p "$TOP/build"
    (($#)) && targets=(--target "$@")
    if [[ ! -f $folder/build.ninja ]]; then
        say "Configuring $preset"
        (cd "$TOP" && cmake --preset "$preset") > "$log" 2>&1 ||
            { cat "$log" >&2; fail "configuring $preset failed"; }
    fi
    say "Building $preset ${*:-(everything)}"
    local started=$SECONDS
    cmake --build "$folder" "${targets[@]}" || fail "building $preset failed"
    note "$preset: $((SECONDS - started)) s"
}
