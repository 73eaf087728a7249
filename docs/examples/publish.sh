#!/bin/sh
# Publishes a package from CI with vitrine: check, bring the listing, upload, send to review, wait
# until the store's own checks are done.
#
#   publish.sh PACKAGE [TRACK] [SHARE]     in an app's folder (vitrine.json)
#
# VITRINE_STORE and VITRINE_KEY say where and as whom. The key needs the scopes apps:read,
# apps:write, releases:read, releases:write and releases:publish.
set -eu

package=$1
track=${2:-production}
share=${3:-0.05}

# The store's verdict before anything is sent; the report is what code hosts show beside a change.
vitrine check "$package" . --sarif --output check.sarif \
    ${TARGET_SDK:+--target-sdk "$TARGET_SDK"}

# The listing's draft is made what the folder says. Somebody else's edit is never overwritten: then
# this stops with 5 and names what both changed.
vitrine plan
vitrine apply

# Repeating this is safe: what is there is found, nothing goes up or is submitted twice.
vitrine submit "$package" --track "$track" --rollout "$share" --notes notes --listing \
    --wait-for checks --json > submission.json
