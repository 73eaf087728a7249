# Packages of the npm registry that the build and the browser tests need, without an install script
# run: packed archives, checked, unpacked into $CACHE/node_modules.

setup_npm() {
    local pin spec hash name home got
    for pin in $NPM_PACKAGES; do
        pin=NPM_$pin
        read -r spec hash <<< "${!pin}"
        name=${spec%@*}
        home=$CACHE/node_modules/$name
        [[ -f $home/.$hash ]] && continue
        note "fetching $spec"
        got=$(mktemp -d "$CACHE/npm.XXXXXX")
        (cd "$got" && npm pack --silent "$spec" > log 2>&1) ||
            { cat "$got/log" >&2; fail "npm could not fetch $spec"; }
        has_sha256 "$got"/*.tgz "$hash" || fail "$spec does not have the pinned SHA-256"
        rm -rf "$home"
        mkdir -p "$home"
        tar -xzf "$got"/*.tgz -C "$home" --strip-components=1
        touch "$home/.$hash"
        rm -rf "$got"
    done
}

# Google's own client for Node, which tests/tools/play_npm publishes with; its lock has the hashes.
setup_play_npm() {
    local from=$TOP/tests/tools/play_npm home=$CACHE/play_npm sum
    sum=$(sha256sum < "$from/package-lock.json" | cut -c1-64)
    [[ -f $home/.$sum ]] && return
    note "fetching @googleapis/androidpublisher"
    rm -rf "$home"
    mkdir -p "$home"
    cp "$from/package.json" "$from/package-lock.json" "$home"
    (cd "$home" && npm ci --ignore-scripts --no-audit --no-fund --silent > log 2>&1) ||
        { cat "$home/log" >&2; fail "npm could not fetch what tests/tools/play_npm needs"; }
    touch "$home/.$sum"
}
