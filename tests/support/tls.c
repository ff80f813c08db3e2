#include "tests/support/tls.h"

#include <sys/types.h>

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <time.h>

#define NAME "mx.campus.example"
#define DAY  86400

struct tls {
	gnutls_certificate_credentials_t credentials;
	gnutls_session_t session;
};

/* A fresh key, and a certificate signed with it. */
static int
make_certificate(gnutls_certificate_credentials_t credentials)
{
	gnutls_x509_privkey_t key = NULL;
	gnutls_x509_crt_t crt = NULL;
	int rc;

	gnutls_x509_privkey_init(&key);
	gnutls_x509_crt_init(&crt);
	gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA,
	    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0);
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_serial(crt, "1", 1);
	gnutls_x509_crt_set_activation_time(crt, time(NULL) - DAY);
	gnutls_x509_crt_set_expiration_time(crt, time(NULL) + DAY);
	gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, NAME,
	    sizeof NAME - 1);
	gnutls_x509_crt_set_subject_alt_name(crt, GNUTLS_SAN_DNSNAME, NAME,
	    sizeof NAME - 1, GNUTLS_FSAN_SET);
	gnutls_x509_crt_set_key(crt, key);
	rc = gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0);
	if (rc == GNUTLS_E_SUCCESS)
		rc = gnutls_certificate_set_x509_key(credentials, &crt, 1, key);
	gnutls_x509_crt_deinit(crt);
	gnutls_x509_privkey_deinit(key);
	return rc;
}

static ssize_t
on_read(void *ctx, char *out, size_t len)
{
	const struct tls *t = ctx;
	ssize_t n = gnutls_record_recv(t->session, out, len);

	return n < 0 ? 0 : n; /* an end is an end */
}

static ssize_t
on_write(void *ctx, const char *s, size_t len)
{
	const struct tls *t = ctx;
	ssize_t n = gnutls_record_send(t->session, s, len);

	return n < 0 ? 0 : n; /* which stdio takes for an error */
}

struct tls *
tls_begin(int fd, FILE **in, FILE **out)
{
	static const cookie_io_functions_t io = { .read = on_read,
		.write = on_write };
	struct tls *t = calloc(1, sizeof *t);
	int rc;

	if (t == NULL)
		return NULL;
	gnutls_certificate_allocate_credentials(&t->credentials);
	gnutls_init(&t->session, GNUTLS_SERVER);
	gnutls_set_default_priority(t->session);
	gnutls_credentials_set(t->session, GNUTLS_CRD_CERTIFICATE,
	    t->credentials);
	gnutls_transport_set_int(t->session, fd);
	if ((rc = make_certificate(t->credentials)) == GNUTLS_E_SUCCESS)
		do
			rc = gnutls_handshake(t->session);
		while (rc < 0 && gnutls_error_is_fatal(rc) == 0);
	if (rc != GNUTLS_E_SUCCESS) {
		tls_end(t);
		return NULL;
	}
	*in = fopencookie(t, "r", io);
	*out = fopencookie(t, "w", io);
	return t;
}

void
tls_end(struct tls *t)
{
	if (t == NULL)
		return;
	gnutls_deinit(t->session);
	gnutls_certificate_free_credentials(t->credentials);
	free(t);
}
