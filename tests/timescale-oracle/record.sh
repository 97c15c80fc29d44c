#!/usr/bin/env bash
# Runs scripts on genuine TimescaleDB: record.sh run|record|verify script.slt...
# Needs `npm ci --legacy-peer-deps` here, once.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
command=$1
shift
port=$((20000 + RANDOM % 10000))
scripts="$here/../Tidemark.Scripts"
dotnet build "$scripts" -c Release -v q -clp:NoSummary
coproc SERVER { exec node "$here/serve.mjs" "$port"; }
server=$SERVER_PID
trap 'kill "$server"' EXIT
until read -r line <&"${SERVER[0]}" && [ "$line" = ready ]; do kill -0 "$server"; done
dotnet run --project "$scripts" -c Release --no-build -- "$command" --server "Host=127.0.0.1;Port=$port;Password=postgres" --engine timescale --in-place "$@"
