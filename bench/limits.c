/* What this disk can do at most: appends of one 4 KiB page, each followed by fdatasync, for some seconds.
   usage: limits FILE SECONDS     prints appends per second */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

int main(int count, char **argument) {
    static char page[4096];
    if (count != 3) return 64;
    int file = open(argument[1], O_CREAT | O_TRUNC | O_WRONLY, 0600);
    if (file < 0) { perror(argument[1]); return 1; }
    memset(page, 'x', sizeof page);
    double began = now(), seconds = atof(argument[2]);
    long appends = 0;
    while (now() - began < seconds) {
        if (write(file, page, sizeof page) != sizeof page || fdatasync(file) != 0) { perror("write"); return 1; }
        appends++;
    }
    printf("%.0f\n", appends / (now() - began));
    unlink(argument[1]);
    return 0;
}
