#!/bin/sh
# Make the report of Na Hang's shared office, decide it and find the overlaps. Usage: run.sh [FOLDER [vi|en]]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-out}
lang=${2:-vi}
list=$out/co-quan-khoi-dan-na-hang-2019.xlsx
mkdir -p "$out"

python "$here/make_sub_boards.py" "$list"
kiemnhiem check "$list" --as-of 2019-09-16 --policy body/front-and-mass-organisations-office --lang "$lang"
echo
python "$here/overlaps.py" "$list" "$lang"
