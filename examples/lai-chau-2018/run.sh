#!/bin/sh
# Make the list of hamlet heads, screen it, and compare with the province's practice. Usage: run.sh [FOLDER [vi|en]]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-out}
lang=${2:-vi}
list=$out/truong-thon-lai-chau-2018.xlsx
mkdir -p "$out"

python "$here/make_workbook.py" "$list"
# The list holds cells that nobody could read, so `screen` ends with 3: the rest was screened and written.
# The place is the nation: the national text, without what single provinces practise.
kiemnhiem screen "$list" --as-of 2018-12-30 --place vn --policy hamlet/secretary-and-head --lang "$lang" \
    -o "$out/ket-qua-lai-chau-2018.xlsx" || test $? -eq 3
echo
sh "$here/compare.sh" "$out" "$lang"
