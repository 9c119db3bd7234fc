/*
 * natsload - a neutral load generator for NATS brokers.
 *
 * One file, one thread, one epoll loop, no dependencies beyond Linux + libc (and OpenSSL, if --tls is wanted).
 *
 *   cc -O2 -Wall -Wextra -o natsload natsload.c
 *   cc -O2 -Wall -Wextra -DWITH_TLS -o natsload natsload.c -lssl -lcrypto
 *   ./natsload --port 4222 --scenario pubsub --seconds 2 --size 16 --server-pid 123
 *
 * Every run prints exactly one JSON line on stdout (diagnostics go to stderr).
 * Exit status: 0 ok, 1 the run failed (the JSON line then carries "ok":false and "err"), 2 usage.
 *
 * Scenarios
 *   pub      --pubs publishers, nobody subscribes; ends when every publisher got its final PONG
 *   pubsub   --pubs publishers on one subject, --subs subscribers; every subscriber gets everything
 *   fanout   the same with one publisher by default and --subs 10 by default
 *   queue    --pubs publishers, --subs members of one queue group; every message is delivered once
 *   multi    --pubs publishers rotating over --subjects subjects "<prefix>.N", one wildcard subscriber
 *   unique   every message has a subject of its own, never used before or after; one wildcard subscriber
 *   small-writes  pubsub with 50 publishers by default, round-robin, each message in a write() of its own
 *   churn    pubsub, and beside it --churners connections that together do --churn SUBs and as many UNSUBs a
 *            second, each of a fresh inbox subject (--churn-wildcards: a fresh "_INBOX.x.*"); --churn 0 is the
 *            same run undisturbed
 *   reqrep   --pubs clients, each one request in flight at a time (--inflight to raise), one responder;
 *            every request has a reply subject of its own under the client's wildcard inbox
 *   mixed    one reqrep client, and beside it, in a process of its own, unthrottled pubsub
 *   slow     one publisher, --subs subscribers, and --stalled more (default 1) that stop reading after a second:
 *            what the others get until the server cuts those off, and afterwards; --stalled 0 is the same run
 *            undisturbed
 *   logins   pubsub, and beside it --logins clients a second that come, log in, and leave; --logins 0 is the same run
 *            undisturbed
 *   conns    opens --conns connections, one subscription each; time and server RSS per connection
 *   subs     opens --conns connections, --subs subscriptions each, one in ten a pattern; server RSS per subscription;
 *            then each publishes to each of its subjects, and again when all have come back: meant for as many
 *            accounts, where it hears no other
 *   startup  forks --cmd "program args..", time until a client got INFO and a PONG, then SIGTERMs it;
 *            a program whose words hold spaces is given at the end instead: -- program arg ..
 *
 * --msgs is the total number of published messages (requests) over all publishers; --seconds ends the publishing
 * after a time instead, so that servers of very different speed are measured equally long.
 * --headers publishes with HPUB and a small header block.
 * --verify makes subscribers compare every payload byte.
 * --server-pid takes a comma separated list; CPU time and RSS are summed over it.
 * --jwt names a file with a bearer user JWT, bare or as a creds file: tokens stay off the command line.
 * --nkey names a file with a user's seed, SU..: each connection signs its nonce (needs OpenSSL).
 * --users N logs connections in as --user with a number after it, from 0 to N-1 in turn.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#ifdef WITH_TLS
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#endif

enum { RECV_BUF = 1 << 20, CARRY_MAX = 8192, BATCH_BYTES = 256 * 1024, MAX_PIDS = 64, MAX_WORDS = 64 };
enum { LATENCIES = 4 << 20 };    /* kept with --seconds: minutes of one client; later ones are counted, not kept */
enum { INBOXES_HELD = 16 };      /* per churning connection: what a client with a few requests in flight holds */
static const double CALM_S = 1, CUT_OFF_CAP_S = 15;    /* slow: nats-server's write_deadline alone is 10 s */
static const char HEADER_BLOCK[] = "NATS/1.0\r\nBench: natsload\r\n\r\n";

/* ---------------------------------------------------------------- options */

static struct {
	const char *host, *scenario, *subject, *queue, *cmd, *label, *user, *pass, *jwt, *nkey;
	char **words;               /* startup: the command, word by word */
	int port, pubs, subs, subjects, conns, inflight, size, batch, verify, headers, tls;
	int churn, churners, churn_wildcards, stalled, logins, users;
	uint64_t msgs;
	double cap, seconds;
	int pids[MAX_PIDS], npids;
} opt = {
	.host = "127.0.0.1", .port = 4222, .scenario = "pub", .subject = "bench", .queue = "workers",
	.pubs = 1, .subs = -1, .subjects = 1000, .conns = 5000, .inflight = 1, .size = 16,
	.batch = BATCH_BYTES, .msgs = 1000000, .cap = 60, .churn = 1000, .churners = 10, .stalled = 1, .logins = 10,
};

/* ------------------------------------------------------------ connections */

enum role { IDLE, PUBLISHER, SUBSCRIBER, REQUESTER, RESPONDER, LAGGARD, VISITOR, SOLITARY };

struct conn {
	int fd, id;
	enum role role;
	uint32_t events;            /* what epoll watches now */
	void *tls;                  /* SSL *, NULL in the clear */
	/* receive side */
	char *carry; size_t carry_len;   /* an incomplete protocol line */
	uint64_t skip;              /* payload + CRLF bytes still to come */
	uint64_t body;              /* size of the current payload + CRLF, for --verify */
	char last[512]; size_t last_len; uint64_t last_body;   /* previous MSG line: a run costs one memcmp */
	uint64_t received, pongs;
	int got_info;
	/* send side */
	char *out; size_t out_len, out_cap, out_off;     /* control lines, requests, replies */
	char *bulk; size_t bulk_len, bulk_off;           /* publisher: prebuilt batch, whole messages */
	uint64_t bulk_msgs, to_send; size_t bulk_end;    /* messages per batch, messages left, end of this batch */
	size_t serial_at; char serial[10];               /* unique: where a message's number stands; the last one used */
	double sent_last;
	int final_ping;
	/* requester */
	uint64_t asked; double *sent_at; char *req, *token; size_t req_len;
};

static struct conn *conns;
static int nconns, max_conns, ep;
static char *rbuf, *pattern;
static size_t header_len, body_len;      /* body = headers + payload, without the closing CRLF */
static char failure[256];
static const char base32[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
static uint64_t total_received, total_pongs, total_sent, fan;   /* fan: deliveries for each message sent */
static double stop_at;                   /* --seconds: when publishers end, 0 = not by the clock */
static int time_gaps;                    /* slow: measure how long publishers are kept waiting */
static double longest_gap;               /* between two sends of one publisher */
static int tick_ms = 100;                /* how long epoll may sleep; less when something is paced */
static int one_write_a_turn;
static double *latency; static uint64_t latency_n, latency_cap;
static uint64_t requests_left;
static char *reply_tail; static size_t reply_tail_len;

static double now(void)
{
	struct timespec t;
	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec + t.tv_nsec * 1e-9;
}

__attribute__((format(printf, 1, 2)))
static void fail(const char *fmt, ...)
{
	if (failure[0]) return;
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(failure, sizeof failure, fmt, ap);
	va_end(ap);
	for (char *p = failure; *p; p++) if (*p == '"' || *p == '\\' || (unsigned char)*p < 32) *p = '\'';
}

static void *xalloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);
	if (!p) { perror("calloc"); exit(1); }
	return p;
}

static void watch(struct conn *c, uint32_t events)
{
	if (c->events == events) return;
	struct epoll_event e = { .events = events, .data.ptr = c };
	if (epoll_ctl(ep, c->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, c->fd, &e)) fail("epoll_ctl: %s", strerror(errno));
	c->events = events;
}

/* A connected, still blocking socket. */
static int dial(void)
{
	struct sockaddr_in a = { .sin_family = AF_INET, .sin_port = htons(opt.port) };
	if (inet_pton(AF_INET, opt.host, &a.sin_addr) != 1) { fail("bad host %s", opt.host); return -1; }
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;
	if (fd < 0 || connect(fd, (struct sockaddr *)&a, sizeof a)) {
		fail("connect %s:%d: %s", opt.host, opt.port, strerror(errno));
		if (fd >= 0) close(fd);
		return -1;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
	return fd;
}

/* The two calls that touch the wire. With TLS they act as recv and send would: -1 and EAGAIN when it is time to wait. */

#ifdef WITH_TLS

static int tls_trouble(struct conn *c, int result)
{
	int e = SSL_get_error(c->tls, result);
	if (e == SSL_ERROR_WANT_READ || e == SSL_ERROR_WANT_WRITE) errno = EAGAIN;
	else if (e == SSL_ERROR_ZERO_RETURN) return 0;
	else if (e != SSL_ERROR_SYSCALL || !errno) errno = ECONNRESET;
	return -1;
}

static ssize_t wire_recv(struct conn *c, char *b, size_t n)
{
	if (!c->tls) return recv(c->fd, b, n, 0);
	size_t got = 0;
	while (got < n) {               /* a record holds 16 KiB at most: fill the buffer as recv would */
		int k = SSL_read(c->tls, b + got, n - got);
		if (k > 0) got += k;
		else if (got) break;
		else return tls_trouble(c, k);
	}
	return got;
}

static ssize_t wire_send(struct conn *c, const char *b, size_t n)
{
	if (!c->tls) return send(c->fd, b, n, MSG_NOSIGNAL);
	int k = SSL_write(c->tls, b, n);
	return k > 0 ? k : tls_trouble(c, k);
}

/* What OpenSSL has read ahead makes no epoll event any more. */
static int wire_holds_more(struct conn *c) { return c->tls && SSL_has_pending(c->tls); }

/* INFO is in the clear, the handshake follows it. */
static int start_tls(struct conn *c)
{
	static SSL_CTX *ctx;
	if (!ctx) {
		ctx = SSL_CTX_new(TLS_client_method());
		SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);     /* a bench on loopback; certificates are made up */
		SSL_CTX_set_mode(ctx, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
		SSL_CTX_set_read_ahead(ctx, 1);                     /* else two recv() calls for every record */
		SSL_CTX_set_default_read_buffer_len(ctx, 128 * 1024);
	}
	c->tls = SSL_new(ctx);
	SSL_set_fd(c->tls, c->fd);
	if (SSL_connect(c->tls) == 1) return 1;
	const char *why = ERR_reason_error_string(ERR_get_error());
	fail("TLS handshake: %s", why ? why : strerror(errno));
	return 0;
}

/* ---- nkeys: a key is base32 of a prefix, 32 bytes and a CRC16 of both */

static EVP_PKEY *key;
static char public_key[57];              /* U.. */

static unsigned crc16(const unsigned char *at, size_t n)
{
	unsigned crc = 0;
	while (n--) {
		crc ^= (unsigned)*at++ << 8;
		for (int i = 0; i < 8; i++) crc = (crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1) & 0xffff;
	}
	return crc;
}

static int read_seed(const char *text)
{
	unsigned char raw[36], public[35] = { 20 << 3 };     /* the prefix of users */
	size_t n = 0, length = 32;
	unsigned bits = 0, held = 0;
	for (; n < sizeof raw && *text; text++) {
		const char *at = strchr(base32, *text);
		if (!at) return 0;
		held = held << 5 | (unsigned)(at - base32);
		if ((bits += 5) >= 8) raw[n++] = held >> (bits -= 8);
	}
	if (n < sizeof raw || raw[0] >> 3 != 18 || crc16(raw, 34) != (unsigned)(raw[34] | raw[35] << 8)) return 0;
	key = EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, NULL, raw + 2, 32);
	if (!key || EVP_PKEY_get_raw_public_key(key, public + 1, &length) != 1) return 0;
	unsigned crc = crc16(public, 33);
	public[33] = crc;
	public[34] = crc >> 8;
	held = bits = 0;
	char *to = public_key;
	for (size_t i = 0; i < sizeof public; i++) {
		held = held << 8 | public[i];
		for (bits += 8; bits >= 5; ) *to++ = base32[held >> (bits -= 5) & 31];
	}
	return 1;
}

/* The signature over `nonce` in base64url without padding, or an empty text. */
static const char *sign_nonce(const char *nonce)
{
	static char text[90];
	unsigned char raw[64 + 2] = { 0 };
	size_t length = 64;
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	int done = EVP_DigestSignInit(ctx, NULL, NULL, NULL, key) == 1
		&& EVP_DigestSign(ctx, raw, &length, (const unsigned char *)nonce, strlen(nonce)) == 1;
	EVP_MD_CTX_free(ctx);
	if (!done) return "";
	EVP_EncodeBlock((unsigned char *)text, raw, sizeof raw);
	text[86] = 0;                   /* 64 bytes are 86 letters */
	for (char *at = text; *at; at++) *at = *at == '+' ? '-' : *at == '/' ? '_' : *at;
	return text;
}

#else

static ssize_t wire_recv(struct conn *c, char *b, size_t n) { return recv(c->fd, b, n, 0); }
static ssize_t wire_send(struct conn *c, const char *b, size_t n) { return send(c->fd, b, n, MSG_NOSIGNAL); }
static int wire_holds_more(struct conn *c) { (void)c; return 0; }
static int start_tls(struct conn *c) { (void)c; fail("built without TLS"); return 0; }
static char public_key[1];
static int read_seed(const char *text) { (void)text; fprintf(stderr, "natsload: built without OpenSSL: no nkeys\n"); return 0; }
static const char *sign_nonce(const char *nonce) { (void)nonce; return ""; }

#endif

/* Queue bytes; they leave on the next flush. */
static void put(struct conn *c, const char *s, size_t n)
{
	if (c->out_off == c->out_len) c->out_off = c->out_len = 0;
	if (c->out_len + n > c->out_cap) {
		c->out_cap = (c->out_len + n) * 2;
		c->out = realloc(c->out, c->out_cap);
		if (!c->out) { perror("realloc"); exit(1); }
	}
	memcpy(c->out + c->out_len, s, n);
	c->out_len += n;
}

__attribute__((format(printf, 2, 3)))
static void putf(struct conn *c, const char *fmt, ...)
{
	char line[1024];
	va_list ap;
	va_start(ap, fmt);
	int n = vsnprintf(line, sizeof line, fmt, ap);
	va_end(ap);
	if (n < 0 || n >= (int)sizeof line) fail("line too long: %.60s", line);
	else put(c, line, n);
}

static int would_block(struct conn *c)
{
	if (errno == EAGAIN || errno == EINTR) return 1;
	fail("send on connection %d: %s", c->id, strerror(errno));
	return 1;
}

/* unique: write the next numbers into the batch. */
static void renumber(struct conn *c)
{
	size_t stride = c->bulk_len / c->bulk_msgs;
	for (char *at = c->bulk + c->serial_at; at < c->bulk + c->bulk_len; at += stride) {
		for (char *d = c->serial + 9; ++*d > '9' && d > c->serial; d--) *d = '0';
		memcpy(at, c->serial, sizeof c->serial);
	}
}

static void note_gap(struct conn *c, double t)
{
	if (c->sent_last && t - c->sent_last > longest_gap) longest_gap = t - c->sent_last;
	c->sent_last = t;
}

/* Send what can be sent: control bytes only between batches, so never inside a message. */
static void flush(struct conn *c)
{
	for (int rounds = 0; rounds < 2; rounds++) {
		if (c->bulk_off == c->bulk_end) {
			while (c->out_off < c->out_len) {
				ssize_t n = wire_send(c, c->out + c->out_off, c->out_len - c->out_off);
				if (n < 0) { would_block(c); goto wait; }
				c->out_off += n;
			}
			if (c->role != PUBLISHER || c->final_ping) break;
			if (stop_at && now() >= stop_at) c->to_send = 0;
			if (!c->to_send) { put(c, "PING\r\n", 6); c->final_ping = 1; continue; }
			uint64_t k = c->to_send < c->bulk_msgs ? c->to_send : c->bulk_msgs;
			c->to_send -= k;
			total_sent += k;
			c->bulk_off = 0;
			if (c->serial_at) renumber(c);
			if (k == c->bulk_msgs) c->bulk_end = c->bulk_len;
			else {                          /* the last, shorter batch: find the end of message k */
				const char *p = c->bulk;
				for (uint64_t i = 0; i < k; i++) p = (char *)memchr(p, '\n', c->bulk + c->bulk_len - p) + 1 + body_len + 2;
				c->bulk_end = p - c->bulk;
			}
		}
		ssize_t n = wire_send(c, c->bulk + c->bulk_off, c->bulk_end - c->bulk_off);
		if (n < 0) { would_block(c); goto wait; }
		c->bulk_off += n;
		if (time_gaps) note_gap(c, now());
		if (c->bulk_off < c->bulk_end || one_write_a_turn) goto wait;
	}
	if (c->out_off == c->out_len && c->bulk_off == c->bulk_end && (c->role != PUBLISHER || c->final_ping)) {
		watch(c, EPOLLIN);
		return;
	}
wait:
	watch(c, EPOLLIN | EPOLLOUT);
}

/* ---------------------------------------------------------------- receive */

static void ask(struct conn *c)
{
	if (stop_at && now() >= stop_at) requests_left = 0;
	if (!requests_left) return;
	requests_left--;
	total_sent++;
	c->sent_at[c->asked++ % opt.inflight] = now();
	/* a fresh reply token for each request, as client libraries do: ten digits, counted up in place */
	for (char *d = c->token + 9; ++*d > '9' && d > c->token; d--) *d = '0';
	put(c, c->req, c->req_len);
}

/* subs: a message to each of its subjects, unless it is enough */
static void speak(struct conn *c)
{
	if (opt.seconds ? now() >= stop_at : total_sent >= opt.msgs) return;
	put(c, c->bulk, c->bulk_len);
	total_sent += c->bulk_msgs;
}

static void on_message(struct conn *c, const char *line, size_t len)
{
	c->received++;
	if (c->role == LAGGARD) return;         /* counted apart: nobody waits for it */
	total_received++;
	if (c->role == SOLITARY && c->received % c->bulk_msgs == 0) speak(c);
	if (c->role == REQUESTER) {
		double t = now() - c->sent_at[(c->received - 1) % opt.inflight];
		if (latency_n < latency_cap) latency[latency_n++] = t;
		ask(c);
	} else if (c->role == RESPONDER) {      /* MSG subject sid reply size */
		const char *f = line, *end = line + len;
		for (int i = 0; i < 3 && f; i++) { f = memchr(f, ' ', end - f); if (f) f++; }
		const char *e = f ? memchr(f, ' ', end - f) : NULL;
		if (!e) { fail("request without a reply subject"); return; }
		put(c, opt.headers ? "HPUB " : "PUB ", opt.headers ? 5 : 4);
		put(c, f, e - f);
		put(c, reply_tail, reply_tail_len);
	}
}

static void on_line(struct conn *c, char *line, size_t len)     /* len includes CRLF */
{
	if (len >= 6 && (!memcmp(line, "MSG ", 4) || !memcmp(line, "HMSG", 4))) {
		const char *d = line + len - 2;
		uint64_t size = 0, mul = 1;
		while (d > line && d[-1] >= '0' && d[-1] <= '9') { size += (*--d - '0') * mul; mul *= 10; }
		/* a service of another account is told who asks, in a header */
		int is_told = *line == 'H' && c->role == RESPONDER && size > body_len;
		if (size != body_len && !is_told) { fail("connection %d: message of %llu bytes, sent %zu", c->id, (unsigned long long)size, body_len); return; }
		c->skip = c->body = size + 2;
		if (len <= sizeof c->last) { memcpy(c->last, line, len); c->last_len = len; c->last_body = c->body; }
		on_message(c, line, len);
	} else if (!memcmp(line, "PING", 4)) put(c, "PONG\r\n", 6);
	else if (!memcmp(line, "PONG", 4)) { c->pongs++; total_pongs += c->role != VISITOR; }
	else if (!memcmp(line, "INFO", 4)) c->got_info = 1;
	else if (line[0] == '+') ;
	else fail("connection %d: server said %.*s", c->id, (int)(len > 100 ? 100 : len), line);
}

static void receive(struct conn *c)
{
	for (int rounds = 0; rounds < 4 || wire_holds_more(c); rounds++) {
		if (c->carry_len) memcpy(rbuf, c->carry, c->carry_len);
		ssize_t n = wire_recv(c, rbuf + c->carry_len, RECV_BUF - c->carry_len);
		if (n == 0) { fail("connection %d: closed by the server after %llu messages", c->id, (unsigned long long)c->received); return; }
		if (n < 0) {
			if (errno != EAGAIN && errno != EINTR) fail("recv on connection %d: %s", c->id, strerror(errno));
			return;
		}
		int full = (size_t)n == RECV_BUF - c->carry_len;
		char *p = rbuf, *end = rbuf + c->carry_len + n;
		c->carry_len = 0;
		while (p < end && !failure[0]) {
			if (c->skip) {
				size_t k = c->skip < (size_t)(end - p) ? c->skip : (size_t)(end - p);
				if (opt.verify && memcmp(p, pattern + (c->body - c->skip), k)) { fail("connection %d: payload differs in message %llu", c->id, (unsigned long long)c->received); return; }
				c->skip -= k;
				p += k;
				continue;
			}
			if (c->last_len && c->role == SUBSCRIBER && (size_t)(end - p) >= c->last_len && !memcmp(p, c->last, c->last_len)) {
				p += c->last_len;
				c->skip = c->body = c->last_body;
				c->received++;
				total_received++;
				continue;
			}
			char *nl = memchr(p, '\n', end - p);
			if (!nl) {
				c->carry_len = end - p;
				if (c->carry_len > CARRY_MAX) { fail("protocol line too long"); return; }
				if (!c->carry) c->carry = xalloc(CARRY_MAX);
				memcpy(c->carry, p, c->carry_len);
				break;
			}
			on_line(c, p, nl + 1 - p);
			p = nl + 1;
		}
		if ((!full && !wire_holds_more(c)) || failure[0]) return;
	}
}

/* The server speaks first: its INFO up to the newline and not a byte further. The nonce in it, or an empty text. */
static const char *read_info(struct conn *c)
{
	static char info[CARRY_MAX];
	struct timeval patience = { .tv_sec = 10 };
	setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	size_t n = 0;
	do if (n + 1 >= sizeof info || recv(c->fd, info + n, 1, 0) != 1) { fail("no INFO on connection %d", c->id); return NULL; }
	while (info[n++] != '\n');
	info[n] = 0;
	c->got_info = 1;
	char *nonce = strstr(info, "\"nonce\":\"");
	if (!nonce) return "";
	nonce += strlen("\"nonce\":\"");
	nonce[strcspn(nonce, "\"")] = 0;
	return nonce;
}

/* One turn of the loop. Returns 0 when the deadline passed or something failed. */
static int turn(double deadline)
{
	struct epoll_event ev[256];
	if (failure[0]) return 0;
	if (now() > deadline) { fail("time is up: %llu of %llu delivered", (unsigned long long)total_received, (unsigned long long)(total_sent * fan)); return 0; }
	int n = epoll_wait(ep, ev, 256, tick_ms);
	for (int i = 0; i < n; i++) {
		struct conn *c = ev[i].data.ptr;
		if (ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) receive(c);
		if (failure[0]) return 0;
		if ((ev[i].events & EPOLLOUT) || c->out_off < c->out_len) flush(c);
	}
	return !failure[0];
}

static struct conn *open_conn(enum role role)
{
	struct conn *c = &conns[nconns];
	memset(c, 0, sizeof *c);
	c->fd = dial();
	if (c->fd < 0) return NULL;
	c->id = nconns++;
	c->role = role;
	const char *nonce = opt.tls || opt.nkey ? read_info(c) : "";
	if (!nonce || (opt.tls && !start_tls(c))) return NULL;
	fcntl(c->fd, F_SETFL, fcntl(c->fd, F_GETFL) | O_NONBLOCK);
	putf(c, "CONNECT {\"verbose\":false,\"pedantic\":false,");
	if (opt.user) {
		char number[12] = "";
		if (opt.users) snprintf(number, sizeof number, "%d", c->id % opt.users);
		putf(c, "\"user\":\"%s%s\",\"pass\":\"%s\",", opt.user, number, opt.pass ? opt.pass : "");
	}
	if (opt.nkey) putf(c, "\"nkey\":\"%s\",\"sig\":\"%s\",", public_key, sign_nonce(nonce));
	if (opt.jwt) {
		putf(c, "\"jwt\":\"");
		put(c, opt.jwt, strlen(opt.jwt));
		putf(c, "\",");
	}
	putf(c, "\"headers\":true,\"no_responders\":true,\"protocol\":1,\"lang\":\"c\",\"version\":\"1\",\"name\":\"natsload\"}\r\n");
	return c;
}

/* PING every connection and wait for every PONG: all subscriptions are then in place. */
static int settle(double deadline)
{
	uint64_t want = total_pongs + nconns;
	for (int i = 0; i < nconns; i++) {
		enum role r = conns[i].role;
		put(&conns[i], "PING\r\n", 6);
		conns[i].role = IDLE;           /* keeps publishers quiet */
		flush(&conns[i]);
		conns[i].role = r;
		watch(&conns[i], EPOLLIN);
	}
	while (total_pongs < want) {
		for (int i = 0; i < nconns; i++) if (conns[i].role == PUBLISHER) conns[i].final_ping = 1;
		if (!turn(deadline)) return 0;
	}
	for (int i = 0; i < nconns; i++) {
		conns[i].final_ping = 0;
		if (!conns[i].got_info) { fail("no INFO on connection %d", i); return 0; }
	}
	total_pongs = 0;
	return 1;
}

/* -------------------------------------------------------------- /proc data */

static double server_cpu(void)
{
	double sum = 0;
	for (int i = 0; i < opt.npids; i++) {
		char path[64], line[1024];
		snprintf(path, sizeof path, "/proc/%d/stat", opt.pids[i]);
		FILE *f = fopen(path, "r");
		if (!f) continue;
		if (fgets(line, sizeof line, f)) {
			char *p = strrchr(line, ')');
			unsigned long u = 0, s = 0;
			if (p && sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &s) == 2) sum += (double)(u + s) / sysconf(_SC_CLK_TCK);
		}
		fclose(f);
	}
	return sum;
}

static double server_rss_kb(void)
{
	double sum = 0;
	for (int i = 0; i < opt.npids; i++) {
		char path[64], line[256];
		snprintf(path, sizeof path, "/proc/%d/status", opt.pids[i]);
		FILE *f = fopen(path, "r");
		if (!f) continue;
		long kb;
		while (fgets(line, sizeof line, f)) if (sscanf(line, "VmRSS: %ld", &kb) == 1) sum += kb;
		fclose(f);
	}
	return sum;
}

static double own_cpu(void)
{
	struct rusage r;
	getrusage(RUSAGE_SELF, &r);
	return r.ru_utime.tv_sec + r.ru_stime.tv_sec + (r.ru_utime.tv_usec + r.ru_stime.tv_usec) * 1e-6;
}

/* --------------------------------------------------------------- scenarios */

static int is(const char *scenario) { return !strcmp(opt.scenario, scenario); }

/* "PUB subject [reply] " or "HPUB subject [reply] 29 ", the size, and the body. Returns the bytes written. */
static size_t write_message(char *at, const char *subject, const char *reply)
{
	size_t n = sprintf(at, "%s %s%s%s ", opt.headers ? "HPUB" : "PUB", subject, reply ? " " : "", reply ? reply : "");
	if (opt.headers) n += sprintf(at + n, "%zu ", header_len);
	n += sprintf(at + n, "%zu\r\n", body_len);
	memcpy(at + n, pattern, body_len + 2);
	return n + body_len + 2;
}

static void build_batch(struct conn *c, int which)
{
	int rotate = is("multi") ? opt.subjects : is("subs") ? opt.subs : 1;
	size_t cap = opt.batch + (size_t)(rotate + 1) * (body_len + 700), len = 0;
	uint64_t k = 0;
	char *b = xalloc(cap), subject[320];
	/* a rotating batch ends after a whole number of rotations */
	while (len < (size_t)opt.batch || k % rotate) {
		if (is("multi")) snprintf(subject, sizeof subject, "%.256s.%d", opt.subject, (int)((k + which * 37) % opt.subjects));
		else if (is("unique")) snprintf(subject, sizeof subject, "%.256s.%d.0000000000", opt.subject, which);
		else if (is("subs")) snprintf(subject, sizeof subject, "%.256s.%d.new", opt.subject, (int)(k % opt.subs));
		else snprintf(subject, sizeof subject, "%.256s", opt.subject);
		len += write_message(b + len, subject, NULL);
		k++;
	}
	c->bulk = b;
	c->bulk_len = len;
	c->bulk_msgs = k;
	memset(c->serial, '0', sizeof c->serial);
	if (is("unique")) c->serial_at = strstr(b, ".0000000000") + 1 - b;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return x < y ? -1 : x > y;
}

static double rate(double count, double secs) { return secs > 0 ? count / secs : 0; }

/* The start of every JSON line: what ran, how much of it, how fast, at what cost. */
static void report_open(double secs, double cpu, double own, uint64_t count, double rss)
{
	printf("{\"ok\":%s", failure[0] ? "false" : "true");
	if (failure[0]) printf(",\"err\":\"%s\"", failure);
	if (opt.label) printf(",\"label\":\"%s\"", opt.label);
	printf(",\"scenario\":\"%s\",\"size\":%d,\"msgs\":%llu,\"pubs\":%d,\"subs\":%d,\"count\":%llu,\"secs\":%.4f,\"per_s\":%.0f,\"payload_mb_s\":%.1f",
		opt.scenario, opt.size, (unsigned long long)(opt.seconds ? total_sent : opt.msgs), opt.pubs, opt.subs, (unsigned long long)count, secs,
		rate(count, secs), rate(count * (double)opt.size, secs) / 1e6);
	if (opt.npids) printf(",\"server_cpu_s\":%.2f,\"server_cores\":%.2f,\"per_cpu_s\":%.0f,\"rss_mb\":%.1f", cpu, rate(cpu, secs), rate(count, cpu), rss / 1024);
	printf(",\"gen_cpu_s\":%.3f,\"gen_share\":%.2f", own, rate(own, secs));
	if (latency_n) {
		qsort(latency, latency_n, sizeof *latency, by_value);
		printf(",\"p50_us\":%.1f,\"p99_us\":%.1f,\"max_us\":%.1f", latency[latency_n / 2] * 1e6, latency[(uint64_t)(latency_n * 0.99)] * 1e6, latency[latency_n - 1] * 1e6);
	}
}

static void report_close(void) { printf("}\n"); }

static void report_failure(void)
{
	report_open(0, 0, 0, 0, 0);
	report_close();
}

static int open_subscribers(void)
{
	for (int i = 0; i < opt.subs; i++) {
		struct conn *s = open_conn(SUBSCRIBER);
		if (!s) return 0;
		if (is("queue")) putf(s, "SUB %.256s %.256s 1\r\n", opt.subject, opt.queue);
		else if (is("multi") || is("unique")) putf(s, "SUB %.256s.> 1\r\n", opt.subject);
		else putf(s, "SUB %.256s 1\r\n", opt.subject);
	}
	fan = is("queue") ? 1 : opt.subs;
	return 1;
}

static int open_publishers(void)
{
	for (int i = 0; i < opt.pubs; i++) {
		struct conn *p = open_conn(PUBLISHER);
		if (!p) return 0;
		build_batch(p, i);
	}
	return 1;
}

static int open_requesters(int clients)
{
	struct conn *r = open_conn(RESPONDER);
	if (!r) return 0;
	putf(r, "SUB %.256s.request 1\r\n", opt.subject);
	requests_left = opt.seconds ? UINT64_MAX : opt.msgs;
	latency_cap = opt.seconds ? LATENCIES : opt.msgs;
	latency = xalloc(latency_cap * sizeof *latency);
	/* the reply is a message whose verb and subject are written when they are known */
	char *whole = xalloc(body_len + 700);
	reply_tail_len = write_message(whole, "S", NULL) - (opt.headers ? 6 : 5);
	reply_tail = whole + (opt.headers ? 6 : 5);
	for (int i = 0; i < clients; i++) {
		struct conn *c = open_conn(REQUESTER);
		if (!c) return 0;
		char subject[320], inbox[64];
		snprintf(subject, sizeof subject, "%.256s.request", opt.subject);
		snprintf(inbox, sizeof inbox, "_INBOX.client%06d.0000000000", i);
		putf(c, "SUB _INBOX.client%06d.* 1\r\n", i);
		c->sent_at = xalloc(opt.inflight * sizeof(double));
		c->req = xalloc(body_len + 700);
		c->req_len = write_message(c->req, subject, inbox);
		c->token = strstr(c->req, inbox) + strlen(inbox) - 10;
	}
	fan = 2;                         /* each request is delivered, and so is its reply */
	return 1;
}

/* Everybody who has something to send begins. */
static void set_off(void)
{
	if (opt.seconds) stop_at = now() + opt.seconds;
	for (int i = 0, p = 0; i < nconns; i++) {
		struct conn *c = &conns[i];
		if (c->role == PUBLISHER) {
			c->to_send = opt.seconds ? UINT64_MAX : opt.msgs / opt.pubs + ((uint64_t)p < opt.msgs % opt.pubs);
			p++;
		}
		if (c->role == REQUESTER) for (int k = 0; k < opt.inflight; k++) ask(c);
		flush(c);
	}
}

/* Until all that was sent has arrived: a publisher's PONG says that the server has read everything of it. */
static void drain(double deadline, uint64_t pongs, void (*each_turn)(void))
{
	while (total_received < total_sent * fan || total_pongs < pongs || requests_left) {
		if (each_turn) each_turn();
		if (!turn(deadline)) return;
	}
	for (;;) {                       /* the tail of the last payloads */
		int open = 0;
		for (int i = 0; i < nconns; i++) open |= conns[i].role != LAGGARD && conns[i].skip != 0;
		if (!open) break;
		if (!turn(deadline)) return;
	}
	if (total_received != total_sent * fan) fail("%llu delivered, %llu expected", (unsigned long long)total_received, (unsigned long long)(total_sent * fan));
}

/* ---- churn: SUB and UNSUB of fresh inboxes on connections of their own */

static struct conn *churner;             /* the first of them; the others follow it in conns[] */
static uint64_t churned;
static double churn_from;

static int open_churners(void)
{
	for (int i = 0; i < opt.churners; i++) {
		struct conn *c = open_conn(IDLE);
		if (!c) return 0;
		if (!i) churner = c;
	}
	tick_ms = 1;
	return 1;
}

/* 22 letters and digits that no one has used before, as client libraries make them. */
static const char *fresh_token(void)
{
	static char token[23];
	static uint64_t x = 88172645463325252;
	for (int i = 0; i < 22; i++) {
		x ^= x << 13; x ^= x >> 7; x ^= x << 17;
		token[i] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"[x % 62];
	}
	return token;
}

static void churn(void)
{
	uint64_t held = (uint64_t)opt.churners * INBOXES_HELD, due = (now() - churn_from) * opt.churn;
	for (; churned < due; churned++) {
		struct conn *c = &churner[churned % opt.churners];
		putf(c, "SUB _INBOX.%s%s %llu\r\n", fresh_token(), opt.churn_wildcards ? ".*" : "", (unsigned long long)churned + 1);
		if (churned >= held) putf(c, "UNSUB %llu\r\n", (unsigned long long)(churned - held) + 1);
	}
	for (int i = 0; i < opt.churners; i++) if (churner[i].out_off < churner[i].out_len) flush(&churner[i]);
}

/* ---- logins: clients that come, log in, and leave */

static int visited;                      /* the first that has not left yet: they follow each other in conns[] */
static uint64_t visitors, logged_in;
static double visits_from;

static void log_in(void)
{
	uint64_t due = (now() - visits_from) * opt.logins;
	for (; visitors < due && nconns < max_conns; visitors++) {
		struct conn *c = open_conn(VISITOR);
		if (!c) return;
		put(c, "PING\r\n", 6);
		flush(c);
	}
	for (int i = visited; i < nconns; i++) {
		struct conn *c = &conns[i];
		if (!c->pongs || c->fd < 0) continue;
		close(c->fd);                    /* which takes it out of the epoll set, too */
		c->fd = -1;
		logged_in++;
	}
	while (visited < nconns && conns[visited].fd < 0) visited++;
}

/* ---- the scenarios that end when everything has arrived */

static void traffic(void)
{
	double deadline = now() + opt.cap;
	int disturbed = is("churn") && opt.churn;
	void (*beside)(void) = disturbed ? churn : is("logins") && opt.logins ? log_in : NULL;
	int opened = is("reqrep") ? open_requesters(opt.pubs) : open_subscribers() && open_publishers();
	if (!opened || (disturbed && !open_churners()) || !settle(deadline)) { report_failure(); return; }

	double rss0 = server_rss_kb(), cpu0 = server_cpu(), own0 = own_cpu(), t0 = churn_from = visits_from = now();
	visited = nconns;
	set_off();
	drain(deadline, is("reqrep") ? 0 : opt.pubs, beside);
	double secs = now() - t0, own = own_cpu() - own0, cpu = server_cpu() - cpu0;
	report_open(secs, cpu, own, is("reqrep") ? total_received / 2 : fan ? total_received : total_sent, server_rss_kb());
	if (opt.npids) printf(",\"rss_before_mb\":%.1f", rss0 / 1024);
	if (is("logins")) printf(",\"logged_in\":%llu", (unsigned long long)logged_in);
	if (is("churn")) printf(",\"churned\":%llu,\"churned_per_s\":%.0f", (unsigned long long)churned, rate(churned, secs));
	report_close();
}

/* ---- mixed */

struct bulk {                            /* shared with the process that makes the bulk traffic */
	volatile int ready, stop;
	volatile uint64_t received;
	char failure[256];
};

/* Publishes without a pause until it is told to stop, and leaves nothing behind for the next run to receive. */
static void bulk_process(struct bulk *bulk)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	ep = epoll_create1(EPOLL_CLOEXEC);      /* an epoll set is shared over fork() */
	opt.seconds = 0;
	opt.msgs = UINT64_MAX;
	if (open_subscribers() && open_publishers() && settle(now() + opt.cap)) {
		set_off();
		bulk->ready = 1;
		while (!bulk->stop && turn(now() + 1)) bulk->received = total_received;
		stop_at = now();
		if (!failure[0]) drain(stop_at + opt.cap, opt.pubs, NULL);
	}
	memcpy(bulk->failure, failure, sizeof failure);
	_exit(0);
}

/*
 * In one loop with the bulk traffic a reply would wait for whole megabytes to be read first, and the latency
 * would be the generator's own. So the bulk traffic has a process of its own.
 */
static void mixed(void)
{
	double deadline = now() + opt.cap;
	struct bulk *bulk = mmap(NULL, sizeof *bulk, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (bulk == MAP_FAILED) { perror("mmap"); exit(1); }
	pid_t pid = fork();
	if (pid < 0) { perror("fork"); exit(1); }
	if (!pid) bulk_process(bulk);

	double secs = 0, cpu = 0, own = 0;
	uint64_t through = 0;
	if (open_requesters(1) && settle(deadline)) {
		while (!bulk->ready && !bulk->failure[0] && now() < deadline) usleep(1000);
		uint64_t before = bulk->received;
		double cpu0 = server_cpu(), own0 = own_cpu(), t0 = now();
		set_off();
		drain(deadline, 0, NULL);
		secs = now() - t0;
		own = own_cpu() - own0;
		cpu = server_cpu() - cpu0;
		through = bulk->received - before;
	}
	bulk->stop = 1;
	waitpid(pid, NULL, 0);               /* it ends by its own --duration-cap at the latest */
	if (bulk->failure[0]) fail("bulk: %s", bulk->failure);
	report_open(secs, cpu, own, total_received / 2, server_rss_kb());
	printf(",\"bulk_per_s\":%.0f", rate(through, secs));
	report_close();
}

/* ---- slow */

/*
 * The gap is the publisher's longest wait. A part of it is nobody's fault: a full socket becomes writable again only
 * when a third of its buffer is free, and this loop reads for all subscribers in between: see calm_gap_ms.
 */
struct phase { double secs, gap; uint64_t received; };

static double rss_max;

/*
 * Has the server closed its end? We do not read, so its FIN waits behind data that our full window keeps back and we
 * would never see it; the kernel's table shows the server's end leaving ESTABLISHED (01) at once.
 */
static int cut_off(struct conn *c)
{
	struct sockaddr_in self;
	socklen_t n = sizeof self;
	if (getsockname(c->fd, (struct sockaddr *)&self, &n)) return 1;
	const char *const tables[] = { "/proc/net/tcp", "/proc/net/tcp6" };
	for (int i = 0; i < 2; i++) {
		FILE *f = fopen(tables[i], "r");
		if (!f) continue;
		char line[512];
		int alive = 0;
		while (!alive && fgets(line, sizeof line, f)) {
			unsigned from, to, state;
			alive = sscanf(line, " %*d: %*[0-9A-F]:%x %*[0-9A-F]:%x %x", &from, &to, &state) == 3
				&& from == (unsigned)opt.port && to == ntohs(self.sin_port) && state == 1;
		}
		fclose(f);
		if (alive) return 0;
	}
	return 1;
}

/* Runs for so many seconds, or until all laggards are cut off; looks at the server every 20 ms. */
static int run_phase(struct phase *p, double max_secs, struct conn *laggards)
{
	double t0 = now(), next = t0;
	uint64_t before = total_received;
	for (int i = 0; i < nconns; i++) conns[i].sent_last = t0;
	longest_gap = 0;
	for (int over = 0; !over && (p->secs = now() - t0) < max_secs; ) {
		if (!turn(t0 + max_secs + 5)) return 0;
		if (now() < next) continue;
		next = now() + 0.02;
		double rss = server_rss_kb();
		if (rss > rss_max) rss_max = rss;
		over = laggards != NULL;
		for (int i = 0; over && i < opt.stalled; i++) over = cut_off(&laggards[i]);
	}
	p->secs = now() - t0;
	p->received = total_received - before;
	for (int i = 0; i < nconns; i++) if (conns[i].role == PUBLISHER) note_gap(&conns[i], t0 + p->secs);
	p->gap = longest_gap;
	return 1;
}

static int open_laggards(struct conn **first)
{
	for (int i = 0; i < opt.stalled; i++) {
		struct conn *c = open_conn(LAGGARD);
		if (!c) return 0;
		if (!i) *first = c;
		putf(c, "SUB %.256s 1\r\n", opt.subject);
	}
	return 1;
}

static void slow(void)
{
	double seconds = opt.seconds ? opt.seconds : 3, deadline = now() + opt.cap;
	struct phase calm = { 0 }, until = { 0 }, after = { 0 };
	struct conn *laggards = NULL;
	if (!open_subscribers() || !open_laggards(&laggards) || !open_publishers() || !settle(deadline)) { report_failure(); return; }
	opt.seconds = 0;
	opt.msgs = UINT64_MAX;               /* until stop_at is set below */
	tick_ms = 20;
	time_gaps = 1;
	double rss0 = server_rss_kb(), cpu0 = server_cpu(), own0 = own_cpu(), t0 = now();
	int cut = 0;
	set_off();
	if (run_phase(&calm, CALM_S, NULL)) {
		if (laggards) {
			for (int i = 0; i < opt.stalled; i++) epoll_ctl(ep, EPOLL_CTL_DEL, laggards[i].fd, NULL);
			cut = run_phase(&until, CUT_OFF_CAP_S, laggards) && until.secs < CUT_OFF_CAP_S;
		}
		if (!failure[0]) run_phase(&after, seconds, NULL);
	}
	stop_at = now();
	drain(deadline, opt.pubs, NULL);
	double secs = now() - t0;
	opt.seconds = seconds;
	report_open(secs, server_cpu() - cpu0, own_cpu() - own0, total_received, server_rss_kb());
	printf(",\"calm_per_s\":%.0f,\"calm_gap_ms\":%.1f,\"after_per_s\":%.0f,\"after_gap_ms\":%.1f", rate(calm.received, calm.secs), calm.gap * 1e3, rate(after.received, after.secs), after.gap * 1e3);
	if (laggards) printf(",\"until_per_s\":%.0f,\"until_gap_ms\":%.1f,\"cut\":%s,\"cut_after_s\":%.2f", rate(until.received, until.secs), until.gap * 1e3, cut ? "true" : "false", until.secs);
	if (opt.npids) printf(",\"rss_before_mb\":%.1f,\"rss_max_mb\":%.1f", rss0 / 1024, rss_max / 1024);
	report_close();
}

/* ---- connections, subscriptions and start-up */

/* The server's memory when it has had the time to tidy up. */
static double settled_rss_kb(void)
{
	for (double until = now() + 2; now() < until && !failure[0]; ) turn(until + 1);
	return server_rss_kb();
}

/* opt.conns connections that log in and, with idle.N, subscribe. */
static void open_idle(double deadline, int subscribe)
{
	uint64_t want = 0;
	for (int i = 0; i < opt.conns && !failure[0]; i++) {
		struct conn *c = open_conn(IDLE);
		if (!c) break;
		if (subscribe) putf(c, "SUB idle.%d 1\r\n", i);
		put(c, "PING\r\n", 6);
		want++;
		flush(c);
		while (total_pongs + 64 < want) if (!turn(deadline)) break;     /* at most 64 handshakes in flight */
	}
	while (total_pongs < want) if (!turn(deadline)) break;
}

/* A server that has an account for each connection looks every message up in another place. */
static void subscriptions(void)
{
	double deadline = now() + opt.cap, rss0 = server_rss_kb();
	open_idle(deadline, 0);
	double rss1 = settled_rss_kb(), t1 = now();
	for (int i = 0; i < nconns; i++)
		for (int k = 0; k < opt.subs; k++)
			putf(&conns[i], "SUB %.256s.%d.%s %d\r\n", opt.subject, k, k % 10 ? "new" : "*", k + 1);
	if (failure[0] || !settle(deadline)) { report_failure(); return; }
	double subscribing = now() - t1, rss2 = settled_rss_kb(), total = (double)nconns * opt.subs;
	struct conn batch = { 0 };
	build_batch(&batch, 0);
	for (int i = 0; i < nconns; i++) {
		conns[i].role = SOLITARY;
		conns[i].bulk = batch.bulk;
		conns[i].bulk_len = batch.bulk_len;
		conns[i].bulk_msgs = batch.bulk_msgs;
	}
	fan = 1;
	double cpu0 = server_cpu(), own0 = own_cpu(), t0 = now();
	stop_at = t0 + opt.seconds;
	for (int i = 0; i < nconns; i++) {
		speak(&conns[i]);
		flush(&conns[i]);
	}
	drain(deadline, 0, NULL);
	double secs = now() - t0;
	report_open(secs, server_cpu() - cpu0, own_cpu() - own0, total_received, server_rss_kb());
	printf(",\"conns\":%d,\"subs_per_s\":%.0f", nconns, rate(total, subscribing));
	if (opt.npids && nconns) printf(",\"rss_before_mb\":%.1f,\"kb_per_conn\":%.2f,\"b_per_sub\":%.0f", rss0 / 1024, (rss1 - rss0) / nconns, (rss2 - rss1) * 1024 / total);
	report_close();
}

static void idle_conns(void)
{
	double deadline = now() + opt.cap, rss0 = server_rss_kb(), cpu0 = server_cpu(), own0 = own_cpu(), t0 = now();
	open_idle(deadline, 1);
	double secs = now() - t0, cpu = server_cpu() - cpu0, own = own_cpu() - own0;
	double rss = settled_rss_kb();
	report_open(secs, cpu, own, nconns, rss);
	printf(",\"conns\":%d,\"conns_per_s\":%.0f", nconns, rate(nconns, secs));
	if (opt.npids && nconns) printf(",\"rss_before_kb\":%.0f,\"rss_after_kb\":%.0f,\"kb_per_conn\":%.2f", rss0, rss, (rss - rss0) / nconns);
	report_close();
}

/* --cmd, cut at its spaces */
static char **split(const char *cmd)
{
	char **words = xalloc(MAX_WORDS * sizeof *words), *copy = strdup(cmd);
	int n = 0;
	for (char *w = strtok(copy, " "); w && n < MAX_WORDS - 1; w = strtok(NULL, " ")) words[n++] = w;
	return words;
}

static void startup(void)
{
	char **words = opt.words ? opt.words : split(opt.cmd);
	double t0 = now();
	pid_t pid = fork();
	if (pid < 0) { perror("fork"); exit(1); }
	if (!pid) {
		int null = open("/dev/null", O_RDWR);
		dup2(null, 0); dup2(null, 1); dup2(null, 2);
		execvp(words[0], words);
		_exit(127);
	}
	double deadline = t0 + opt.cap, secs = 0, rss = 0;
	struct conn *c = NULL;
	while (!(c = open_conn(IDLE)) && now() < deadline) {
		int status;
		if (waitpid(pid, &status, WNOHANG) == pid) {
			failure[0] = 0;
			fail("the server ended before it listened (status %d)", WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
			report_failure();
			return;
		}
		failure[0] = 0;
		usleep(200);
	}
	if (c) {
		put(c, "PING\r\n", 6);
		flush(c);
		while (!total_pongs) if (!turn(deadline)) break;
		secs = now() - t0;
		opt.pids[0] = pid; opt.npids = 1;
		rss = server_rss_kb();
	} else fail("the server never listened");
	double cpu = server_cpu();
	kill(pid, SIGTERM);
	for (int i = 0; i < 2000 && waitpid(pid, NULL, WNOHANG) == 0; i++) { usleep(1000); if (i == 1500) kill(pid, SIGKILL); }
	report_open(secs, cpu, own_cpu(), 1, rss);
	report_close();
}

/* -------------------------------------------------------------------- main */

static const char *const scenarios[] = {
	"pub", "pubsub", "fanout", "queue", "multi", "unique", "small-writes", "churn", "reqrep", "mixed", "slow", "logins", "conns", "subs", "startup", NULL,
};

__attribute__((noreturn))
static void usage(void)
{
	fprintf(stderr, "usage: natsload --scenario ");
	for (const char *const *s = scenarios; *s; s++) fprintf(stderr, "%s%s", *s, s[1] ? "|" : "");
	fprintf(stderr, " [--host H] [--port N]\n"
		"  [--msgs N | --seconds S] [--size BYTES] [--pubs P] [--subs S] [--subject S] [--subjects N] [--queue NAME]\n"
		"  [--inflight N] [--conns N] [--batch BYTES] [--headers] [--verify] [--churn PER_S] [--churners N]\n"
		"  [--churn-wildcards] [--stalled N] [--logins PER_S] [--user U --pass P [--users N]] [--nkey SEEDFILE]\n"
		"  [--jwt FILE] [--tls] [--label L]\n"
		"  [--server-pid PID[,PID..]] [--duration-cap SECONDS] [--cmd CMD | -- PROGRAM ARG..]\n");
	exit(2);
}

static char *read_text(const char *path)
{
	static char text[16384];
	FILE *f = fopen(path, "r");
	if (!f) { fprintf(stderr, "natsload: %s: %s\n", path, strerror(errno)); exit(2); }
	size_t n = fread(text, 1, sizeof text - 1, f);
	fclose(f);
	text[n] = 0;
	return text;
}

/* The first seed of a user in a file that may say more. */
static const char *read_nkey(const char *path)
{
	char *seed = strstr(read_text(path), "SU");
	if (seed) seed[strspn(seed, base32)] = 0;
	if (!seed || !read_seed(seed)) { fprintf(stderr, "natsload: %s: no seed of a user in it\n", path); exit(2); }
	return path;
}

/* A bare JWT, or the first one of a creds file. */
static const char *read_jwt(const char *path)
{
	char *text = strdup(read_text(path));
	char *begin = strstr(text, "eyJ");       /* every JWT begins so: base64url of {" */
	if (!begin) { fprintf(stderr, "natsload: %s: no JWT in it\n", path); exit(2); }
	begin[strcspn(begin, " \t\r\n")] = 0;
	return begin;
}

static void parse(int argc, char **argv)
{
	int pubs_given = 0;
	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];
		if (!strcmp(a, "--")) { if (i + 1 < argc) opt.words = argv + i + 1; break; }
		if (!strcmp(a, "--verify")) { opt.verify = 1; continue; }
		if (!strcmp(a, "--headers")) { opt.headers = 1; continue; }
		if (!strcmp(a, "--tls")) { opt.tls = 1; continue; }
		if (!strcmp(a, "--churn-wildcards")) { opt.churn_wildcards = 1; continue; }
		if (i + 1 >= argc) usage();
		char *v = argv[++i];
		if (!strcmp(a, "--host")) opt.host = v;
		else if (!strcmp(a, "--port")) opt.port = atoi(v);
		else if (!strcmp(a, "--scenario")) opt.scenario = v;
		else if (!strcmp(a, "--msgs")) opt.msgs = strtoull(v, NULL, 10);
		else if (!strcmp(a, "--seconds")) opt.seconds = atof(v);
		else if (!strcmp(a, "--size")) opt.size = atoi(v);
		else if (!strcmp(a, "--pubs")) { opt.pubs = atoi(v); pubs_given = 1; }
		else if (!strcmp(a, "--subs")) opt.subs = atoi(v);
		else if (!strcmp(a, "--subject")) opt.subject = v;
		else if (!strcmp(a, "--subjects")) opt.subjects = atoi(v);
		else if (!strcmp(a, "--queue")) opt.queue = v;
		else if (!strcmp(a, "--inflight")) opt.inflight = atoi(v);
		else if (!strcmp(a, "--conns")) opt.conns = atoi(v);
		else if (!strcmp(a, "--batch")) opt.batch = atoi(v);
		else if (!strcmp(a, "--churn")) opt.churn = atoi(v);
		else if (!strcmp(a, "--churners")) opt.churners = atoi(v);
		else if (!strcmp(a, "--stalled")) opt.stalled = atoi(v);
		else if (!strcmp(a, "--logins")) opt.logins = atoi(v);
		else if (!strcmp(a, "--nkey")) opt.nkey = read_nkey(v);
		else if (!strcmp(a, "--users")) opt.users = atoi(v);
		else if (!strcmp(a, "--user")) opt.user = v;
		else if (!strcmp(a, "--pass")) opt.pass = v;
		else if (!strcmp(a, "--jwt")) opt.jwt = read_jwt(v);
		else if (!strcmp(a, "--cmd")) opt.cmd = v;
		else if (!strcmp(a, "--label")) opt.label = v;
		else if (!strcmp(a, "--duration-cap")) opt.cap = atof(v);
		else if (!strcmp(a, "--server-pid")) for (char *w = strtok(v, ","); w && opt.npids < MAX_PIDS; w = strtok(NULL, ",")) opt.pids[opt.npids++] = atoi(w);
		else usage();
	}
	int known = 0;
	for (const char *const *k = scenarios; *k; k++) known |= is(*k);
	if (!known || opt.pubs < 1 || opt.size < 0 || opt.inflight < 1 || opt.subjects < 1 || opt.batch < 1 || opt.msgs < 1 || opt.conns < 1) usage();
	if (opt.seconds < 0 || opt.churn < 0 || opt.churners < 1 || opt.stalled < 0 || opt.logins < 0 || opt.users < 0) usage();
	if (is("startup") && !opt.cmd && !opt.words) usage();
	if (is("pub") || is("reqrep") || is("conns") || is("startup")) opt.subs = 0;
	else if (is("multi") || is("unique")) opt.subs = 1;
	else if (opt.subs < 1) opt.subs = is("fanout") || is("slow") ? 10 : 1;
	if (is("small-writes")) {
		if (!pubs_given) opt.pubs = 50;
		opt.batch = one_write_a_turn = 1;        /* a batch of one byte or more is one message */
	}
	if (is("startup")) opt.pubs = 0;
	if (is("subs")) {
		opt.pubs = opt.conns;
		opt.batch = 1;                           /* it ends when each subject had its turn */
	}
}

int main(int argc, char **argv)
{
	parse(argc, argv);
	signal(SIGPIPE, SIG_IGN);
	ep = epoll_create1(EPOLL_CLOEXEC);
	rbuf = xalloc(RECV_BUF);
	header_len = opt.headers ? sizeof HEADER_BLOCK - 1 : 0;
	body_len = header_len + opt.size;
	pattern = xalloc(body_len + 2);
	memcpy(pattern, HEADER_BLOCK, header_len);
	for (int i = 0; i < opt.size; i++) pattern[header_len + i] = "abcdefghijklmnopqrstuvwxyz"[i % 26];
	memcpy(pattern + body_len, "\r\n", 2);
	max_conns = opt.pubs + opt.subs + opt.conns + opt.churners + opt.stalled + 4;
	conns = xalloc(sizeof *conns * max_conns);

	if (is("conns")) idle_conns();
	else if (is("subs")) subscriptions();
	else if (is("startup")) startup();
	else if (is("mixed")) mixed();
	else if (is("slow")) slow();
	else traffic();
	return failure[0] != 0;
}
