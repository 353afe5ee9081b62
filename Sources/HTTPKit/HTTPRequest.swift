package import SecretKit

/// One request, as a value. It can be printed: secrets in it cannot.
package struct HTTPRequest: Equatable, Sendable {
  /// What is asked of the server.
  package enum Method: String, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
  }

  /// What is sent behind the headers.
  package enum Body: Equatable, Sendable {
    case none
    case plain([UInt8])
    /// A body with credentials in it, such as that of a token exchange.
    case secret(SecretBytes)
  }

  /// Which redirects are followed. None ever carries a secret header, a signature or a body to
  /// another origin (scheme, host and port), or goes from https to http.
  package enum Redirects: Equatable, Sendable {
    /// The redirect itself is the answer.
    case none
    /// At most so many.
    case atMost(Int)
    /// At most so many, and none to another origin where the request has credentials: its answer stands for them, so
    /// one that was given without them must not count.
    case withCredentials(atMost: Int)

    /// How many are followed.
    var most: Int {
      switch self {
      case .none: 0
      case .atMost(let most), .withCredentials(let most): most
      }
    }
  }

  package var method: Method
  /// `http` or `https`, without user and password.
  package var url: String
  package var headers: [HTTPHeader]
  package var body: Body
  /// Signs the request with AWS Signature Version 4; the library does it.
  package var signature: AWSSignature?
  /// Milliseconds from the start of the request to the end of its answer, redirects included.
  package var timeoutMilliseconds: Int64
  /// The most bytes of the answer's body, after decompression.
  package var bodyLimit: Int
  package var redirects: Redirects
  /// Whether the server may compress its answer.
  package var acceptsCompression: Bool

  /// Makes a request; without limits of its own it has 8 s and 1 MiB.
  package init(
    _ method: Method, _ url: String, headers: [HTTPHeader] = [], body: Body = .none,
    signature: AWSSignature? = nil, timeoutMilliseconds: Int64 = 8_000, bodyLimit: Int = 1 << 20,
    redirects: Redirects = .atMost(5), acceptsCompression: Bool = true
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.signature = signature
    self.timeoutMilliseconds = timeoutMilliseconds
    self.bodyLimit = bodyLimit
    self.redirects = redirects
    self.acceptsCompression = acceptsCompression
  }

  /// The first header of that name, in any case of letters.
  package func header(_ name: String) -> HTTPHeader? {
    headers.first { $0.name.lowercased() == name.lowercased() }
  }

  /// Whether anything of it must stay with the origin it was made for.
  var hasCredentials: Bool { signature != nil || headers.contains(where: \.staysAtOrigin) }

  /// Every secret of the request, for those who must not repeat them.
  package var secrets: [SecretBytes] {
    var secrets = headers.compactMap(\.secret)
    if case .secret(let bytes) = body { secrets.append(bytes) }
    if let signature {
      secrets.append(signature.secretKey)
      if let token = signature.sessionToken { secrets.append(token) }
    }
    return secrets
  }
}

/// A header of a request.
package struct HTTPHeader: Equatable, Sendable {
  package var name: String
  /// What anyone may see: the whole value, or what stands in front of the secret, such as `Bearer `.
  package var visible: String
  /// The part that must not be seen; nil for an ordinary header.
  package var secret: SecretBytes?

  /// An ordinary header.
  package init(_ name: String, _ value: String) {
    self.name = name
    visible = value
  }

  /// A header whose value is `scheme` and then `secret`. It never leaves for another origin.
  package init(_ name: String, scheme: String = "", secret: SecretBytes) {
    self.name = name
    visible = scheme
    self.secret = secret
  }

  /// `Authorization: Bearer` with `token`.
  package static func bearer(_ token: SecretBytes) -> HTTPHeader {
    HTTPHeader("Authorization", scheme: "Bearer ", secret: token)
  }

  /// Names whose values are credentials even when given as ordinary text.
  static let credentials: Set<String> = [
    "authorization", "proxy-authorization", "cookie", "x-api-key", "api-key", "x-goog-api-key",
    "x-amz-security-token",
  ]

  /// Whether its name is one (RFC 9110, 5.6.2: a token).
  var hasSendableName: Bool {
    !name.isEmpty
      && name.utf8.allSatisfy {
        $0 > 0x20 && $0 < 0x7F && !"()<>@,;:\\\"/[]?={}".utf8.contains($0)
      }
  }

  /// Whether it must stay with the origin it was made for.
  var staysAtOrigin: Bool { secret != nil || Self.credentials.contains(name.lowercased()) }
}

/// The keys and the place that an AWS signature is made for.
package struct AWSSignature: Equatable, Sendable {
  package var region: String
  package var service: String
  package var accessKeyID: String
  package var secretKey: SecretBytes
  /// Of temporary keys; sent as `x-amz-security-token`.
  package var sessionToken: SecretBytes?

  /// Makes a signature's settings.
  package init(
    region: String, service: String, accessKeyID: String, secretKey: SecretBytes,
    sessionToken: SecretBytes? = nil
  ) {
    self.region = region
    self.service = service
    self.accessKeyID = accessKeyID
    self.secretKey = secretKey
    self.sessionToken = sessionToken
  }
}
