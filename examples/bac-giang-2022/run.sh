#!/bin/sh
# The same people by the rules of three made-up provinces, at three levels; then before and after 01/07/2025.
# Usage: run.sh [FOLDER [vi|en]]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-out}
lang=${2:-vi}
list=$out/de-xuat-kiem-nhiem-2022.xlsx
library=$out/policies-bac-giang-2022
mkdir -p "$out"

# The shipped library and the example's made-up provinces.
rm -rf "$library"
cp -R "$(python -c 'from kiemnhiem.policy import shipped_library; print(shipped_library())')" "$library"
cp -R "$here/policies/." "$library/"
python "$here/make_candidates.py" "$list"

screen() { # NAME OPTIONS...
    name=$1
    shift
    kiemnhiem screen "$list" --policies "$library" --lang "$lang" --format json -o "$out/$name.jsonl" "$@" \
        >"$out/$name.json" 2>"$out/$name.log" || {
        cat "$out/$name.log" >&2
        exit 1
    }
}
compare() { python "$here/../compare.py" --lang "$lang" --policies "$library" "$@"; }

for place in mot hai ba; do screen "$place" --as-of 2022-01-14 --place "gia-dinh-$place"; done
for policy in hamlet/secretary-and-head commune/secretary-and-council-chair district/organisation-and-home-affairs; do
    echo "== $policy"
    compare --policy $policy "1=$out/mot.jsonl" "2=$out/hai.jsonl" "3=$out/ba.jsonl"
    echo
done

# Each by the rules of its own province; the third has become part of the first.
screen before --as-of 2025-06-30
screen after --as-of 2025-07-01
echo "== 30/06/2025 | 01/07/2025"
compare "30/06/2025=$out/before.jsonl" "01/07/2025=$out/after.jsonl"
