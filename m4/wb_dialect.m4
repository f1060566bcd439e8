# SPDX-License-Identifier: MIT

# WB_DIALECT([name], [pkg-config modules], [auto|yes|no], [other names])
# ---------------------------------------------------------------------
# A dialect that may be left out: gives --with-NAME, NAME_CFLAGS, NAME_LIBS and
# the Automake conditional WITH_NAME. 'auto' builds it where its client library
# is found; 'yes' makes its absence an error. A list of what is built and what
# is not grows in wb_dialects_built and wb_dialects_left_out; WB_DIALECTS_KNOWN
# has them all, built or not, with the other names that they go by.
AC_DEFUN([WB_DIALECT], [
AC_ARG_WITH([$1],
	[AS_HELP_STRING([--with-$1=auto|yes|no], [the $1 dialect @<:@$3@:>@])],
	[], [with_$1=$3])
AS_CASE([$with_$1],
	[yes], [PKG_CHECK_MODULES(m4_toupper([$1]), [$2])],
	[auto], [PKG_CHECK_MODULES(m4_toupper([$1]), [$2], [with_$1=yes], [with_$1=no])],
	[no], [],
	[AC_MSG_ERROR([--with-$1 is auto, yes or no, not '$with_$1'])])
AM_CONDITIONAL([WITH_]m4_toupper([$1]), [test "$with_$1" = yes])
WB_DIALECTS_KNOWN="${WB_DIALECTS_KNOWN:+$WB_DIALECTS_KNOWN,}$1[]m4_ifval([$4], [:$4])"
AS_IF([test "$with_$1" = yes],
	[wb_dialects_built="$wb_dialects_built $1"],
	[wb_dialects_left_out="$wb_dialects_left_out $1"])
])
