/* SPDX-License-Identifier: MIT */
/* Dates as people and tools write them into headers. */
#include "revision.h"

struct fields {
	int year, month, day, hour, minute, second, micro;
	int offset; /* minutes east of UTC */
};

/* Exactly `count` digits. */
static bool digits(const char **p, int count, int *out)
{
	int value = 0;

	for (int i = 0; i < count; i++, (*p)++) {
		if (**p < '0' || **p > '9')
			return false;
		value = value * 10 + (**p - '0');
	}
	*out = value;
	return true;
}

static bool accept(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

static void skip_blanks(const char **p)
{
	while (**p == ' ' || **p == '\t')
		(*p)++;
}

static bool read_day(const char **p, struct fields *f)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap;

	if (!digits(p, 4, &f->year) || !accept(p, '-') || !digits(p, 2, &f->month) ||
	    !accept(p, '-') || !digits(p, 2, &f->day) || f->month < 1 || f->month > 12)
		return false;
	leap = (f->year % 4 == 0 && f->year % 100 != 0) || f->year % 400 == 0;
	return f->day >= 1 && f->day <= lengths[f->month - 1] + (leap && f->month == 2);
}

/* Any number of digits; what is finer than a microsecond is dropped. */
static bool read_fraction(const char **p, int *out)
{
	int unit = 100000;

	if (**p < '0' || **p > '9')
		return false;
	for (; **p >= '0' && **p <= '9'; (*p)++, unit /= 10)
		*out += (**p - '0') * unit;
	return true;
}

static bool read_time(const char **p, struct fields *f)
{
	if (!digits(p, 2, &f->hour) || !accept(p, ':') || !digits(p, 2, &f->minute) ||
	    f->hour > 23 || f->minute > 59)
		return false;
	if (!accept(p, ':'))
		return true;
	if (!digits(p, 2, &f->second) || f->second > 60)
		return false;
	if (accept(p, '.') || accept(p, ','))
		return read_fraction(p, &f->micro);
	return true;
}

static bool read_zone(const char **p, struct fields *f)
{
	int sign = **p == '-' ? -1 : 1, hours, minutes = 0;

	if (accept(p, 'Z') || accept(p, 'z'))
		return true;
	if ((*p)[0] == 'U' && (*p)[1] == 'T' && (*p)[2] == 'C') {
		*p += 3;
		return true;
	}
	if (!accept(p, '+') && !accept(p, '-'))
		return **p == '\0';
	if (!digits(p, 2, &hours))
		return false;
	if ((accept(p, ':') || (**p >= '0' && **p <= '9')) && !digits(p, 2, &minutes))
		return false;
	f->offset = sign * (hours * 60 + minutes);
	return hours < 24 && minutes < 60;
}

/* Days since 1970-01-01, in the calendar of today at all times. */
static int64_t days(int year, int month, int day)
{
	int64_t y = month > 2 ? year : year - 1, era = y / 400, of_era = y % 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	if (of_era < 0) {
		of_era += 400;
		era--;
	}
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

bool revision_parse_date(const char *text, int64_t *out)
{
	struct fields f = { 0 };
	const char *p = text;
	int64_t minutes;

	skip_blanks(&p);
	if (!read_day(&p, &f))
		return false;
	if (*p == 'T' || *p == 't' || ((*p == ' ' || *p == '\t') && p[1])) {
		p++;
		skip_blanks(&p);
		if (*p && !read_time(&p, &f))
			return false;
	}
	skip_blanks(&p);
	if (!read_zone(&p, &f))
		return false;
	skip_blanks(&p);
	if (*p)
		return false;
	minutes = (days(f.year, f.month, f.day) * 24 + f.hour) * 60 + f.minute - f.offset;
	*out = (minutes * 60 + f.second) * 1000000 + f.micro;
	return true;
}
