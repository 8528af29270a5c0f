// libcurl, loaded when the first request is made. It draws in two dozen libraries for TLS, LDAP and Kerberos; a program
// that asks no server should not wait for them at every start.
//
// These are libcurl's own functions by name, each of which passes its arguments on. A library that is not there ends
// the program, as it would have at the start.
#include <curl/curl.h>
#include <dlfcn.h>
#include <fmt/core.h>

#include <cstdarg>
#include <cstdlib>

#include "base/error.h"

#undef curl_easy_setopt
#undef curl_easy_getinfo
#undef curl_multi_setopt

namespace {

template <class Function>
Function* find(const char* name) {
  // The soname whose interface the headers describe.
  static void* const library = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
  void* const symbol = library ? dlsym(library, name) : nullptr;
  if (!symbol) {
    fmt::print(stderr, "qed: {}\n", dlerror());
    std::_Exit(qed::exit_status(qed::Errc::kUnavailable));
  }
  return reinterpret_cast<Function*>(symbol);
}

// Constant in newer versions.
template <class Result, class First, class... Rest>
First first_parameter(Result (*)(First, Rest...));
using UrlToRead = decltype(first_parameter(&curl_url_get));

}  // namespace

#define QED_FORWARD(result, name, parameters, arguments)      \
  result name parameters {                                    \
    static auto* const real = find<result parameters>(#name); \
    return real arguments;                                    \
  }

extern "C" {

// Every option and every result is a pointer, a long or a curl_off_t: one machine word.
CURLcode curl_easy_setopt(CURL* handle, CURLoption option, ...) {
  static auto* const real = find<CURLcode(CURL*, CURLoption, ...)>("curl_easy_setopt");
  va_list list;
  va_start(list, option);
  void* const value = va_arg(list, void*);
  va_end(list);
  return real(handle, option, value);
}

CURLcode curl_easy_getinfo(CURL* handle, CURLINFO info, ...) {
  static auto* const real = find<CURLcode(CURL*, CURLINFO, ...)>("curl_easy_getinfo");
  va_list list;
  va_start(list, info);
  void* const value = va_arg(list, void*);
  va_end(list);
  return real(handle, info, value);
}

CURLMcode curl_multi_setopt(CURLM* handle, CURLMoption option, ...) {
  static auto* const real = find<CURLMcode(CURLM*, CURLMoption, ...)>("curl_multi_setopt");
  va_list list;
  va_start(list, option);
  void* const value = va_arg(list, void*);
  va_end(list);
  return real(handle, option, value);
}

QED_FORWARD(CURLcode, curl_global_init, (long flags), (flags))
QED_FORWARD(CURL*, curl_easy_init, (void), ())
QED_FORWARD(CURLM*, curl_multi_init, (void), ())
QED_FORWARD(void, curl_easy_cleanup, (CURL * handle), (handle))
QED_FORWARD(const char*, curl_easy_strerror, (CURLcode code), (code))
QED_FORWARD(void, curl_free, (void* memory), (memory))
QED_FORWARD(CURLMcode, curl_multi_add_handle, (CURLM * multi, CURL* easy), (multi, easy))
QED_FORWARD(CURLMcode, curl_multi_remove_handle, (CURLM * multi, CURL* easy), (multi, easy))
QED_FORWARD(CURLMcode, curl_multi_cleanup, (CURLM * multi), (multi))
QED_FORWARD(CURLMcode, curl_multi_perform, (CURLM * multi, int* running), (multi, running))
QED_FORWARD(CURLMcode, curl_multi_poll,
            (CURLM * multi, struct curl_waitfd extra[], unsigned int extras, int timeout_ms, int* ready),
            (multi, extra, extras, timeout_ms, ready))
QED_FORWARD(CURLMcode, curl_multi_wakeup, (CURLM * multi), (multi))
QED_FORWARD(const char*, curl_multi_strerror, (CURLMcode code), (code))
QED_FORWARD(CURLMsg*, curl_multi_info_read, (CURLM * multi, int* left), (multi, left))
QED_FORWARD(curl_slist*, curl_slist_append, (curl_slist * list, const char* text), (list, text))
QED_FORWARD(void, curl_slist_free_all, (curl_slist * list), (list))
QED_FORWARD(CURLU*, curl_url, (void), ())
QED_FORWARD(void, curl_url_cleanup, (CURLU * url), (url))
QED_FORWARD(CURLUcode, curl_url_get, (UrlToRead url, CURLUPart part, char** text, unsigned int flags),
            (url, part, text, flags))
QED_FORWARD(CURLUcode, curl_url_set, (CURLU * url, CURLUPart part, const char* text, unsigned int flags),
            (url, part, text, flags))
QED_FORWARD(const char*, curl_url_strerror, (CURLUcode code), (code))

}  // extern "C"
