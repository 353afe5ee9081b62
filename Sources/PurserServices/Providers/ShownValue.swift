package import PurserDomain

/// A key or header as it may be shown, with what is known of it. Nothing unchecked is called present.
package struct ShownValue: Equatable, Sendable {
  /// What is known of the value behind it.
  package enum Status: String, Equatable, Sendable {
    /// There is a value.
    case present
    /// There is none where one is said to be.
    case missing
    /// It is sealed under another master key, or was changed.
    case undecryptable
    /// It is kept elsewhere, or was not looked at.
    case unchecked = "not_checked"
  }

  /// `none`, `environment`, `command`, `marker`, `ref`, `template`, `placeholder`, `sealed` or `plain`.
  package var kind: String
  /// The reference or ordinary text as it is stored; nil for a sealed value.
  package var text: String?
  /// The ends of a sealed value; nil when it was not opened.
  package var masked: String?
  /// Nil where there is no value to be known.
  package var status: Status?

  /// A phrase for a table's cell: never a secret.
  package var phrase: String {
    let state = status == .missing ? " (not set)" : status == .present ? " (set)" : ""
    return switch kind {
    case "none": "-"
    case "environment": "env \(text ?? "")\(state)"
    case "ref": "ref(\(text ?? ""))\(state)"
    case "marker": "marker(\(text ?? ""))"
    case "placeholder": "placeholder"
    case "sealed":
      status == .undecryptable ? "undecryptable" : masked.map { "\($0) (sealed)" } ?? "sealed"
    default: text ?? masked ?? ""
    }
  }

  /// Says what stands at `reference`; `isSet` knows the environment. Sealed values are not opened.
  package init(_ reference: KeyReference, isSet: (String) -> Bool) {
    func value(_ kind: String, _ text: String?, _ status: Status?) -> ShownValue {
      ShownValue(kind: kind, text: text, status: status)
    }
    func ofVariable(_ name: String) -> Status { isSet(name) ? .present : .missing }
    self =
      switch reference {
      case .none: value("none", nil, nil)
      case .environment(let name): value("environment", name, ofVariable(name))
      case .command(let text): value("command", text, .unchecked)
      case .marker(let word): value("marker", word, .unchecked)
      case .secretRef("env", let provider, let id):
        value("ref", "env:\(provider):\(id)", ofVariable(id))
      case .secretRef(let source, let provider, let id):
        value("ref", "\(source):\(provider):\(id)", .unchecked)
      case .template(let text): value("template", text, .unchecked)
      case .placeholder(let text): value("placeholder", text, .missing)
      case .sealed: value("sealed", nil, .unchecked)
      }
  }

  package init(kind: String, text: String? = nil, masked: String? = nil, status: Status? = nil) {
    self.kind = kind
    self.text = text
    self.masked = masked
    self.status = status
  }
}
