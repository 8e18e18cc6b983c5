#!/bin/sh
# Make the list of Quảng Ninh's offices, screen it, count and add up. Usage: run.sh [FOLDER [vi|en]]
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
out=${1:-out}
lang=${2:-vi}
list=$out/to-chuc-noi-vu-quang-ninh-2018.xlsx
day=2018-11-08
mkdir -p "$out"

python "$here/make_offices.py" "$list"
kiemnhiem screen "$list" --as-of $day --policy body/organisation-home-affairs --lang "$lang" \
    -o "$out/ket-qua-to-chuc-noi-vu-quang-ninh-2018.xlsx"
kiemnhiem indicators "$list" --as-of $day --subject body --lang "$lang"
echo
python "$here/reductions.py" "$list" "$lang"
