#!/bin/sh
# Checks this project: one line a check, exit code 1 where one fails.
failed=0
expect() {
  if [ "$2" = "$3" ]; then
    echo "ok    $1"
  else
    echo "FAIL  $1: wanted $2, got $3"
    failed=1
  fi
}
expect 'adds numbers' 6 "$(printf '1\n2\n3\n' | sh ./total.sh)"
expect 'skips empty lines' 3 "$(printf '1\n\n2\n' | sh ./total.sh)"
expect 'adds negative numbers' -1 "$(printf '2\n-3\n' | sh ./total.sh)"
exit "$failed"
