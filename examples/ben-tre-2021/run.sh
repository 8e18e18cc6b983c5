#!/bin/sh
# Make the register of Bến Tre, count it against targets, and look at the hamlets. Usage: run.sh [FOLDER [vi|en]]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-out}
lang=${2:-vi}
list=$out/so-kiem-nhiem-ben-tre-2021.xlsx
library=$out/policies-ben-tre-2021
day=2021-09-24
mkdir -p "$out"

# The shipped library and the example's made-up targets.
rm -rf "$library"
cp -R "$(python -c 'from kiemnhiem.policy import shipped_library; print(shipped_library())')" "$library"
cp -R "$here/policies/." "$library/"

python "$here/make_register.py" "$list"
kiemnhiem indicators "$list" --policies "$library" --as-of $day --place ben-tre --lang "$lang" \
    --indicator indicator/concurrent-posts --indicator ben-tre-2021/secretary-is-head \
    --indicator ben-tre-2021/secretary-is-chair --indicator ben-tre-2021/party-and-state-office
echo
python "$here/remarks.py" "$list" "$library" "$lang"
