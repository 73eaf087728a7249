# ./dev test: every suite is a step; each closes with its own count, the last line is the sum.

TEST_LOGS=$TOP/build/test-logs
passed=0 failed=0 only= failures=()

# Compiling a suite twice costs more than running it. So each runs under the sanitizers, and these
# (photographs of whole programs, journeys through them, memory, pixels) in the optimised build instead or
# besides; the browser's tests drive the optimised store. `--only native` builds and runs them all.
OPTIMISED_SUITES=(test_desktop test_house test_journeys test_memory test_render)
OPTIMISED_PROGRAMS=(programs "${OPTIMISED_SUITES[@]}")

# counts_of LOG: "PASSED FAILED" from doctest's summary or from a closing line 'N passed, N failed';
# nothing without one.
counts_of() {
    sed -nE -e 's/\x1b\[[0-9;]*m//g' \
        -e 's/^\[doctest\] test cases: .*\| +([0-9]+) passed \| +([0-9]+) failed.*/\1 \2/p' \
        -e 's/^(.*[: ])?([0-9]+) passed, ([0-9]+) failed.*$/\2 \3/p' "$1" | tail -n 1
}

# wanted NAME: whether --only names this step; --only list prints it instead.
wanted() {
    [[ $only == list ]] && { note "$1"; return 1; }
    [[ -z $only || $1 == *"$only"* ]]
}

# count NAME CODE SECONDS: adds up what the step's log says. A program without a count is one test.
count() {
    local name=$1 code=$2 took=$3 ok=0 bad=0
    read -r ok bad <<< "$(counts_of "$TEST_LOGS/$name.log")" || true
    [[ -n $ok ]] || { ok=$((code == 0)); bad=$((code != 0)); }
    ((code == 0 || bad > 0)) || bad=1
    passed=$((passed + ok)) failed=$((failed + bad))
    printf '%-34s %5d passed %3d failed  %4d s\n' "$name" "$ok" "$bad" "$took"
    if ((bad)); then
        grep -a -B 4 -A 8 'ERROR:' "$TEST_LOGS/$name.log" | head -n 80 >&2 || true
        tail -n 60 "$TEST_LOGS/$name.log" >&2
        failures+=("$name" "$TEST_LOGS/$name.log")
    fi
}

# step NAME COMMAND...: runs it with the machine to itself, keeps its output, counts it.
step() {
    local name=$1 started=$SECONDS code=0; shift
    wanted "$name" || return 0
    "$@" > "$TEST_LOGS/$name.log" 2>&1 || code=$?
    count "$name" "$code" $((SECONDS - started))
}

# beside NAME COMMAND...: the same for a program that minds no company: as many at a time as there
# are cores. `gather` waits for all of them and counts them in order.
together=()
beside() {
    local name=$1; shift
    wanted "$name" || return 0
    while (($(jobs -rp | wc -l) >= $(nproc))); do wait -n || true; done
    together+=("$name")
    rm -f "$TEST_LOGS/$name.end"
    (
        started=$SECONDS code=0
        "$@" > "$TEST_LOGS/$name.log" 2>&1 || code=$?
        printf '%d %d\n' "$code" $((SECONDS - started)) > "$TEST_LOGS/$name.end"
    ) &
}

gather() {
    local name code took
    wait
    for name in "${together[@]}"; do
        read -r code took < "$TEST_LOGS/$name.end" || { code=1 took=0; }
        count "$name" "$code" "$took"
    done
    together=()
}

# What failed, once more in few lines: whoever reads only the end of a long log finds it all.
say_failures() {
    local at
    for ((at = 0; at < ${#failures[@]}; at += 2)); do
        printf '\nfailed: %s\n' "${failures[at]}"
        grep -aE '^TEST CASE:|ERROR: |^not ok|^FAIL|SUMMARY: ' "${failures[at + 1]}" |
            grep -a -B 1 -E 'ERROR: |^not ok|^FAIL|SUMMARY: ' | cut -c 1-200 | head -n 24 || true
    done
}

native_suites() {  # native_suites HOW PRESET [PROGRAMS...]: HOW is step or beside; no names: all
    local how=$1 preset=$2 program names; shift 2
    names=("$@")
    (($#)) || mapfile -t names < <(cd "$TOP/build/$preset" && ls -d test_*)
    for program in "${names[@]}"; do
        [[ -f $TOP/build/$preset/$program && -x $TOP/build/$preset/$program ]] || continue
        "$how" "$preset/${program#test_}" timeout -k 10 1500 "$TOP/build/$preset/$program"
    done
    return 0
}

# A short run from the kept corpus; what it finds anew stays below build/.
fuzz() {
    local program=$1 name=${1##*/fuzz_} found kept
    found=$TOP/build/asan/corpus/$name kept=$TOP/tests/fuzz/corpus/$name
    mkdir -p "$found"
    [[ -d $kept ]] || kept=$found
    (cd "$found" && "$program" -max_total_time=15 -rss_limit_mb=2048 -timeout=10 \
        -print_final_stats=1 "$found" "$kept")
}

fuzz_suites() {
    local program
    for program in "$TOP/build/asan"/fuzz_*; do
        [[ -x $program && -f $program ]] && beside "fuzz/${program##*/fuzz_}" fuzz "$program"
    done
    return 0
}

node_suite() {  # node_suite NAME SCRIPT ARGS...: nothing where the script does not exist
    local name=$1 script=$TOP/$2; shift 2
    [[ -f $script ]] && step "$name" timeout -k 10 900 node "$script" "$@"
    return 0
}

run_tests() {
    while (($#)); do
        case $1 in
            --only) only=${2:?--only needs a name}; shift 2 ;;
            --accept) export VITRINE_ACCEPT=1; shift ;;
            *) fail "test does not know '$1'; see ./dev help" ;;
        esac
    done
    setup build test
    [[ $only == native* ]] && OPTIMISED_SUITES=() OPTIMISED_PROGRAMS=()
    build native "${OPTIMISED_PROGRAMS[@]}"
    build web
    case $only in
        "")    build asan suites fuzzers ;;
        asan*) build asan suites ;;
        fuzz*) build asan fuzzers ;;
    esac
    mkdir -p "$TEST_LOGS"/{native,asan,fuzz}
    export VITRINE_NODE_MODULES=$CACHE/node_modules VITRINE_STORE=$TOP/build/native/vitrine-store
    export VITRINE_SITE=$TOP/build/web/site UBSAN_OPTIONS=print_stacktrace=1
    say "Running the tests (logs in build/test-logs)"
    native_suites step native "${OPTIMISED_SUITES[@]}"
    node_suite house tests/house/run.mjs
    node_suite sizes assets/build/sizes.mjs "$TOP/build/web/sizes.json" \
        "$TOP/tests/bench/budget.json"
    # The parts are worth reading also when they fit; a failed step has printed them already.
    if [[ $only != list && sizes == *"$only"* ]] &&
        grep -q '^1 passed' "$TEST_LOGS/sizes.log"; then
        sed 's/^/    /' "$TEST_LOGS/sizes.log"
    fi
    node_suite play_npm tests/tools/play_npm/run.mjs
    node_suite browser tests/browser/run.mjs
    # Fontconfig and the graphics drivers keep memory to the end of the program, which is no leak of
    # ours; without this every suite that draws text would fail.
    export ASAN_OPTIONS=detect_leaks=0
    native_suites beside asan
    fuzz_suites
    gather
    [[ $only == list ]] && return
    say_failures
    printf '%d passed, %d failed\n' "$passed" "$failed"
    ((failed == 0 && passed > 0))
}
