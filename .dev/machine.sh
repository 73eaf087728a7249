# What setup can work on: Debian with apt, or any system whose emcc on PATH is of the pinned version
# and whose packages a person installs.

# What is missing for Debian's packages; nothing on Debian. A fresh Debian has no lists that would
# name its mirror, and setup reads them only later: there the system's own name counts.
missing_for_debian() {
    local program
    for program in apt-get dpkg dpkg-query; do
        command -v "$program" > /dev/null || { printf 'no %s\n' "$program"; return; }
    done
    has_debian_mirror || grep -qsx 'ID=debian' /etc/os-release ||
        printf 'apt, but no Debian mirror among its sources\n'
}

is_debian() { [[ -z $(missing_for_debian) ]]; }

check_machine() {
    wasm_ready && return
    local missing arch other
    missing=$(missing_for_debian)
    arch=$(dpkg --print-architecture 2> /dev/null || uname -m)
    [[ -z $missing && $arch == amd64 ]] && return
    other=$(emcc_version) || true
    fail "Emscripten $EMSCRIPTEN_VERSION cannot be set up on this machine.
     Expected: Debian 12 on amd64, with apt and a Debian mirror, or, on any other system, an emcc
     of exactly version $EMSCRIPTEN_VERSION on PATH.
     Found: ${missing:-Debian on $arch}; ${other:-no emcc} on PATH.
     emsdk (https://github.com/emscripten-core/emsdk) has that version; in its folder:
         ./emsdk install $EMSCRIPTEN_VERSION
         ./emsdk activate $EMSCRIPTEN_VERSION
         source ./emsdk_env.sh
     Then run ./dev again; it says which packages to install by hand."
}
