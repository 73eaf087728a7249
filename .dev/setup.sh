# Everything a build needs: Debian packages, Node.js, then the fetched sources and tools in $CACHE.
# Looks first; a second run changes nothing and takes a fraction of a second. Where there is no
# Debian, packages are only named.

as_root() {
    if ((EUID == 0)); then "$@"
    elif command -v sudo > /dev/null; then sudo "$@"
    else fail "this needs root, and there is no sudo: $*"; fi
}

# wanted_packages GROUPS...: the names of the packages of these groups.
wanted_packages() {
    local group
    for group in "$@"; do
        awk -v group="$group" '$1 == group { print $2 }' "$TOP/.dev/packages" |
            sed -e "s/@LLVM_MAJOR@/$LLVM_MAJOR/" -e "s/@BOOST_VERSION@/$BOOST_VERSION/"
    done
    # Node.js from Debian unless the machine has one; another vendor's nodejs brings npm along and
    # conflicts with Debian's.
    command -v node > /dev/null || printf 'nodejs\n'
    command -v npm > /dev/null || printf 'npm\n'
}

missing_packages() {
    local installed=
    command -v dpkg-query > /dev/null &&
        installed=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' |
        awk '$1 == "installed" { print $2 }' | sort -u)
    wanted_packages "$@" | sort -u | comm -23 - <(printf '%s\n' "$installed")
}

setup_packages() {
    local missing
    mapfile -t missing < <(missing_packages "$@")
    ((${#missing[@]})) || return 0
    if ! is_debian; then
        note "this is not Debian; install by hand what is not there yet of (Debian's names):"
        note "${missing[*]}"
        return
    fi
    say "Installing ${#missing[@]} Debian packages:"
    note "${missing[*]}"
    as_root apt-get -q update
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -q install -y --no-install-recommends "${missing[@]}" ||
        fail "apt could not install the packages; their names are those of Debian 12"
}

# setup GROUPS...: build, or build and test.
setup() {
    check_machine
    setup_packages "$@"
    mkdir -p "$CACHE"
    setup_imgui
    setup_npm
    if [[ " $* " == *" test "* ]]; then setup_play_npm; fi
    setup_wasm
}
