#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailproc/app.h"
#include "state/overview.h"
#include "templates/template.h"

#define PAGE_MAX (4 << 20)

static enum status
compose_page(struct app *app, struct buf *page, struct err *err)
{
	struct template_source src = { app->config.templates };
	json_t *view = NULL;
	enum status rc =
	    overview(app->store, &app->config, app->now, &view, err);

	if (rc == OK)
		rc = template_expand(&src, "report.html", view, page, err);
	json_decref(view);
	return rc;
}

/* Whoever reads the file sees the old page or the new one. */
static enum status
write_page(const char *path, const struct buf *page, struct err *err)
{
	char name[4200];
	FILE *f = NULL;
	int fd = -1, n = snprintf(name, sizeof name, "%s.XXXXXX", path);
	bool whole = false;

	if (n > 0 && (size_t)n < sizeof name)
		fd = mkostemp(name, O_CLOEXEC);
	if (fd >= 0)
		f = fdopen(fd, "w");
	if (f != NULL) {
		whole = fwrite(page->str, 1, page->len, f) == page->len;
		whole = fclose(f) == 0 && whole;
	}
	if (whole && rename(name, path) == 0)
		return OK;
	err_set(err, ERR_INPUT, "%s: %s", path, strerror(errno));
	if (fd >= 0)
		unlink(name);
	return ERR_INPUT;
}

static enum status
run(struct app *app, int argc, char **argv, struct err *err)
{
	struct buf page = BUF_INIT(PAGE_MAX);
	enum status rc;

	if (argc != 1 && (argc != 3 || strcmp(argv[1], "-o") != 0))
		return usage_error(err, &command_report);
	if ((rc = app_open(app, err)) != OK ||
	    (rc = compose_page(app, &page, err)) != OK)
		goto out;
	if (argc == 3)
		rc = write_page(argv[2], &page, err);
	else
		fwrite(page.str, 1, page.len, stdout);
out:
	buf_free(&page);
	return rc;
}

const struct command command_report = {
	.name = "report",
	.usage = "[-o FILE.html]",
	.summary = "the state of the desk as a page",
	.run = run,
};
