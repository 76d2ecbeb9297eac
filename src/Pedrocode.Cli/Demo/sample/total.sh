#!/bin/sh
# Adds the numbers on standard input, one a line.
sum=0
while read -r number; do
  [ -n "$number" ] || continue
  sum=$((sum + ${number#-}))
done
echo "$sum"
