/*
 * Preloaded into natsload where two servers are measured together: its first connection, which subscribes or answers,
 * goes to the port FIRST_PORT, all others to --port as ever. What it subscribes to must be known at the other server before
 * anything is published there, and no answer says when that is: the others wait a moment before they say their first
 * word, which is before natsload's clock starts.
 *
 *   cc -O2 -Wall -Wextra -shared -fPIC -o first-elsewhere.so first-elsewhere.c
 *   LD_PRELOAD=./first-elsewhere.so FIRST_PORT=4223 ./natsload --port 4222 --scenario pubsub --server-pid 123,124
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MOMENT_US = 100 * 1000 };

typedef int connect_function(int, const struct sockaddr *, socklen_t);
typedef ssize_t send_function(int, const void *, size_t, int);

static int first = -1;

int connect(int fd, const struct sockaddr *address, socklen_t length)
{
	static connect_function *real;
	if (!real) *(void **)&real = dlsym(RTLD_NEXT, "connect");
	const char *port = getenv("FIRST_PORT");
	if (!port || address->sa_family != AF_INET || first >= 0) return real(fd, address, length);
	first = fd;
	struct sockaddr_in elsewhere = *(const struct sockaddr_in *)address;
	elsewhere.sin_port = htons(atoi(port));
	return real(fd, (struct sockaddr *)&elsewhere, sizeof elsewhere);
}

ssize_t send(int fd, const void *bytes, size_t length, int flags)
{
	static send_function *real;
	static int has_waited;
	if (!real) *(void **)&real = dlsym(RTLD_NEXT, "send");
	if (first >= 0 && fd != first && !has_waited++) usleep(MOMENT_US);
	return real(fd, bytes, length, flags);
}
