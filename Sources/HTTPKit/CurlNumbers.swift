/// The numbers of libcurl's interface that are used here; its ABI keeps them.
enum CurlOption {
  static let url: Int32 = 10002
  static let proxy: Int32 = 10004
  static let userPassword: Int32 = 10005
  static let errorText: Int32 = 10010
  static let postFields: Int32 = 10015
  static let userAgent: Int32 = 10018
  static let headers: Int32 = 10023
  static let headerUser: Int32 = 10029
  static let customMethod: Int32 = 10036
  static let writeUser: Int32 = 10001
  static let certificateFile: Int32 = 10065
  static let certificateFolder: Int32 = 10097
  static let acceptEncoding: Int32 = 10102
  static let noProxy: Int32 = 10177
  static let awsSignature: Int32 = 10305

  static let noBody: Int32 = 44
  static let post: Int32 = 47
  static let verifyPeer: Int32 = 64
  static let verifyHost: Int32 = 81
  static let version: Int32 = 84
  static let noSignal: Int32 = 99
  static let protocols: Int32 = 181
  static let suppressConnectHeaders: Int32 = 265
  static let refuseUser: Int32 = 278
  static let allowHTTP09: Int32 = 285
  static let quickExit: Int32 = 322

  static let writeSink: Int32 = 20011
  static let headerSink: Int32 = 20079
  static let bodySize: Int32 = 30120

  /// HTTP/2 where TLS negotiates it, else HTTP/1.1.
  static let http2OverTLS = 4
  /// `http` and `https`.
  static let webProtocols = 3
}

enum CurlInfo {
  static let status: Int32 = 0x200002
  static let version: Int32 = 0x20002E
  static let newConnections: Int32 = 0x20001A
  static let redirectURL: Int32 = 0x10001F
  static let connectTime: Int32 = 0x600034
  static let firstByteTime: Int32 = 0x600036
  static let encryptedTime: Int32 = 0x600038
}
