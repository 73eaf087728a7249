# ./dev run, desktop and kiosk: the programs with what they need around them.

STORE_URL=http://localhost:8600

open_when_up() {  # open_when_up URL: the browser, as soon as the store answers
    for _ in {1..100}; do
        curl -fs -o /dev/null "$1/healthz" && break
        sleep 0.1
    done
    xdg-open "$1" > /dev/null 2>&1
}

run_store() {
    local port=8600 data=${XDG_DATA_HOME:-$HOME/.local/share}/vitrine seed=demo open= more=()
    while (($#)); do
        case $1 in
            --port) port=${2:?--port needs a number}; shift 2 ;;
            --data) data=${2:?--data needs a folder}; shift 2 ;;
            --seed) seed=${2:?--seed needs demo or empty}; shift 2 ;;
            --reviewer) more=(--reviewer "${2:?--reviewer needs simulated or nobody}"); shift 2 ;;
            --open) open=1; shift ;;
            *) fail "run does not know '$1'; see ./dev help" ;;
        esac
    done
    setup build
    build native vitrine-store
    build web site
    [[ -n $open ]] && open_when_up "http://localhost:$port" &
    exec "$TOP/build/native/vitrine-store" serve \
        --port "$port" --data "$data" --seed "$seed" --web "$TOP/build/web/site" "${more[@]}"
}

run_door() {  # run_door PROGRAM ARGS...: a native program against a running store
    local program=$1; shift
    local store=(--store "$STORE_URL")
    [[ " $* " == *" --store "* ]] && store=()
    setup build
    build native "$program" vt_assets
    exec "$TOP/build/native/$program" "${store[@]}" "$@"
}
