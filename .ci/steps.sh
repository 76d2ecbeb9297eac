# shellcheck shell=bash
# What run, test, install and .ci/run have in common. Read by them, never run.

root=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)

# For our own builds alone, so that pedrocode and what it runs inherit nothing of it.
# No compiler or build server stays behind: one that does holds the pipe a CI waits on.
dotnet() {
  env DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en \
    MSBUILDDISABLENODEREUSE=1 MSBUILDTERMINALLOGGER=off UseSharedCompilation=false dotnet "$@"
}

fail() {
  printf '%s: %s\n' "${0##*/}" "$*" >&2
  exit 1
}

need_git_and_sdk() {
  local sdk='the .NET SDK 10 (https://dotnet.microsoft.com/download/dotnet/10.0)'
  type -P git >/dev/null || fail 'git is needed and was not found'
  type -P dotnet >/dev/null || fail "$sdk is needed and dotnet was not found"
  grep -q '^10\.' <<<"$(dotnet --list-sdks)" || fail "$sdk is needed; dotnet has $(dotnet --version 2>/dev/null || echo none)"
}

# quietly LOG COMMAND...: shows what the command wrote only if it fails.
quietly() {
  local log=$1 code=0
  shift
  mkdir -p -- "$(dirname -- "$log")"
  "$@" >"$log" 2>&1 || code=$?
  ((code == 0)) || cat -- "$log" >&2
  return "$code"
}

# The runtime identifier of this machine; nothing where there is no native build for it.
runtime_id() {
  case $(uname -sm) in
    'Linux x86_64') echo linux-x64 ;;
    'Linux aarch64') echo linux-arm64 ;;
  esac
}

# shellcheck disable=SC2034 # for those who read this file
aot_program=$root/artifacts/aot/pedrocode

publish_aot() {
  rm -f -- "$aot_program"
  (cd -- "$root" && dotnet publish src/Pedrocode.Cli -c Release -r "$(runtime_id)" -p:PublishAot=true \
    -o artifacts/aot -warnaserror --nologo -v quiet)
}

# The sum over everything that was checked, the first exit code that was not 0, and the line all ends with.
passed=0
failed=0
code=0

ended() {
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  exit "$code"
}

# counted NAME COMMAND...: one thing that passes or fails.
counted() {
  local name=$1 result=0
  shift
  "$@" || result=$?
  if ((result == 0)); then
    passed=$((passed + 1))
  else
    printf '%s: failed (exit code %d)\n' "$name" "$result" >&2
    failed=$((failed + 1))
    ((code)) || code=$result
  fi
}

# required NAME COMMAND...: something without which the rest makes no sense. Counted only if it fails.
required() {
  local before=$passed
  counted "$@"
  passed=$before
  ((code == 0)) || ended
}

# tests PROJECT OPTIONS...: the built test program; its closing block is added to the sum.
tests() {
  local program=$root/tests/$1/bin/Debug/net10.0/$1 log=$root/artifacts/test/$1.log result=0 good bad
  shift
  mkdir -p -- "${log%/*}"
  "$program" --no-ansi --progress off --fail-skips on --timeout 10m "$@" 2>&1 | tee -- "$log" || result=${PIPESTATUS[0]}
  good=$(sed -n 's/^  succeeded: \([0-9]*\)$/\1/p' "$log" | tail -n 1)
  bad=$(sed -n 's/^  failed: \([0-9]*\)$/\1/p' "$log" | tail -n 1)
  # No test at all, a crash or a run out of time is a failure, though no test failed.
  ((result == 0 || ${bad:-0} > 0)) || bad=$((${bad:-0} + 1))
  [[ -n $good ]] || { bad=1 && result=$((result ? result : 1)); }
  passed=$((passed + ${good:-0}))
  failed=$((failed + bad))
  ((code)) || code=$result
}
