/* What this machine can do at most, for some seconds, one after the other:
     limits disk FILE SECONDS               appends of one 4 KiB page, each followed by fdatasync
     limits argon2 HASH PASSWORD SECONDS    checks of a password against the very hash that a server stored
   Prints how many a second. */
#include <argon2.h>
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

static int append(int file) {
    static char page[4096] = "x";
    return write(file, page, sizeof page) == sizeof page && fdatasync(file) == 0;
}

int main(int count, char **argument) {
    int disk = count == 4 && strcmp(argument[1], "disk") == 0;
    int argon2 = count == 5 && strcmp(argument[1], "argon2") == 0;
    if (!disk && !argon2) return 64;
    int file = disk ? open(argument[2], O_CREAT | O_TRUNC | O_WRONLY, 0600) : -1;
    if (disk && file < 0) { perror(argument[2]); return 1; }
    double began = now(), seconds = atof(argument[count - 1]);
    long done = 0;
    for (; now() - began < seconds; done++) {
        if (disk && !append(file)) { perror("append"); return 1; }
        if (argon2 && argon2id_verify(argument[2], argument[3], strlen(argument[3])) != ARGON2_OK) return 1;
    }
    printf("%.1f\n", done / (now() - began));
    if (disk) unlink(argument[2]);
    return 0;
}
