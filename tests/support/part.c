#include "tests/support/part.h"

const struct buf *
message_part(const struct message *m, bool html)
{
	static const struct buf none = { .str = buf_empty };

	for (size_t i = 0; i < m->nbodies; i++)
		if (m->body[i].html == html)
			return &m->body[i].text;
	return &none;
}
