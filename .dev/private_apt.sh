# Packages of a newer Debian suite without touching the system's apt: a state folder of our own, the
# mirror that this machine already uses. Packages are unpacked into the cache, never installed. A
# mirror may lag behind its lists' date of expiry: what we take is pinned by hash, so an old list
# does no harm.

APT_HOME=$CACHE/apt

private_apt() {  # private_apt apt-get|apt-cache ARGS...
    local program=$1; shift
    "$program" -q -o Dir::State="$APT_HOME" -o Dir::State::Lists="$APT_HOME/lists" \
        -o Dir::State::status="$APT_HOME/status" -o Dir::Cache="$APT_HOME/cache" \
        -o Dir::Etc::SourceList="$APT_HOME/sources.list" -o Dir::Etc::SourceParts=/dev/null \
        -o Dir::Etc::Preferences=/dev/null -o Dir::Etc::PreferencesParts=/dev/null \
        -o Acquire::Check-Valid-Until=false -o Acquire::Languages=none \
        -o APT::Sandbox::User="$(id -un)" "$@"
}

debian_mirror() {  # the address from which this machine takes its Debian packages
    apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' 'Created-By: Packages' |
        awk '$2 == "Debian" && $3 == "Debian" { print $1; exit }'
}

has_debian_mirror() { command -v apt-get > /dev/null && [[ -n $(debian_mirror) ]]; }

# Once per run of the script: lists of the two suites that we take single packages from.
private_apt_update() {
    [[ -n ${private_apt_ready:-} ]] && return
    local mirror; mirror=$(debian_mirror)
    [[ -n $mirror ]] || fail "apt knows no Debian mirror; has apt-get update been run?"
    mkdir -p "$APT_HOME"/lists/partial "$APT_HOME"/cache/archives/partial
    : > "$APT_HOME/status"
    local key='[signed-by=/usr/share/keyrings/debian-archive-keyring.gpg]'
    printf '%s\n' "deb $key $mirror $EMSCRIPTEN_SUITE main" \
        "deb-src $key $mirror $IMGUI_SUITE main" > "$APT_HOME/sources.list"
    note "reading the package lists of $EMSCRIPTEN_SUITE and $IMGUI_SUITE (state in $APT_HOME)"
    private_apt apt-get update > "$APT_HOME/log" 2>&1 ||
        { cat "$APT_HOME/log" >&2; fail "apt could not read the lists"; }
    private_apt_ready=1
}

# unpack_deb NAME VERSION HASH FOLDER [moving|''] [PATTERNS...]: the pinned package, checked,
# unpacked into FOLDER without the files that match a pattern. A 'moving' package may have been
# replaced by a point release; the suite's signed index then vouches for it.
unpack_deb() {
    local name=$1 version=$2 hash=$3 folder=$4 moving=${5:-} got
    shift $(($# < 5 ? $# : 5))
    private_apt_update
    got=$(mktemp -d "$APT_HOME/deb.XXXXXX")
    note "fetching $name $version"
    if (cd "$got" && private_apt apt-get download "$name=$version" > log 2>&1); then
        has_sha256 "$got"/*.deb "$hash" || fail "$name $version does not have the pinned SHA-256"
    elif [[ -n $moving ]] && (cd "$got" && private_apt apt-get download "$name" > log 2>&1); then
        note "warning: $name $version is gone; took $(basename "$got"/*.deb)"
    else
        cat "$got/log" >&2; fail "$name $version cannot be had from the mirror"
    fi
    mkdir -p "$folder"
    dpkg-deb --fsys-tarfile "$got"/*.deb | tar -x -C "$folder" "${@/#/--exclude=}"
    rm -rf "$got"
}
