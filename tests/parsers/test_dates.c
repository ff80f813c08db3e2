#include <string.h>

#include "parsers/dates.h"
#include "tests/test.h"

/* clang-format off */
static struct row {
	const char *name;
	const char *want; /* "": it is none, or more than one */
} rows[] = {
{ "2027-02-20", "2027-02-20" }, { "2027/2/20", "2027-02-20" }, { "2027.02.20", "2027-02-20" },
{ "20270220", "2027-02-20" },
{ "20 February 2027", "2027-02-20" }, { "20. FEB. 2027", "2027-02-20" },
{ "20th of February, 2027", "2027-02-20" }, { "February the 20th, 2027", "2027-02-20" },
{ "Feb 20th, 2027", "2027-02-20" }, { "Feb. 20 2027", "2027-02-20" },
{ "2027 February 20", "2027-02-20" }, { "20-Feb-2027", "2027-02-20" },
{ "Saturday, 20 February 2027", "2027-02-20" }, { "Sat 20 Feb 2027", "2027-02-20" },
{ "Friday, 20 February 2027", "" }, { "Sat Sun 20 Feb 2027", "" },
{ "1st May 2027", "2027-05-01" }, { "2nd March 2027", "2027-03-02" }, { "3rd Sept 2027", "2027-09-03" },
{ "until 1 June 2027", "2027-06-01" },
{ "20. Februar 2027", "2027-02-20" }, { "1. M\xc3\xa4rz 2027", "2027-03-01" },
{ "1. Maerz 2027", "2027-03-01" }, { "Samstag, den 20. Februar 2027", "2027-02-20" },
{ "bis zum 5. Dez. 2027", "2027-12-05" }, { "12. Okt 2027", "2027-10-12" },
{ "20 f\xc3\xa9vrier 2027", "2027-02-20" }, { "le 1er ao\xc3\xbbt 2027", "2027-08-01" },
{ "jusqu\xe2\x80\x99""au 14 juillet 2027", "2027-07-14" }, { "14 juil. 2027", "2027-07-14" },
{ "3 d\xc3\xa9""cembre 2027", "2027-12-03" },
{ "20 de febrero de 2027", "2027-02-20" }, { "s\xc3\xa1""bado, 20 de febrero de 2027", "2027-02-20" },
{ "hasta el 6 de enero de 2027", "2027-01-06" }, { "1 dic 2027", "2027-12-01" },
{ "20.02.2027", "2027-02-20" }, { "20/02/2027", "2027-02-20" }, { "20-2-2027", "2027-02-20" },
{ "2/20/2027", "2027-02-20" }, { "05/05/2027", "2027-05-05" },
{ "02/03/2027", "" }, { "02.03.2027", "" }, { "20/20/2027", "" }, { "2027/20/02", "" },
{ "20/02/27", "" }, { "20 Feb 27", "" }, { "Feb 20", "" }, { "February 2027", "" }, { "2027", "" },
{ "31 February 2027", "2027-02-31" }, { "32 January 2027", "" }, { "0 January 2027", "" },
{ "20 Feb 0027", "" }, { "20 Feb Mar 2027", "" }, { "20 February 2027 2028", "" },
{ "end of term", "" }, { "end of February 2027", "" }, { "about 20 February 2027", "" },
{ "20 February 2027 or later", "" }, { "next Friday", "" }, { "tomorrow", "" }, { "", "" },
{ "202702200", "" }, { "2027-02-20-01", "" }, { "20 ju 2027", "" },
};
/* clang-format on */

static void
check(void **state)
{
	const struct row *row = *state;
	char day[DATE_SIZE] = "";
	bool one = date_read(row->name, strlen(row->name), day);

	assert_int_equal(one, row->want[0] != '\0');
	assert_string_equal(day, row->want);
}

static void
a_nul_is_no_date(void **state)
{
	char day[DATE_SIZE];

	(void)state;
	assert_false(date_read("2027-02-20\0x", 12, day));
}

static void
a_text_names_each_day_once(void **state)
{
	struct buf out = BUF_INIT(200);

	(void)state;
	dates_in("On 1 May 2027, or (2 May 2027)? Not 3 May. The 2nd of May,\n"
		 "2027 it is: 2027-05-02. May I?",
	    8, &out);
	assert_string_equal(out.str, "2027-05-01 2027-05-02");
	buf_reset(&out);
	dates_in("2027-05-01 2027-05-02 2027-05-03", 2, &out);
	assert_string_equal(out.str, "2027-05-01 2027-05-02");
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest tests[N(rows)];
	const struct CMUnitTest others[] = {
		cmocka_unit_test(a_nul_is_no_date),
		cmocka_unit_test(a_text_names_each_day_once),
	};

	TEST_CASES(tests, rows, check);
	return run_tests("dates", tests, N(tests)) +
	    run_tests("texts", others, N(others));
}
