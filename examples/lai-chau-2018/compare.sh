#!/bin/sh
# Admission by the national text and by the province's practice: where they differ. Usage: compare.sh [FOLDER [vi|en]]
# The list is the one that run.sh has made in FOLDER.
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-out}
lang=${2:-vi}
list=$out/truong-thon-lai-chau-2018.xlsx
nation='Cả nước'
test "$lang" = vi || nation='Nation'

# --place vn: the rules of the nation. The list holds cells that nobody could read, so `screen` ends with 3; which ones,
# run.sh has told.
for place in vn lai-chau; do
    kiemnhiem screen "$list" --as-of 2018-12-30 --policy party/admission --place $place --format json \
        -o "$out/ket-nap-$place.jsonl" >"$out/ket-nap-$place.json" 2>"$out/ket-nap-$place.log" || test $? -eq 3 || {
        cat "$out/ket-nap-$place.log" >&2
        exit 1
    }
done
python "$here/../compare.py" --lang "$lang" "$nation=$out/ket-nap-vn.jsonl" "Lai Châu=$out/ket-nap-lai-chau.jsonl"
