#include <curl/curl.h>

// Swift cannot call what takes any number of arguments: one function for each kind of option.

static inline CURLcode usher_curl_number(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode usher_curl_text(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode usher_curl_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}

static inline CURLcode usher_curl_mime(CURL *handle, curl_mime *value) {
    return curl_easy_setopt(handle, CURLOPT_MIMEPOST, value);
}

/// The last code that the server answered with; 0 if none came.
static inline long usher_curl_response(CURL *handle) {
    long code = 0;
    return curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &code) == CURLE_OK ? code : 0;
}

/// CURL_GLOBAL_DEFAULT, which is a macro that Swift cannot read.
static inline CURLcode usher_curl_start(void) { return curl_global_init(CURL_GLOBAL_DEFAULT); }
