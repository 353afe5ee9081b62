import CSQLite
import SQLKit

/// Variables of a connection that SQL calls as functions without arguments.
///
/// `@safe`: SQLite holds a pointer to each `Slot` as long as the connection is open, and the
/// connection holds this object.
@safe final class SessionVariables {
  private final class Slot {
    let name: String
    var value: Int64?
    var uses = 0

    init(name: String) {
      self.name = name
    }
  }

  private var slots: [String: Slot] = [:]

  /// Sets or unsets the variable `name`; the function is made at the first call.
  func set(_ name: String, _ value: Int64?, on database: OpaquePointer) -> Int32 {
    if let slot = slots[name] {
      slot.value = value
      slot.uses = 0
      return SQLITE_OK
    }
    let slot = Slot(name: name)
    slot.value = value
    let context = unsafe Unmanaged.passUnretained(slot).toOpaque()
    let result = unsafe sqlite3_create_function_v2(
      database, name, 0, SQLITE_UTF8, context,
      { call, _, _ in
        guard let data = unsafe sqlite3_user_data(call) else { return }
        let slot = unsafe Unmanaged<Slot>.fromOpaque(data).takeUnretainedValue()
        slot.uses += 1
        guard let value = slot.value else {
          unsafe sqlite3_result_error(
            call, "\(slot.name)() has no value: this write is not part of a recorded one", -1)
          unsafe sqlite3_result_error_code(call, SQLiteResultCode.refusedByFunction)
          return
        }
        unsafe sqlite3_result_int64(call, value)
      }, nil, nil, nil)
    if result == SQLITE_OK { slots[name] = slot }
    return result
  }

  /// How often statements and triggers called the variable since it was set.
  func uses(_ name: String) -> Int { slots[name]?.uses ?? 0 }

  /// Unsets every variable.
  func unsetAll() {
    for slot in slots.values { slot.value = nil }
  }
}
