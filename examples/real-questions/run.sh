#!/bin/sh
# Ask the real questions and compare with the official answers. Usage: run.sh [FOLDER [vi|en]]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-out}
lang=${2:-vi}
library=$out/policies-real-questions
mkdir -p "$out"

# The shipped library, and the policy on council deputies that this example adds.
rm -rf "$library"
cp -R "$(python -c 'from kiemnhiem.policy import shipped_library; print(shipped_library())')" "$library"
cp -R "$here/policies/." "$library/"
kiemnhiem test "$library/real-questions" --policies "$library" --lang "$lang"
echo

python "$here/answer.py" "$here/questions.yaml" "$library" "$lang"
