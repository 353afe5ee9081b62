import Glibc
import PurserCLI
import PurserDomain
import SecretKit
import SystemKit

let environment = Environment.process()

let composition = Composition(
  clock: WallClock { Timestamp(milliseconds: SystemTime.nowMilliseconds()) },
  userName: { UserAccount.current().name },
  newRequestID: { RandomBytes.hexadecimal(count: 16) },
  schemaVersion: { 1 },
  foreignFault: { error in
    guard let error = error as? SecretError else { return nil }
    return Fault(
      code: error.code.rawValue, message: error.message, subject: error.subject, hint: error.hint,
      cause: error.cause)
  })

exit(
  Program.run(
    arguments: Array(CommandLine.arguments.dropFirst()), environment: environment,
    streams: .process(environment), composition: composition))
