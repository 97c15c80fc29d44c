#!/usr/bin/env bash
# Records scripts from genuine TimescaleDB: record.sh [run|record|verify] script.slt...
# Each script gets a fresh server. Needs `npm install --legacy-peer-deps` here, once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
command=$1
shift
port=$((20000 + RANDOM % 10000))
status=0
scripts="$here/../Tidemark.Scripts"
dotnet build "$scripts" -c Release -v q -clp:NoSummary
for script in "$@"; do
    coproc SERVER { exec node "$here/serve.mjs" "$port"; }
    server=$SERVER_PID
    until read -r line <&"${SERVER[0]}" && [ "$line" = ready ]; do kill -0 "$server"; done
    dotnet run --project "$scripts" -c Release --no-build -- "$command" --server "Host=127.0.0.1;Port=$port;Password=postgres" --engine timescale --in-place "$script" || status=1
    kill "$server"
    wait "$server" 2>/dev/null || true
done
exit $status
