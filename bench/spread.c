/* A flow after the other, each as another person: what a server does that knows many people, of whom hardly any was here just now.
     spread PORT FLOW FILE CONNECTIONS WARM-UP SECONDS CLIENT-ID BASIC REDIRECT-URI SCOPE
   FILE holds a secret a line: session cookies for the flows `code` and `full`, refresh tokens for `refresh`, access tokens for
   `introspect`. Each connection is a thread and takes every n-th line, again from the start when they run out; a refresh token is
   replaced by its successor. Every answer is checked. Prints `begin` and `end` around what is measured, then flows, seconds, p50 and p99
   in ms; with `refresh`, what each line came to then follows: its access token, if it got one, and its refresh token. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CHALLENGE "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" /* RFC 7636 appendix B */
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define MOST 400000

static char *line[MOST], *token[MOST];
static float *taken;
static long lines, flows, room = 4000000;
static int port, connections, phase; /* 0 warm-up, 1 measured, 2 over */
static char *flow, *client, *basic, *redirect, *scope;

typedef struct { int socket, number; char in[65536], out[8192], form[4096]; } Connection;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void wrong(Connection *c, const char *what) {
    fprintf(stderr, "spread: %s\n%.300s\n---\n%.900s\n", what, c->out, c->in);
    exit(1);
}

static void open_socket(Connection *c) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    c->socket = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->socket, (struct sockaddr *)&to, sizeof to) != 0) { perror("spread: connect"); exit(1); }
    setsockopt(c->socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
}

/* Sends c->out and reads the whole answer, whose status must be the wanted one. */
static void call(Connection *c, int wanted) {
    size_t length = strlen(c->out), have = 0, whole = 0;
    if (send(c->socket, c->out, length, MSG_NOSIGNAL) != (ssize_t)length) wrong(c, "the connection is closed");
    while (whole == 0 || have < whole) {
        ssize_t count = recv(c->socket, c->in + have, sizeof c->in - 1 - have, 0);
        if (count <= 0) wrong(c, "the connection ended within an answer");
        c->in[have += count] = 0;
        char *end = strstr(c->in, "\r\n\r\n");
        if (whole == 0 && end) {
            char *field = strcasestr(c->in, "\r\ncontent-length:");
            whole = end + 4 - c->in + (field && field < end ? strtoul(field + 17, NULL, 10) : 0);
            if (whole >= sizeof c->in) wrong(c, "an answer is too long");
        }
    }
    if (atoi(c->in + 9) != wanted) wrong(c, "an answer has another status");
}

/* What stands between a mark and the next `stop` in the answer, as text of its own. */
static char *found(Connection *c, const char *mark, char stop) {
    char *start = strstr(c->in, mark), *end = start ? strchr(start + strlen(mark), stop) : NULL;
    if (!end) wrong(c, mark);
    return strndup(start + strlen(mark), end - start - strlen(mark));
}

static void post(Connection *c, const char *path) {
    snprintf(c->out, sizeof c->out, "POST %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Basic %s\r\n"
             "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %zu\r\n\r\n%s", path, port, basic, strlen(c->form), c->form);
    call(c, 200);
}

static char *authorize(Connection *c, const char *session) {
    snprintf(c->out, sizeof c->out, "GET /authorize?response_type=code&client_id=%s&redirect_uri=%s&scope=%s&state=s&nonce=n&code_challenge="
             CHALLENGE "&code_challenge_method=S256 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nCookie: sid=%s\r\n\r\n", client, redirect, scope, port, session);
    call(c, 303);
    char *rest = found(c, "?code=", '\r'), *end = strchr(rest, '&');
    if (end) *end = 0;
    return rest;
}

static void redeem(Connection *c, char *code) {
    snprintf(c->form, sizeof c->form, "grant_type=authorization_code&code=%s&redirect_uri=%s&code_verifier=" VERIFIER, code, redirect);
    free(code);
    post(c, "/token");
}

static void refresh(Connection *c, const char *secret) {
    snprintf(c->form, sizeof c->form, "grant_type=refresh_token&refresh_token=%s", secret);
    post(c, "/token");
}

static void introspect(Connection *c, const char *access) {
    snprintf(c->form, sizeof c->form, "token=%s&token_type_hint=access_token", access);
    post(c, "/introspect");
    if (!strstr(c->in, "\"active\":true")) wrong(c, "a token is not active");
}

static void userinfo(Connection *c, const char *access) {
    snprintf(c->out, sizeof c->out, "GET /userinfo HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer %s\r\n\r\n", port, access);
    call(c, 200);
    if (!strstr(c->in, "\"sub\":")) wrong(c, "nobody is named");
}

static void run(Connection *c, long at) {
    if (flow[0] == 'i') { introspect(c, line[at]); return; }
    if (flow[0] == 'r') {
        refresh(c, line[at]);
        free(token[at]);
        token[at] = found(c, "\"access_token\":\"", '"');
        free(line[at]);
        line[at] = found(c, "\"refresh_token\":\"", '"');
        return;
    }
    redeem(c, authorize(c, line[at]));
    if (flow[0] == 'c') return;
    char *access = found(c, "\"access_token\":\"", '"'), *again = found(c, "\"refresh_token\":\"", '"');
    introspect(c, access);
    userinfo(c, access);
    refresh(c, again);
    free(access);
    free(again);
}

static void *work(void *argument) {
    Connection *c = argument;
    open_socket(c);
    for (long at = c->number;; at = at + connections < lines ? at + connections : c->number) {
        double began = now();
        run(c, at);
        int during = __atomic_load_n(&phase, __ATOMIC_RELAXED);
        if (during == 2) return NULL;
        long count = during == 1 ? __atomic_fetch_add(&flows, 1, __ATOMIC_RELAXED) : room;
        if (count < room) taken[count] = now() - began;
    }
}

static int by_size(const void *one, const void *other) {
    float a = *(const float *)one, b = *(const float *)other;
    return a < b ? -1 : a > b;
}

int main(int count, char **argument) {
    if (count != 11) return 64;
    port = atoi(argument[1]); flow = argument[2]; connections = atoi(argument[4]);
    client = argument[7]; basic = argument[8]; redirect = argument[9]; scope = argument[10];
    FILE *file = fopen(argument[3], "r");
    static char text[8192];
    while (file && lines < MOST && fgets(text, sizeof text, file)) line[lines++] = strndup(text, strcspn(text, "\n"));
    if (lines < connections) { fprintf(stderr, "spread: too few secrets in %s\n", argument[3]); return 1; }
    taken = calloc(room, sizeof *taken);
    pthread_t threads[connections];
    for (int number = 0; number < connections; number++) {
        Connection *c = calloc(1, sizeof *c);
        c->number = number;
        pthread_create(&threads[number], NULL, work, c);
    }
    usleep(atof(argument[5]) * 1e6);
    double began = now();
    puts("begin"); fflush(stdout);
    __atomic_store_n(&phase, 1, __ATOMIC_RELAXED);
    usleep(atof(argument[6]) * 1e6);
    __atomic_store_n(&phase, 2, __ATOMIC_RELAXED);
    double lasted = now() - began;
    puts("end"); fflush(stdout);
    for (int number = 0; number < connections; number++) pthread_join(threads[number], NULL);
    long kept = flows < room ? flows : room;
    if (kept == 0) { fprintf(stderr, "spread: no flow was finished\n"); return 1; }
    qsort(taken, kept, sizeof *taken, by_size);
    printf("%ld %.3f %.3f %.3f\n", flows, lasted, taken[kept / 2] * 1e3, taken[kept * 99 / 100] * 1e3);
    for (long at = 0; at < lines && flow[0] == 'r'; at++) printf("%s\t%s\n", token[at] ? token[at] : "", line[at]);
    return 0;
}
