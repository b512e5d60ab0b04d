#!/bin/sh
# Nothing lost, nothing doubled: the long form, for `make proof`. MH_PROOF_ANSWERS: how many answers (default 2000).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
MH_PROOF_LONG=1 MH_PROOF_ANSWERS="${MH_PROOF_ANSWERS:-2000}" exec "$here/run.sh"
