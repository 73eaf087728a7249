# Words on the terminal: one line per step, trouble on stderr with what to do.

say()  { printf '\033[1m==>\033[0m %s\n' "$*"; }
note() { printf '    %s\n' "$*"; }
fail() { printf 'dev: %s\n' "$*" >&2; exit 1; }

# has_sha256 FILE HASH: whether the file is exactly the pinned one.
has_sha256() { [[ $(sha256sum "$1" | cut -d' ' -f1) == "$2" ]]; }
