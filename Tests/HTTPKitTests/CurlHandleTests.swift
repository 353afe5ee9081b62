import Foundation
import HTTPKit
import PurserTestSupport
import SystemKit
import Testing

/// The library with a watch on its handles, made by the system's compiler.
@Suite struct CurlHandleTests {
  /// Leaves a file `freed` when a handle ends, and `dangling` when that handle still knew the memory for its errors, which
  /// has gone with the transfer then.
  private static let watch = #"""
    #define _GNU_SOURCE
    #include <dlfcn.h>
    #include <fcntl.h>
    #include <stdarg.h>
    #include <stddef.h>
    #include <unistd.h>

    static void *holders[64];

    static void *real(const char *name) {
      void *library = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
      return dlsym(library, name);
    }
    static void leave(const char *path) { close(open(path, O_CREAT | O_WRONLY, 0600)); }
    static int forget(void *easy) {
      for (int i = 0; i < 64; i++)
        if (holders[i] == easy) { holders[i] = NULL; return 1; }
      return 0;
    }
    int curl_easy_setopt(void *easy, int option, ...) {
      va_list values;
      va_start(values, option);
      void *value = va_arg(values, void *);
      va_end(values);
      if (option == 10010) {
        forget(easy);
        for (int i = 0; value && i < 64; i++)
          if (!holders[i]) { holders[i] = easy; break; }
      }
      int (*set)(void *, int, ...) = (int (*)(void *, int, ...))real("curl_easy_setopt");
      return set(easy, option, value);
    }
    void curl_easy_reset(void *easy) {
      forget(easy);
      ((void (*)(void *))real("curl_easy_reset"))(easy);
    }
    void curl_easy_cleanup(void *easy) {
      leave(FOLDER "/freed");
      if (forget(easy)) leave(FOLDER "/dangling");
      ((void (*)(void *))real("curl_easy_cleanup"))(easy);
    }
    """#

  /// The library that the system has, by its name; nil for none.
  private static let library = ["libcurl.so.4", "libcurl-gnutls.so.4"].first { (name: String) in
    unsafe dlopen(name, RTLD_NOW | RTLD_LOCAL) != nil
  }

  /// Whether the watch can be made here.
  private static let canWatch = library != nil && DetachedProgram.find("cc", .process()) != nil

  /// Compiles the watch into `folder` and returns its path. All other functions are those of the library that it is linked
  /// with.
  private func watched(in folder: TemporaryFolder) throws -> String {
    let library = try #require(Self.library)
    let source = try folder.write(Self.watch, to: "watch.c")
    let path = folder.path("watch.so")
    let outcome = try Subprocess.run(
      [
        "cc", "-shared", "-fPIC", "-DLIBRARY=\"\(library)\"", "-DFOLDER=\"\(folder.path)\"",
        "-o", path, source, "-Wl,--no-as-needed", "-l:\(library)", "-ldl",
      ], timeoutMilliseconds: 120_000)
    try #require(outcome.succeeded, "cc could not make the watch")
    return path
  }

  @Test(.enabled(if: canWatch, "needs a C compiler and libcurl"))
  func `handles that were done with kept pointers to freed memory`() throws {
    let folder = try TemporaryFolder()
    let path = try watched(in: folder)
    let server = try LoopbackServer { $0.path == "/hang" ? [.hang] : .answer(200, "good") }
    defer { server.stop() }
    let transport = CurlTransport(libraryNames: [path])
    let outcomes = try transport.send([
      HTTPRequest(.get, server.url("/"), timeoutMilliseconds: patience),
      HTTPRequest(
        .post, server.url("/"), body: .plain([1, 2, 3]), timeoutMilliseconds: patience),
      HTTPRequest(.get, server.url("/hang"), timeoutMilliseconds: 200),
      HTTPRequest(
        .get, server.url("/"), headers: [HTTPHeader("X-Bad", "a\nb")],
        timeoutMilliseconds: patience),
    ])
    #expect(outcomes.map(\.response?.status) == [200, 200, nil, nil])
    #expect(outcomes[2].timings != nil)
    #expect(folder.exists("freed"))
    #expect(!folder.exists("dangling"))
  }
}
