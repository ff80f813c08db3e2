#!/bin/sh
# embed.sh NAME FILE... - write C source that holds the files: an array NAME of
# { file name without folder, its bytes }, NULL at the end.
set -eu
name=$1
shift
echo "/* Made by templates/embed.sh.  Do not edit. */"
echo '#include "mailproc/base/builtin.h"'
i=0
for file in "$@"; do
	echo "static const char text_$i[] = {"
	od -An -v -tx1 "$file" | sed 's/ \(..\)/(char)0x\1,/g'
	echo "0};"
	i=$((i + 1))
done
echo "const struct builtin $name[] = {"
i=0
for file in "$@"; do
	echo "{ \"${file##*/}\", text_$i },"
	i=$((i + 1))
done
echo "{ 0, 0 }};"
